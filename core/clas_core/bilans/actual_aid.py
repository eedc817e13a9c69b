"""Local aid on what was really done: found again by the rule of the call that the dossier is sealed under.

What code computed, what the committee set and what a call states in short stay as they were granted, whole, to a group
that is still eligible: code cannot be kept, and a decision is not computed again.

Aid that is counted or bounded for more than a group is the dossier's, or the action's: what was granted of it for a
group that is no longer eligible comes to those that still are, as far as its rule gives that much.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from clas_core.departments import LocalAid
from clas_core.departments.funders import Aid
from clas_core.estimates import Applicant, Estimator
from clas_core.estimates.estimate import eligible_of
from clas_core.estimates.local_aid import Asking, capped, concerned, given
from clas_core.groups import Group
from clas_core.money import allotted, cents_of, euros_of

Granted = Sequence[Sequence[LocalAid]]
"""The local aid of each group."""


class ActualAid(NamedTuple):
    """The local aid of each group as it is really worth, and what moves of each aid between groups, in cents, by the
    place of the group and the name of the aid."""

    aids: Granted
    moved: Mapping[tuple[int, str], int]

    def moved_of(self, place: int) -> Mapping[str, int]:
        """Return what moves of each aid to or from one group, by the name of the aid."""
        return {name: cents for (where, name), cents in self.moved.items() if where == place}


def actual_aid(granted: Granted, actions: Sequence[int], actual: Sequence[Group], estimator: Estimator) -> ActualAid:
    """Return what the aid `granted` to each group is really worth; `actions` are those of the groups."""
    campaign = estimator.campaign
    if campaign is None or not campaign.aids:
        return ActualAid(granted, {})
    groups = eligible_of(estimator.estimate(actual, [()] * len(actual)).groups)
    applicant = Applicant(groups=tuple(Asking(action) for action in actions))
    rules = {each.id: each for each in campaign.aids}
    found = {each.place: list(granted[each.place]) for each in groups}
    moved: dict[tuple[int, str], int] = {}
    for name in dict.fromkeys(aid.id for each in granted for aid in each if aid.id in rules):
        rule, held = rules[name], {place: aid for place, each in enumerate(granted) for aid in each if aid.id == name}
        is_set = any(aid.ruled is not None for aid in held.values())
        units = _units(rule, actions, is_set=is_set)
        worth = [each for each in groups if each.place in held]
        if not is_set:
            worth = list(concerned(campaign, rule, worth, applicant))
        moves = _moves(held, [each.place for each in worth], units)
        most = {each.place: cents_of(held[each.place].amount) + moves.get(each.place, 0) for each in worth}
        if not is_set:
            ruled = [cents_of(aid.amount) for aid in given(campaign, rule, worth, applicant)]
            amounts = _shared(dict(zip(most, ruled, strict=True)), most, units)
        else:
            amounts = most
        for place in held.keys() & found.keys():
            made = replace(held[place], amount=euros_of(amounts.get(place, 0)))
            found[place] = [made if other.id == name else other for other in found[place]]
        moved |= {(place, name): cents for place, cents in moves.items()}
    aids = found if campaign.cap is None else capped(campaign.cap, groups, found, chosen_too=True)[0]
    return ActualAid([aids.get(place, ()) for place in range(len(actual))], moved)


def _units(rule: Aid, actions: Sequence[int], *, is_set: bool) -> Sequence[int]:
    """Return what an aid is counted or bounded for, of each group: those of one number share it. What the committee set
    is each group's, but for an aid to the dossier."""
    bounded = not is_set and (rule.most_per_dossier, rule.most_per_porteur) != (None, None)
    if rule.per == "dossier" or bounded:
        return [0] * len(actions)
    return actions if not is_set and rule.most_per_action is not None else range(len(actions))


def _moves(held: Mapping[int, LocalAid], worth: Sequence[int], units: Sequence[int]) -> Mapping[int, int]:
    """Return what moves of an aid from the groups that it does not go to any more to those of their unit that it still
    goes to, in proportion to what was granted to these, in cents, by place."""
    moves: dict[int, int] = {}
    for unit in {units[place] for place in held}:
        there = [place for place in worth if units[place] == unit]
        absent = [place for place in held if units[place] == unit and place not in worth]
        gone = {place: cents_of(held[place].amount) for place in absent}
        if there and gone:
            shares = allotted(sum(gone.values()), [cents_of(held[place].amount) for place in there])
            moves |= {**dict(zip(there, shares, strict=True)), **{place: -cents for place, cents in gone.items()}}
    return moves


def _shared(amounts: Mapping[int, int], most: Mapping[int, int], units: Sequence[int]) -> Mapping[int, int]:
    """Share what an aid is worth in each unit in proportion to what is due at `most`: costs that moved from one group
    to another change nothing."""
    found: dict[int, int] = {}
    for unit in {units[place] for place in amounts}:
        places = [place for place in amounts if units[place] == unit]
        shares = allotted(sum(amounts[place] for place in places), [most[place] for place in places])
        found |= dict(zip(places, shares, strict=True))
    return found
