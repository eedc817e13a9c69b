"""What a committee decides of the other programmes of a call: an amount each, at most what was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.dossiers.lifecycle import Outcome
from clas_core.dossiers.programmes import AskedProgramme
from clas_core.errors import Problem
from clas_core.estimates import AidTotal
from clas_core.money import amount_text, parse_amount, write_euros


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedProgramme:
    """What is decided of a programme, in cents. `reason` is compulsory unless it is granted as it was asked, or refused
    by its own conditions."""

    id: str
    amount: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedProgramme:
    """A programme as an approval gives it, in cents, with what was asked and who pays it; both names are empty for the
    Caf."""

    id: str
    label: str
    asked: int
    amount: int
    reason: str = ""
    funder: str = ""
    payer: str = ""

    @property
    def total(self) -> AidTotal:
        """The same, as what is paid by its own payer is told: advances, shares of payers."""
        return AidTotal(id=self.id, label=self.label, amount=self.amount, funder=self.funder, payer=self.payer)


def programme_problems(
    outcome: Outcome, decided: Sequence[DecidedProgramme], asked: Sequence[AskedProgramme]
) -> Iterator[Problem]:
    """Yield all that is wrong with what is decided of the programmes that were `asked`: an approval decides of each."""
    if outcome != "approved":
        if decided:
            message = "Seul un agrément accorde un programme : laissez la liste vide, ou agréez le dossier."
            yield Problem(("programmes",), message)
        return
    known = {each.id: each for each in asked}
    seen: set[str] = set()
    for index, each in enumerate(decided):
        path = ("programmes", index)
        demanded = known.get(each.id)
        if each.id in seen:
            yield Problem((*path, "id"), f"Le programme « {each.id} » est donné deux fois.")
        seen.add(each.id)
        if demanded is None:
            told = ", ".join(known) or "aucun"
            yield Problem((*path, "id"), f"Le dossier ne demande pas « {each.id[:80]} » ; il demande : {told}.")
            continue
        if not 0 <= each.amount <= demanded.amount:
            message = f"Un montant positif ou nul est attendu, au plus ce qui est demandé : {_euros(demanded)}."
            yield Problem((*path, "amount"), message)
        elif each.amount and not demanded.eligible:
            message = f"{demanded.label} : le dossier n'en remplit pas les conditions, aucun comité ne peut l'accorder."
            yield Problem((*path, "amount"), message)
        by_rule = not each.amount and not demanded.eligible
        if each.amount != demanded.amount and not by_rule and not each.reason.strip():
            message = f"{demanded.label} : un autre montant que celui demandé se motive, dites pourquoi."
            yield Problem((*path, "reason"), message)
    for left in (each for each in asked if each.id not in seen):
        message = f"{left.label} : {_euros(left)} sont demandés, dites combien le comité accorde, 0 pour rien."
        yield Problem(("programmes",), message)


def _euros(asked: AskedProgramme) -> str:
    return write_euros(asked.amount)


def granted_programmes(
    outcome: Outcome, decided: Sequence[DecidedProgramme], asked: Sequence[AskedProgramme]
) -> Sequence[GrantedProgramme]:
    """Return what an approval gives of each programme, in the order of the call; nothing for another outcome."""
    if outcome != "approved":
        return ()
    found = {each.id: each for each in decided}
    return tuple(
        GrantedProgramme(
            id=each.id,
            label=each.label,
            asked=each.amount,
            amount=found[each.id].amount,
            reason=found[each.id].reason,
            funder=each.funder,
            payer=each.payer,
        )
        for each in asked
        if each.id in found
    )


def programme_json(granted: GrantedProgramme) -> dict[str, Any]:
    """Write what is granted of a programme as it is kept with a decision: `kept_programme` reads it equal."""
    return {
        "id": granted.id,
        "label": granted.label,
        "asked": amount_text(granted.asked),
        "amount": amount_text(granted.amount),
        "reason": granted.reason,
        **({"funder": granted.funder, "payer": granted.payer} if granted.funder else {}),
    }


def kept_programme(data: Mapping[str, Any]) -> GrantedProgramme:
    """Return what was granted of a programme as `programme_json` wrote it."""
    return GrantedProgramme(**{**data, "asked": parse_amount(data["asked"]), "amount": parse_amount(data["amount"])})
