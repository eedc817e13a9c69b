"""Verifying the trace: every chain is computed again, and whatever was altered, removed, added or moved is found."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from clas_api.context import Context
from clas_api.security.permissions import scope_of
from clas_api.services.maintenance.reconciliation import Tally, chains_witnessed, untold
from clas_api.services.trace import FIRST, digest_of_entry
from clas_api.store.chains import Link, head_of, length_of, links_of, names_of_chains
from clas_api.store.database import open_snapshot
from clas_core.errors import InvalidInput, Problem, Unknown


@dataclass(frozen=True, slots=True)
class Head:
    """What the end of a chain is, or once was: the number and the digest of an entry."""

    chain: str
    number: int
    digest: str

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read ``CHAIN:NUMBER:DIGEST``, as `export` prints it. Raises `InvalidInput`."""
        found = re.fullmatch(r"([a-z0-9_-]+):(\d{1,9}):(sha256:[0-9a-f]{64})", text)
        if found is None:
            sentence = (
                f"« {text} » n'est pas de la forme CHAÎNE:NUMÉRO:EMPREINTE, telle que « clas audit export » l'écrit."
            )
            raise InvalidInput([Problem(("expect",), sentence)])
        return cls(found[1], int(found[2]), found[3])

    def __str__(self) -> str:
        return f"{self.chain}:{self.number}:{self.digest}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a chain; `number` is the entry where it shows, or none when it is not known which."""

    chain: str
    number: int | None
    message: str

    def __str__(self) -> str:
        place = "" if self.number is None else f", entrée {self.number}"
        return f"Chaîne {self.chain}{place} : {self.message}"


def _nothing(entries: int) -> None:
    """Take no notice of how far one is."""


def open_chains(context: Context, chain: str | None = None) -> list[str]:
    """Begin to read the chains at one moment; return their names, or that of the one asked for.

    A chain of which nothing is left, but of which rows of the service tell, is among them.
    Raises `Unknown` when there is no such chain.
    """
    open_snapshot(context.session, scope_of(context.who, "audit.read"))
    names = sorted(chains_witnessed(context.session).union(names_of_chains(context.session)))
    if chain is None:
        return names
    if chain not in names:
        raise Unknown(f"Il n'y a pas de chaîne « {chain} ». Chaînes connues : {', '.join(names) or 'aucune'}.")
    return [chain]


def entries_in(context: Context, chains: Iterable[str]) -> int:
    """Return how many entries `chains` have."""
    return sum(length_of(context.session, chain) for chain in chains)


def verify(
    context: Context, chains: Iterable[str], expected: Iterable[Head] = (), advance: Callable[[int], None] = _nothing
) -> Iterator[Fault]:
    """Give what is wrong with `chains`, opened by `open_chains`; nothing when they are whole.

    Each is computed again, then crossed with the rows that it tells of. `expected` are heads noted earlier elsewhere:
    without one, a chain written anew together with those rows cannot be told from a true one. `advance` is told of
    every entry read.
    """
    waited = list(expected)
    names = list(chains)
    for chain in names:
        yield from _verify_chain(context, chain, [each for each in waited if each.chain == chain], advance)
    for head in waited:
        if head.chain not in names:
            yield Fault(head.chain, head.number, "la chaîne n'existe plus.")


def _verify_chain(
    context: Context, chain: str, expected: list[Head], advance: Callable[[int], None]
) -> Iterator[Fault]:
    noted = {each.number: each.digest for each in expected}
    number, digest, tally = 0, FIRST, Tally()
    for link in links_of(context.session, chain):
        said = _said(link.entry)
        tally.add(said)
        if link.number > number + 1:
            yield Fault(chain, number + 1, _missing(number + 1, link.number - 1))
        elif (what := _what_is_wrong(chain, link, said, digest)) is not None:
            yield Fault(chain, link.number, what)
        if noted.get(link.number, link.digest) != link.digest:
            yield Fault(chain, link.number, "son empreinte n'est plus celle qui avait été notée.")
        number, digest = link.number, link.digest
        advance(1)
    head = head_of(context.session, chain)
    yield from _verify_head(chain, head, number, digest)
    last = max(noted, default=0)
    if last > number and (head is None or head[0] <= number):
        yield Fault(chain, number + 1, _missing(number + 1, last))
    for message in untold(context.session, chain, tally, number):
        yield Fault(chain, None, message)


def _what_is_wrong(chain: str, link: Link, said: Mapping[str, Any], previous: str) -> str | None:
    """Say what is wrong with an entry that follows the one whose digest is `previous`."""
    if digest_of_entry(previous, link.entry) != link.digest:
        return "son texte ou son empreinte a été modifié, ou l'entrée précédente n'est plus la même."
    if (said.get("chain"), said.get("number"), said.get("subject")) != (chain, link.number, link.subject):
        return "elle n'est pas à sa place : son texte dit une autre chaîne, un autre numéro ou un autre objet."
    return None


def _said(entry: str) -> Mapping[str, Any]:
    """Return what an entry says; nothing when it is not the service's writing."""
    try:
        said = orjson.loads(entry)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _missing(first: int, last: int) -> str:
    if first == last:
        return "elle manque."
    return f"les entrées {first} à {last} manquent."


def _verify_head(chain: str, head: tuple[int, str] | None, number: int, digest: str) -> Iterator[Fault]:
    if head is None:
        yield Fault(chain, number or None, "la tête de la chaîne manque.")
    elif head[0] > number:
        yield Fault(chain, number + 1, _missing(number + 1, head[0]))
    elif head[0] < number:
        yield Fault(chain, head[0] + 1, "elle suit la tête : elle a été ajoutée sans passer par le service.")
    elif head[1] != digest:
        yield Fault(chain, number, "la tête de la chaîne ne porte pas son empreinte.")


def links_to_export(context: Context, chain: str) -> Iterator[Link]:
    """Give the entries of a chain opened by `open_chains`."""
    return links_of(context.session, chain)


def head_to_export(context: Context, chain: str) -> Head | None:
    """Return the head of a chain opened by `open_chains`, as the database keeps it."""
    head = head_of(context.session, chain)
    return None if head is None else Head(chain, *head)
