"""The bodies of a department that sit on dossiers: those of its campaign's file, or one where it describes none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clas_core.committees.committee import TieRule
from clas_core.departments import Campaign
from clas_core.departments.campaign import DEPARTMENTAL
from clas_core.departments.territories import Territory
from clas_core.eligibility import Place, Verdict, lies_in

DEFAULT_QUORUM = 1
"""Institutions that must be present where the department does not say how many."""

DEFAULT_TIE: TieRule = "deferred"
"""What equal votes come to where the department does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body: `institutions` are the names of those that may sit, by their identifiers; `territory` is that of a local
    commission.

    `quorum`, `tie` and `decides` are `None` where the department's documents do not say.
    """

    id: str
    label: str
    institutions: Mapping[str, str]
    quorum: int | None = None
    tie: str | None = None
    decides: bool | None = None
    territory: Territory | None = None

    def concerns(self, places: Iterable[Place | None]) -> Verdict:
        """Say whether a dossier is of the territory of a local commission, by where its actions are held: one of them
        there is enough. Every dossier concerns a body of the whole department."""
        if self.territory is None:
            return "met"
        held = {lies_in(self.territory, None if each is None else (each,)) for each in places}
        return "met" if "met" in held else "unknown" if "unknown" in held or not held else "not_met"


def bodies_of(campaign: Campaign) -> Mapping[str, Body]:
    """Return the bodies of a campaign. One whose file describes none has the departmental committee of the scheme, in
    which every institution that the file names may sit."""
    names = {identifier: each.name for identifier, each in campaign.institutions.items()}
    if not campaign.committees:
        identifier, label = DEPARTMENTAL
        decides = True if campaign.departmental_decides else None
        return {identifier: Body(id=identifier, label=label, institutions=names, decides=decides)}
    found = {}
    for each in campaign.committees:
        seated = dict.fromkeys((*each.members, *filter(None, (each.presided_by, each.secretariat))))
        institutions = {identifier: names[identifier] for identifier in seated}
        found[each.id] = Body(
            id=each.id,
            label=each.label,
            institutions=institutions,
            quorum=each.quorum,
            tie=each.tie,
            decides=each.decides,
            territory=campaign.territory_named(each.territory) if each.territory else None,
        )
    return found
