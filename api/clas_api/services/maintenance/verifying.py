"""Verifying the trace: every chain is computed again, and whatever was altered, removed, added or moved is found."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from clas_api.context import Context
from clas_api.services.maintenance.witnessing import LastSeals, counted_after, witnessed
from clas_api.store.chains import Link, head_of, length_of, links_of, names_of_chains
from clas_api.store.entries import FIRST, digest_of_entry, digest_of_told
from clas_api.store.sealed_rows import chains_of_rows, count_rows
from clas_core.errors import InvalidInput, Problem, Unknown

_LONGEST_RUN = 10_000_000
"""Entries that follow one another and are erased together: what says more was not written by the service."""

_HEAD = r"([a-z0-9_-]+):(\d{1,9}):(sha256:[0-9a-f]{64})"


@dataclass(frozen=True, slots=True)
class Head:
    """What the end of a chain is, or once was: the number and the digest of an entry."""

    chain: str
    number: int
    digest: str

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read ``CHAIN:NUMBER:DIGEST``, as `export` prints it. Raises `InvalidInput`."""
        found = re.fullmatch(_HEAD, text)
        if found is None:
            sentence = (
                f"« {text} » n'est pas de la forme CHAÎNE:NUMÉRO:EMPREINTE, telle que « clas audit export » l'écrit."
            )
            raise InvalidInput([Problem(("expect",), sentence)])
        return cls(found[1], int(found[2]), found[3])

    @classmethod
    def parse_all(cls, text: str) -> "list[Head]":
        """Read every head in a text, whatever else it says: a mail that brought them will do. Raises `InvalidInput`."""
        found = [cls.parse(each[0]) for each in re.finditer(rf"\b{_HEAD}\b", text)]
        if not found:
            sentence = "Ce fichier ne contient aucune tête, telle que « clas audit heads » les écrit."
            raise InvalidInput([Problem(("expect-file",), sentence)])
        return found

    def __str__(self) -> str:
        return f"{self.chain}:{self.number}:{self.digest}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a chain, or with a row that it tells of, named by its `table` and its `key`.

    `number` is the entry where it shows, or that sealed the row last; none when there is none.
    """

    chain: str
    number: int | None
    message: str
    table: str | None = None
    key: str | None = None

    def __str__(self) -> str:
        place = "" if self.number is None else f", entrée {self.number}"
        row = "" if self.table is None else f"table {self.table}, ligne {self.key} : "
        return f"Chaîne {self.chain}{place} : {row}{self.message}"


def _nothing(entries: int) -> None:
    """Take no notice of how far one is."""


def open_chains(context: Context, chain: str | None = None) -> list[str]:
    """Begin to read the chains at one moment; return their names, or that of the one asked for.

    A chain of which nothing is left, but of which rows of the service tell, is among them.
    Raises `Unknown` when there is no such chain.
    """
    context.open("audit.read")
    names = sorted(chains_of_rows(context.session).union(names_of_chains(context.session)))
    if chain is None:
        return names
    if chain not in names:
        raise Unknown(f"Il n'y a pas de chaîne « {chain} ». Chaînes connues : {', '.join(names) or 'aucune'}.")
    return [chain]


def entries_in(context: Context, chains: Iterable[str]) -> int:
    """Return how many entries `chains` have."""
    return sum(length_of(context.session, chain) for chain in chains)


def rows_in(context: Context, chains: Iterable[str]) -> int:
    """Return how many rows there are that `chains` tell of."""
    return sum(count_rows(context.session, chain) for chain in chains)


def verify(
    context: Context, chains: Iterable[str], expected: Iterable[Head] = (), advance: Callable[[int], None] = _nothing
) -> Iterator[Fault]:
    """Give what is wrong with `chains`, opened by `open_chains`; nothing when they are whole.

    Each is computed again, then crossed with the rows that it seals. `expected` are heads noted earlier elsewhere:
    without one, a chain written anew together with those rows cannot be told from a true one. `advance` is told of
    every entry and of every row read.
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
    number, digest, seals, silent = 0, FIRST, LastSeals(), set[int]()
    for link in links_of(context.session, chain):
        said = _said(link.entry)
        seals.add(link.number, said)
        if link.number > number + 1:
            yield Fault(chain, number + 1, _missing(number + 1, link.number - 1))
        elif (what := _what_is_wrong(chain, link, said, digest)) is not None:
            yield Fault(chain, link.number, what)
        if link.told is None and "told" in said:
            silent.add(link.number)
        silent.difference_update(_erased_by(said))
        if noted.get(link.number, link.digest) not in (link.digest, said.get("formerly")):
            yield Fault(chain, link.number, "son empreinte n'est plus celle qui avait été notée.")
        number, digest = link.number, link.digest
        advance(1)
    for erased in sorted(silent):
        yield Fault(chain, erased, "ce qu'elle disait a disparu, et aucune entrée ne dit qu'il a été effacé.")
    head = head_of(context.session, chain)
    yield from _verify_head(chain, head, number, digest)
    last = max(noted, default=0)
    if last > number and (head is None or head[0] <= number):
        yield Fault(chain, number + 1, _missing(number + 1, last))
    for each in witnessed(context.session, chain, seals, advance):
        yield Fault(chain, each.number, each.message, each.table, each.key)
    if counted := counted_after(context.session, chain, number):
        yield Fault(chain, None, f"les statistiques ont été comptées à l'entrée {counted}, qui manque.")


def _what_is_wrong(chain: str, link: Link, said: Mapping[str, Any], previous: str) -> str | None:
    """Say what is wrong with an entry that follows the one whose digest is `previous`."""
    if digest_of_entry(previous, link.entry) != link.digest:
        return "son texte ou son empreinte a été modifié, ou l'entrée précédente n'est plus la même."
    if (said.get("chain"), said.get("number"), said.get("subject")) != (chain, link.number, link.subject):
        return "elle n'est pas à sa place : son texte dit une autre chaîne, un autre numéro ou un autre objet."
    if link.told is not None and said.get("told") != digest_of_told(link.salt or "", link.told):
        return "ce qu'elle dit n'est plus ce dont elle porte l'empreinte."
    return None


def _erased_by(said: Mapping[str, Any]) -> Iterator[int]:
    """Give the numbers of the entries that one says it has erased what they told."""
    erased = said.get("erased")
    for each in erased if isinstance(erased, list) else ():
        match each:
            case [int(first), int(last)] if last - first < _LONGEST_RUN:
                yield from range(first, last + 1)


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
