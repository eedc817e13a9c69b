"""What is paid before the settlement: each advance is a share of what its own payer gives, and of nothing else.

The advances of a call are shares of what the Caf pays: the Ps, the bonuses, its own aid. Aid that states advances of
its own, and aid of another funder, are paid by their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clas_core.departments import Campaign
from clas_core.departments.funders import Advance
from clas_core.estimates import AidTotal
from clas_core.money import Rate
from clas_core.years import Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAdvance:
    """An advance to pay, in cents, when the call says, if it does.

    `aid` and `label` are those of the aid that it is a share of, empty for what the Caf pays in all; `funder` and
    `payer` are who pays it, empty for the Caf.
    """

    on: Dated | None
    amount: int
    aid: str = ""
    label: str = ""
    funder: str = ""
    payer: str = ""


def planned_advances(
    campaign: Campaign,
    granted: int,
    aids: Sequence[AidTotal],
    paid: Mapping[str, int] | None = None,
    programmes: Sequence[AidTotal] = (),
) -> Sequence[PlannedAdvance]:
    """Return the advances of what is `granted` in all, local `aids` and other `programmes` included: shares half-up to
    the cent. No advance of the call is a share of another programme.

    `paid` is what was paid in advance already, in cents, by aid, that of the call by an empty name: it counts for the
    first ones.
    """
    own = {each.id: each.advances for each in campaign.aids}
    own |= {each.id: each.advances for each in campaign.programmes}
    apart = [*(each for each in aids if each.funder or own.get(each.id)), *programmes]
    left = dict(paid or {})
    whole = AidTotal(id="", label="", amount=granted - sum(each.amount for each in apart))
    return (
        *_of(whole, campaign.advances, left),
        *(found for each in apart for found in _of(each, own.get(each.id, ()), left)),
    )


def _of(scope: AidTotal, advances: Sequence[Advance], paid: dict[str, int]) -> Iterator[PlannedAdvance]:
    for advance in advances:
        share = Rate.of(advance.share).share_of(scope.amount)
        counted = min(share, paid.get(scope.id, 0))
        paid[scope.id] = paid.get(scope.id, 0) - counted
        if share > counted:
            yield PlannedAdvance(
                on=advance.on,
                amount=share - counted,
                aid=scope.id,
                label=scope.label,
                funder=scope.funder,
                payer=scope.payer,
            )
