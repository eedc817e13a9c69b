"""Local aid, its envelopes and its advances: amounts that go together, bounds the right way up, nothing of zero."""

from collections.abc import Iterator
from decimal import Decimal

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed, day_at, number_at, text_at
from clas_core.money import cents_of, write_euros
from clas_core.national import Referential

_BOUNDS = (
    ("min", "max"),
    ("least", "most"),
    ("minimum", "maximum"),
    ("low", "high"),
    ("at_least", "at_most"),
    ("from", "to"),
    ("since", "until"),
    ("since", "due"),
    ("begins", "ends"),
    ("starts", "ends"),
    ("opens", "closes"),
)
_PAYERS = ("funder", "payer", "paid_by", "institution")
LARGEST = Decimal(10_000)
"""In euros: aid to one group above that is more than three times the Ps."""

LARGEST_ENVELOPE = Decimal(3_000_000)
"""In euros: the whole scheme is of 33 millions a year, for a hundred and one departments."""


def check_amounts(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report amounts of a call that cannot be meant."""
    for call in reviewed.calls:
        yield from ((call, found) for found in _bounds(call))
        yield from ((call, found) for found in _plain_amounts(call))
        yield from ((call, found) for found in _envelopes(call, reviewed.nation(call)))
        yield from ((call, found) for found in _shares(call))


def _bounds(call: FileRead) -> Iterator[Found]:
    for path, table in call.every_table():
        for low, high in _BOUNDS:
            first, last = number_at(table, low), number_at(table, high)
            upside_down = first is not None and last is not None and first > last
            begin, end = day_at(table, low), day_at(table, high)
            if upside_down or (begin and end and begin > end and path[:1] not in (("bilan",), ("calendar",))):
                reason = f"« {high} » ({table[high]}) vient avant « {low} » ({table[low]})."
                yield Found("amounts.bounds", "error", (*path, high), reason, "Échangez-les, ou corrigez l'un d'eux.")


def _plain_amounts(call: FileRead) -> Iterator[Found]:
    for path, table in call.every_table():
        amount = number_at(table, "amount")
        if amount is not None and amount <= 0:
            reason = f"Un montant de {amount} € n'aide personne."
            yield Found(
                "amounts.zero", "error", (*path, "amount"), reason, "Écrivez le montant, ou retirez cette table."
            )
        per_group = len(path) == 2 and path[0] == "supplements"
        if per_group and amount is not None and amount > LARGEST:
            reason = f"{amount} € par groupe dépassent de loin la Ps."
            yield Found("amounts.large", "warning", (*path, "amount"), reason, "Vérifiez : est-ce l'enveloppe ?")
        if path[:1] == ("envelopes",) and amount is not None and amount > LARGEST_ENVELOPE:
            reason = f"Une enveloppe de {amount} € dépasse ce que reçoit un département en un an."
            yield Found("amounts.large", "warning", (*path, "amount"), reason, "Comptez les zéros.")
        if path[-2:-1] == ("aids",) and not any(key in table for key in _PAYERS) and "funders" not in path:
            reason = "Cette aide n'a pas de payeur."
            yield Found("amounts.payer", "error", path, reason, "Dites qui la verse.")


def _envelopes(call: FileRead, nation: Referential | None) -> Iterator[Found]:
    supplements = [
        amount
        for _, each in call.each("supplements")
        if (amount := number_at(each, "amount")) is not None and amount > 0
    ]
    approved = max((number_at(each, "actions") or Decimal(0) for _, each in call.each("approved")), default=Decimal(0))
    for path, envelope in call.each("envelopes"):
        kind, amount = text_at(envelope, "kind"), number_at(envelope, "amount")
        if kind == "supplements" and not supplements:
            reason = "Cette enveloppe paie des compléments, et le fichier n'en accorde aucun."
            yield Found("amounts.envelope", "warning", path, reason, "Dites lesquels, sous [[supplements]].")
        least = min(_least(kind, supplements, nation), default=None)
        if amount is not None and amount > 0 and least is not None and amount < least:
            reason = f"{amount} € ne paient pas même un groupe, qui en demande {write_euros(cents_of(least))}."
            yield Found("amounts.envelope", "error", (*path, "amount"), reason, "Corrigez l'enveloppe ou l'aide.")
        elif amount is not None and least is not None and amount < least * approved:
            reason = (
                f"{amount} € paient {amount // least} groupes, et {approved} actions ont été agréées une année passée."
            )
            yield Found("amounts.envelope", "remark", (*path, "amount"), reason, "Vérifiez l'enveloppe et l'aide.")


def _least(kind: str, supplements: list[Decimal], nation: Referential | None) -> list[Decimal]:
    """Return the smallest amounts that an envelope pays to one group, where they are known."""
    if kind == "supplements":
        return [each for each in supplements if each == each.quantize(Decimal("0.01"))]
    if nation is None:
        return []
    if kind == "bonuses":
        return [bonus.amount.value for bonus in nation.bonuses if bonus.amount is not None]
    return [nation.ps.maximum.value] if kind == "ps" else []


def _shares(call: FileRead) -> Iterator[Found]:
    for path, table in call.every_table():
        share = number_at(table, "share")
        advance = "advances" in path or path[-1:] == ("advance",)
        if share is None or not advance:
            continue
        if share > Decimal("0.95"):
            reason = "Un acompte de tout ce qui est accordé, ou presque, ne laisse rien au solde."
            yield Found("amounts.share", "warning", (*path, "share"), reason, "Vérifiez la part.")
        elif 0 < share < Decimal("0.05"):
            reason = f"Une part de {share} est de {share * 100} %."
            yield Found("amounts.share", "warning", (*path, "share"), reason, "70 % s'écrit 0.7 : vérifiez la part.")
