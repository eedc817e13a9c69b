"""Local aid to the groups of one dossier: how much each funder gives by its rule, and what all aid is capped at.

Aid is found for the dossier and shared among its groups, to the cent: rows of groups always add up. It goes to groups
that meet its conditions; where something that a condition asks is not known, the aid is not counted, and is named.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from clas_core.departments import LocalAid
from clas_core.departments.campaign import Campaign
from clas_core.departments.funders import Aid, Cap
from clas_core.eligibility import Fact, Finding, Verdict, judge, lies_in, worst
from clas_core.groups import Group
from clas_core.money import Rate, allotted, cents_of, euros_of, write_euros


class Asking(NamedTuple):
    """A group as conditions of aid see it: its action, what is known of both, and why it is refused already."""

    action: int = 0
    action_facts: Mapping[str, Fact] = {}
    facts: Mapping[str, Fact] = {}
    refusals: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who asks: what conditions of aid may be about beside the groups themselves. `nature` is the porteur's.

    `groups` has one item for each group of the estimate, in their order. Without any, all groups are of one action.
    """

    nature: str | None = None
    dossier: Mapping[str, Fact] = field(default_factory=dict)
    groups: Sequence[Asking] = ()

    def unrefused(self) -> "Applicant":
        """Return the same applicant, whose groups are refused by what an estimate is told of them alone."""
        return replace(self, groups=tuple(each._replace(refusals=()) for each in self.groups))

    def only(self, positions: Iterable[int]) -> "Applicant":
        """Return the same applicant with some of its groups, by their place, the first being 1."""
        return replace(self, groups=tuple(self.groups[position - 1] for position in positions) if self.groups else ())


UNKNOWN = Applicant()


class Eligible(NamedTuple):
    """A group that may get aid: its place among all, what it declares, and what the nation pays it, in cents."""

    place: int
    group: Group
    national: int


def local_aid(
    campaign: Campaign, groups: Sequence[Eligible], applicant: Applicant, chosen: Container[str] = ()
) -> tuple[Mapping[int, Sequence[LocalAid]], Sequence[str]]:
    """Return the aid of a call to each group, by its place, and what is to be said of aid that is not counted.

    Nothing is said of aid that is `chosen`: the committee sets it.
    """
    found: dict[int, list[LocalAid]] = {each.place: [] for each in groups}
    remarks: list[str] = []
    for aid in campaign.local_aid:
        verdicts = {each.place: _verdict(campaign, aid, each, applicant) for each in groups}
        met = [each for each in groups if verdicts[each.place] == "met"]
        possible = any(verdict != "not_met" for verdict in verdicts.values())
        if possible and aid.id not in chosen and (aid.is_set_by_committee or len(met) < len(groups)):
            remarks += _not_counted(campaign, aid, verdicts.values())
        for each, made in zip(met, given(campaign, aid, met, applicant), strict=True):
            found[each.place] += [] if aid.is_set_by_committee else [made]
    return found, remarks


def concerned(campaign: Campaign, aid: Aid, groups: Sequence[Eligible], applicant: Applicant) -> Sequence[Eligible]:
    """Return the groups that may get an aid, as far as it is known."""
    return [each for each in groups if _verdict(campaign, aid, each, applicant) != "not_met"]


def given(campaign: Campaign, aid: Aid, groups: Sequence[Eligible], applicant: Applicant) -> Sequence[LocalAid]:
    """Return what an aid gives each of `groups` by its rule, within its bounds."""
    amounts = [_measured(aid, each.group) for each in groups]
    if aid.per == "dossier" and groups:
        amounts = allotted(amounts[0], [1] * len(groups))
    actions = [applicant.groups[each.place].action if applicant.groups else 0 for each in groups]
    bounded = _bounded(aid, amounts, actions)
    funder, payer = campaign.payer_of(aid)
    how = aid.measure if aid.funder else ""
    if bounded != amounts:
        how += "".join(f", {write_euros(cents)} au plus {words}" for words, cents in aid.bounds)
    return [
        LocalAid(
            id=aid.id,
            label=aid.label,
            amount=euros_of(cents),
            source=aid.source.citation,
            funder=funder,
            payer=payer,
            how=how,
        )
        for cents in bounded
    ]


def _measured(aid: Aid, group: Group) -> int:
    if aid.rate is not None:
        return int(Rate.of(aid.rate).share_of(group.running_costs))
    cents = cents_of(aid.amount or 0)
    return cents * (group.children or 0) if aid.per == "child" else cents


def _bounded(aid: Aid, amounts: Sequence[int], actions: Sequence[int]) -> Sequence[int]:
    """Bring amounts within the bounds of an aid: those of an action, or of the dossier, in proportion."""
    found = list(amounts)
    if aid.most_per_group is not None:
        found = [min(each, cents_of(aid.most_per_group)) for each in found]
    if aid.most_per_action is not None:
        for action in set(actions):
            places = [place for place, each in enumerate(actions) if each == action]
            within = _at_most([found[place] for place in places], cents_of(aid.most_per_action))
            for place, cents in zip(places, within, strict=True):
                found[place] = cents
    for bound in (aid.most_per_dossier, aid.most_per_porteur):
        if bound is not None:
            found = list(_at_most(found, cents_of(bound)))
    return found


def _at_most(amounts: Sequence[int], most: int) -> Sequence[int]:
    return allotted(most, amounts) if sum(amounts) > most else amounts


def _verdict(campaign: Campaign, aid: Aid, asked: Eligible, applicant: Applicant) -> Verdict:
    """Say whether a group meets the conditions of an aid, as far as they are known."""
    asking = applicant.groups[asked.place] if applicant.groups else Asking()
    facts = {
        "dossier": applicant.dossier,
        "action": asking.action_facts,
        "group": {**asking.facts, **{name: fact for name, fact in asked.group.facts.items() if fact is not None}},
    }
    verdicts: list[Verdict] = [
        judge(each, facts[each.subject], origin=aid.id).verdict for each in aid.criteria if each.severity == "blocking"
    ]
    if aid.natures:
        verdicts.append(
            "unknown" if applicant.nature is None else "met" if applicant.nature in aid.natures else "not_met"
        )
    if aid.territory is not None:
        verdicts.append(lies_in(campaign.territory_named(aid.territory), asking.action_facts.get("place")))
    return worst(verdicts)


def _not_counted(campaign: Campaign, aid: Aid, verdicts: Iterable[Verdict]) -> Iterator[str]:
    _, payer = campaign.payer_of(aid)
    name = f"{aid.label} ({payer})" if payer else aid.label
    if aid.is_set_by_committee:
        yield f"{name} : le comité en fixe le montant, qui n'est pas compté ici."
    elif "unknown" in verdicts:
        yield f"{name}, {aid.measure} : pas comptée, faute de savoir si ses conditions sont remplies."


def capped(
    cap: Cap, groups: Sequence[Eligible], aids: Mapping[int, Sequence[LocalAid]], *, chosen_too: bool = False
) -> tuple[Mapping[int, Sequence[LocalAid]], Sequence[str]]:
    """Bring local aid down so that all aid together is within the cap of a call, and say so.

    Aid yields in the reverse of its order, each in proportion in its groups. What the nation pays is never touched,
    even where it is above the cap by itself; nor is what the committee set, which is refused above it
    (`over_cap`), unless it is `chosen_too`: when costs have become less.
    """
    costs = sum(each.group.running_costs for each in groups)
    most = int(Rate.of(cap.share).share_of(costs))
    national = sum(each.national for each in groups)
    totals: dict[str, int] = {}
    local = 0
    for aid in (aid for each in groups for aid in aids[each.place]):
        local += cents_of(aid.amount)
        if chosen_too or aid.ruled is None:
            totals[aid.id] = totals.get(aid.id, 0) + cents_of(aid.amount)
    excess = min(national + local - most, sum(totals.values()))
    if excess <= 0:
        return aids, ()
    percent = Rate.of(cap.share).percent
    found = {index: list(each) for index, each in aids.items()}
    left = excess
    for identifier, total in reversed(totals.items()):
        cut = min(left, total)
        left -= cut
        places = [(i, n) for i, each in found.items() for n, aid in enumerate(each) if aid.id == identifier]
        if cut:
            shares = allotted(total - cut, [cents_of(found[i][n].amount) for i, n in places])
            for (i, n), cents in zip(places, shares, strict=True):
                how = f"{found[i][n].how}, ramenée au plafond de {percent} des dépenses".removeprefix(", ")
                found[i][n] = replace(found[i][n], amount=euros_of(cents), how=how)
    said = (
        f"Toutes les aides réunies font au plus {percent} des dépenses de fonctionnement, soit {write_euros(most)} : "
        f"l'aide locale est ramenée de {write_euros(local)} à {write_euros(local - excess)}. La Ps et les bonus ne "
        "changent pas."
    )
    return found, (said,)


def over_cap(cap: Cap, costs: int, total: int) -> str:
    """Say that all aid together is above the cap of a call; nothing when it is not. In cents."""
    most = int(Rate.of(cap.share).share_of(costs))
    if total <= most:
        return ""
    return (
        f"Toutes les aides réunies feraient {write_euros(total)}, et l'appel les limite à "
        f"{Rate.of(cap.share).percent} des dépenses, soit {write_euros(most)}."
    )


def above_costs(total: int, costs: int) -> Sequence[str]:
    """Say that all aid together is above the running costs that it is for; nothing when it is not. In cents."""
    if total <= costs:
        return ()
    said = (
        f"Toutes les aides réunies ({write_euros(total)}) dépassent les dépenses de fonctionnement "
        f"({write_euros(costs)}) de {write_euros(total - costs)}."
    )
    return (said,)
