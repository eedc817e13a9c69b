"""What a dossier asks of the other programmes of its call, and whether it says all that they need."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clas_core.departments import Campaign
from clas_core.dossiers.content import DossierContent
from clas_core.eligibility import Verdict
from clas_core.errors import Path
from clas_core.money import amount_text

NAME_ONE = "Cet appel a d'autres programmes que le Clas : décrivez une action du Clas, ou demandez l'un d'eux."


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedProgramme:
    """A programme that a dossier applies to, in cents, and who pays it: both names are empty for the Caf.

    `verdict` is what its own criteria say.
    """

    id: str
    label: str
    amount: int
    funder: str = ""
    payer: str = ""
    verdict: Verdict = "met"

    @property
    def eligible(self) -> bool:
        """Whether no blocking criterion of it is missed."""
        return self.verdict != "not_met"

    def as_json(self) -> Mapping[str, str]:
        """Write what is asked, as it is sealed with a deposit."""
        asked = {"id": self.id, "label": self.label, "amount": amount_text(self.amount)}
        return {**asked, **({"funder": self.funder, "payer": self.payer} if self.funder else {})}


def asked_programmes(
    content: DossierContent, campaign: Campaign, verdicts: Mapping[str, Verdict] | None = None
) -> Sequence[AskedProgramme]:
    """Return the programmes of the call that a dossier asks an amount for, in the order of the call."""
    amounts = {each.id: each.amount for each in content.programmes if each.amount}
    return tuple(
        AskedProgramme(
            id=each.id,
            label=each.label,
            amount=amounts[each.id] or 0,
            funder=funder,
            payer=payer,
            verdict=(verdicts or {}).get(each.id, "met"),
        )
        for each in campaign.programmes
        if each.id in amounts
        for funder, payer in [campaign.payer_of(each)]
    )


def programme_faults(content: DossierContent, campaign: Campaign) -> Iterator[tuple[Path, str, str]]:
    """Yield each programme that a dossier applies to: where its amount is, how it is called, what is wrong with it,
    nothing when all is well. One whose amount is not said is wrong as well."""
    known = {each.id: each for each in campaign.programmes}
    for rank, asked in enumerate(content.programmes):
        programme = known.get(asked.id)
        if programme is None:
            told = ", ".join(known) or "aucun"
            fault = f"Ce n'est pas un programme de cet appel ; programmes : {told}."
            yield ("programmes", rank, "id"), f"programme {asked.id}", fault
        else:
            fault = programme.fault_of(asked.amount or 0)
            yield ("programmes", rank, "amount"), f"{programme.label} : montant demandé", fault
