"""What texts say of the department's own money and counts, beside the keys that say it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from clas_core.conformance.figures import amounts_in, prose_of
from clas_core.conformance.found import Found
from clas_core.conformance.french import plain
from clas_core.conformance.reviewed import FileRead, Reviewed, number_at, text_at
from clas_core.errors import Path
from clas_core.plain_text import search_key

_TRUE = "Gardez ce qui est vrai."
_COMMON = ("aide", "aides", "complement", "supplement", "local", "locale", "communale", "municipale", "part")


def check_money_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report texts that contradict what a key of the same file says."""
    for call in reviewed.calls:
        for path, sentence in prose_of(call):
            yield from ((call, found) for found in _figures(path, sentence, call))
        yield from ((call, found) for found in _labelled(call))


def _wrong(path: Path, text: str, key: str, check: str) -> Found:
    return Found(check, "error", path, f"« {text} » contredit « {key} ».", _TRUE)


_ENVELOPE = re.compile(
    r"\benveloppe\b|\b(?:budget|crédits?|dotation|somme|montant) (?:\w+ ){0,3}"
    r"(?:consacrée?|réservée?|allouée?|dédiée?|affectée?)s? aux? (?:aides?|compléments?|bonus)",
    re.IGNORECASE,
)
_PER = {
    "group": re.compile(r"(?:par|chaque|d'un) (?:groupe|collectif)", re.IGNORECASE),
    "child": re.compile(r"(?:par|chaque) (?:enfant|élève|jeune)", re.IGNORECASE),
    "dossier": re.compile(r"(?:par|chaque) (?:dossier|porteur)", re.IGNORECASE),
}
_APPROVED = re.compile(r"\b(\d+) (porteurs|actions)\b", re.IGNORECASE)
_HELD = re.compile(
    r"agréé|retenu|financé|soutenu|l'an (?:dernier|passé)|l'année (?:dernière|passée|précédente)", re.IGNORECASE
)


def _figures(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    """Report amounts and counts of the department's own that a text says otherwise than their tables."""
    amounts = dict(amounts_in(sentence))
    aids = [*_aids(call)]
    given = {cents for *_, cents in aids}
    envelopes = {int(each * 100) for each in _envelopes(call)}
    if _ENVELOPE.search(sentence) and envelopes:
        for text, cents in amounts.items():
            if cents not in envelopes | given:
                yield _wrong(path, text, "[[envelopes]]", "said.envelope")
    for label, per, own in aids:
        named = [word for word in search_key(label).split() if len(word) > 3 and word not in _COMMON]
        about = named and all(word in search_key(sentence).split() for word in named)
        if about and per.search(sentence):
            for text, cents in amounts.items():
                if cents != own and cents not in envelopes:
                    yield _wrong(path, text, f"amount = {Decimal(own) / 100}", "said.aid")
    approved = [each for _, each in call.each("approved")]
    dated = any(text_at(each, "school_year") in sentence for each in approved)
    if approved and (dated or _HELD.search(sentence)) and path[0] != "approved":
        for found in _APPROVED.finditer(sentence):
            if int(found[1]) not in {number_at(each, found[2].lower()) for each in approved}:
                yield Found("said.approved", "warning", path, f"« {found[0]} » : [[approved]] dit autre chose.", _TRUE)


def _aids(call: FileRead) -> Iterator[tuple[str, re.Pattern[str], int]]:
    """Yield the aid of a call that is so much per something: its label, how a text says per what, its cents."""
    for among in ("supplements", "aids"):
        for _, aid in call.each(among):
            amount, per = number_at(aid, "amount"), _PER.get(text_at(aid, "per") if among == "aids" else "group")
            if amount is not None and per is not None:
                yield text_at(aid, "label"), per, int(amount * 100)


def _envelopes(call: FileRead) -> Iterator[Decimal]:
    for among, key in (("envelopes", "amount"), ("aids", "envelope")):
        yield from (amount for _, each in call.each(among) if (amount := number_at(each, key)) is not None)


def _labelled(call: FileRead) -> Iterator[Found]:
    for path, table in call.every_table():
        amount = number_at(table, "amount")
        for key in ("label", "title"):
            for text, cents in amounts_in(plain(text_at(table, key))) if amount is not None else ():
                if amount is not None and cents != int(amount * 100):
                    yield _wrong((*path, key), text, f"amount = {amount}", "said.aid")
