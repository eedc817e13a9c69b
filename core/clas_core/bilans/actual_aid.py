"""Local aid on what was really done: found again by the rule of the call that the dossier is sealed under.

What code computed, what the committee set and what a call states in short stay as they were granted, whole, to a group
that is still eligible: code cannot be kept, and a decision is not computed again.
"""

from collections.abc import Sequence
from dataclasses import replace

from clas_core.departments import LocalAid
from clas_core.departments.funders import Aid
from clas_core.estimates import Applicant, Estimator
from clas_core.estimates.estimate import eligible_of
from clas_core.estimates.local_aid import Asking, Eligible, capped, concerned, given
from clas_core.groups import Group
from clas_core.money import allotted, cents_of, euros_of

Granted = Sequence[Sequence[LocalAid]]
"""The local aid of each group."""


def actual_aid(granted: Granted, actions: Sequence[int], actual: Sequence[Group], estimator: Estimator) -> Granted:
    """Return what the aid `granted` to each group is really worth; `actions` are those of the groups."""
    campaign = estimator.campaign
    if campaign is None or not campaign.aids:
        return granted
    groups = eligible_of(estimator.estimate(actual, [()] * len(actual)).groups)
    applicant = Applicant(groups=tuple(Asking(action) for action in actions))
    rules = {each.id: each for each in campaign.aids}
    found = {each.place: list(granted[each.place]) for each in groups}
    for name in dict.fromkeys(aid.id for each in granted for aid in each if aid.ruled is None):
        if name in rules:
            for place, aid in _found_again(rules[name], granted, groups, applicant, estimator).items():
                found[place] = [aid if other.id == name else other for other in found[place]]
    aids = found if campaign.cap is None else capped(campaign.cap, groups, found, chosen_too=True)[0]
    return [aids.get(place, ()) for place in range(len(actual))]


def _found_again(
    rule: Aid, granted: Granted, groups: Sequence[Eligible], applicant: Applicant, estimator: Estimator
) -> dict[int, LocalAid]:
    """Return what an aid is really worth to each group that got it, by its place: its due is at most what was granted.

    What is counted or bounded for more than a group is shared in proportion to what was granted: costs that moved from
    one group to another change nothing.
    """
    campaign = estimator.campaign
    assert campaign is not None
    held = {each.place: aid for each in groups for aid in granted[each.place] if aid.id == rule.id}
    holders = [each for each in groups if each.place in held]
    still = {each.place for each in concerned(campaign, rule, holders, applicant)}
    worth = [each for each in holders if each.place in still]
    amounts = [cents_of(aid.amount) for aid in given(campaign, rule, worth, applicant)]
    if rule.per == "dossier" or any((rule.most_per_action, rule.most_per_dossier, rule.most_per_porteur)):
        amounts = allotted(sum(amounts), [cents_of(held[each.place].amount) for each in worth]) if worth else []
    by_place = {each.place: cents for each, cents in zip(worth, amounts, strict=True)}
    return {place: replace(aid, amount=euros_of(by_place.get(place, 0))) for place, aid in held.items()}
