"""The other programmes than the Clas at the settlement: what was really spent of each, at most what was granted."""

from collections.abc import Iterable, Iterator, Sequence

from clas_core.bilans.bilan import BilanContent
from clas_core.calculation.settlement import SettledPart
from clas_core.committees.programmes import GrantedProgramme
from clas_core.money import write_euros

SPENT = "les dépenses réelles"
"""What a programme is really worth."""


def spent_of(bilan: BilanContent, programme: str) -> int | None:
    """Return what a bilan says was spent of a programme, in cents; `None` while it does not."""
    return next((each.spent for each in bilan.programmes if each.id == programme), None)


def settled_programmes(granted: Iterable[GrantedProgramme], bilan: BilanContent) -> Sequence[SettledPart]:
    """Return each programme that was granted something, with what it is really worth: what was spent, or what was
    granted while the bilan does not tell."""
    return tuple(
        SettledPart(
            id=f"programme.{each.id}",
            label=f"{each.label} ({each.payer})" if each.payer else each.label,
            granted=each.amount,
            actual=each.amount if (spent := spent_of(bilan, each.id)) is None else spent,
            funder=each.funder,
            payer=each.payer,
        )
        for each in granted
        if each.amount
    )


def unspent(programmes: Iterable[SettledPart]) -> Iterator[str]:
    """Say in French where less was spent of a programme than was granted."""
    for each in programmes:
        if each.actual < each.granted:
            yield (
                f"{each.label} : {write_euros(each.actual)} dépensés pour {write_euros(each.granted)} accordés, "
                f"{write_euros(each.granted - each.due)} de moins que prévu."
            )
