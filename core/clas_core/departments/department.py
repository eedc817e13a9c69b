"""A department: who it is, and its calls by school year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clas_core.departments.campaign import Campaign
from clas_core.errors import UnknownCampaign
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class FunderSiret:
    """The funder's SIRET from a day on: a Caf may move or merge."""

    value: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Caf:
    """The Caf that runs the call; what its documents do not give is absent."""

    name: str
    address: Sequence[str]
    phone: str | None
    email: str | None
    website: str | None
    sirets: Sequence[FunderSiret]


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One department. `slug` is its name for machines, `code` the official one (``51``, ``2A``, ``971``)."""

    slug: str
    code: str
    name: str
    caf: Caf
    campaigns: Mapping[SchoolYear, Campaign]
    digest: str

    def campaign(self, year: SchoolYear) -> Campaign:
        """Return the call of `year`. Raises `UnknownCampaign`, naming those that exist."""
        try:
            return self.campaigns[year]
        except KeyError:
            raise UnknownCampaign(self.name, year, self.campaigns) from None

    @property
    def latest(self) -> Campaign | None:
        """The call of the latest school year, if there is any."""
        return self.campaigns[max(self.campaigns)] if self.campaigns else None
