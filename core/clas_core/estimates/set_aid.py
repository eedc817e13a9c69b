"""Aid that the committee sets to another amount than its rule's: both amounts are kept, and the reason.

The amount is for the dossier. It is shared among the groups that may get the aid, in proportion to what the rule gives
each, equally where it gives nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from clas_core.departments import LocalAid
from clas_core.departments.campaign import Campaign
from clas_core.estimates.local_aid import Applicant, Eligible, concerned, given
from clas_core.money import allotted, cents_of, euros_of

Aids = Mapping[int, Sequence[LocalAid]]
"""The local aid of each group, by its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAid:
    """An aid, the amount that the committee sets for the dossier, in cents, and why."""

    id: str
    amount: int
    reason: str


def with_set(
    campaign: Campaign, groups: Sequence[Eligible], applicant: Applicant, aids: Aids, chosen: Iterable[SetAid]
) -> Aids:
    """Return the aid of each group, what the committee set being in the place of the rule's where it may set it."""
    found = {place: list(each) for place, each in aids.items()}
    by_name = {aid.id: aid for aid in campaign.local_aid}
    for each in chosen:
        held = {place: aid for place, listed in found.items() for aid in listed if aid.id == each.id}
        if each.id in by_name:
            may = concerned(campaign, by_name[each.id], groups, applicant)
            blank = zip(may, given(campaign, by_name[each.id], may, applicant), strict=True)
            held = {**{it.place: replace(aid, amount=euros_of(0)) for it, aid in blank}, **held}
        ruled = [cents_of(aid.amount) for aid in held.values()]
        for (place, aid), before, cents in zip(held.items(), ruled, allotted(each.amount, ruled), strict=True):
            made = replace(aid, amount=euros_of(cents), ruled=euros_of(before), reason=each.reason)
            found[place] = [made if other.id == each.id else other for other in found[place]]
            if aid not in aids[place]:
                found[place].append(made)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AidTotal:
    """An aid of a whole dossier, in cents. `ruled` is what its rule gave, where the committee set another amount."""

    id: str
    label: str
    amount: int
    funder: str = ""
    payer: str = ""
    ruled: int | None = None
    reason: str = ""


def totals_of(groups: Iterable[Iterable[LocalAid]]) -> Sequence[AidTotal]:
    """Return each aid of the groups of a dossier, added up, in their order."""
    found: dict[str, AidTotal] = {}
    for aid in (aid for group in groups for aid in group):
        amount = cents_of(aid.amount)
        ruled = None if aid.ruled is None else cents_of(aid.ruled)
        before = found.get(aid.id)
        if before is not None:
            amount += before.amount
            ruled = None if ruled is None or before.ruled is None else ruled + before.ruled
        found[aid.id] = AidTotal(
            id=aid.id,
            label=aid.label,
            amount=amount,
            funder=aid.funder,
            payer=aid.payer,
            ruled=ruled,
            reason=aid.reason,
        )
    return tuple(found.values())
