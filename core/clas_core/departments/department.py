"""A department: who it is, and its calls by name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from marshmallow import validate

from clas_core.departments.call_name import ByCall, CallName
from clas_core.departments.campaign import Campaign
from clas_core.departments.funders import FunderSiret
from clas_core.departments.logo import Logo, LogoName
from clas_core.departments.phone import Phone
from clas_core.departments.zones import write_deadline
from clas_core.errors import UnknownCampaign
from clas_core.fields import Email, Identifier, Line, Pasted, Url
from clas_core.years import SchoolYear

_CODE = validate.Regexp(
    re.compile(r"(0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8]|98[46-8])\Z", re.ASCII),
    error="Un code de département est attendu : « 08 », « 2A », « 971 » …",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caf:
    """The Caf that runs the call; what its documents do not give is absent."""

    name: Annotated[str, "nom de la Caf"]
    address: Annotated[Sequence[str], "lignes de son adresse"] = ()
    phone: Annotated[str | None, Phone(), "son téléphone"] = None
    email: Annotated[str | None, Email(), "son courriel"] = None
    website: Annotated[str | None, Url(), "son site"] = None
    sirets: Annotated[Sequence[FunderSiret], "ses SIRET, chacun depuis un jour"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One department, as ``department.toml`` says who it is, and its calls.

    `slug` is its name for machines, `code` the official one (``51``, ``2A``, ``971``). `campaigns` are its calls by
    name: one a school year, or several. `logo` names the file of a logo, and `picture` is what it holds.
    """

    slug: Annotated[str, Identifier(), "nom du département pour les machines"]
    code: Annotated[str, Pasted(validate=[_CODE]), "code officiel : `08`, `2A`, `971`"]
    name: Annotated[str, Line(longest=80), "nom du département"]
    caf: Annotated[Caf, "la Caf qui mène l'appel"]
    logo: Annotated[
        str | None, LogoName(), "le fichier de son logo, à côté de celui-ci : SVG ou PNG, 40 Kio au plus"
    ] = None
    campaigns: ByCall[Campaign]
    digest: str
    picture: Logo | None = None

    def __post_init__(self) -> None:
        """Take the calls of a department that was made by hand by their own names."""
        campaigns: Any = self.campaigns
        if isinstance(campaigns, Mapping) and all(isinstance(each, Campaign) for each in campaigns.values()):
            object.__setattr__(self, "campaigns", ByCall({each.name: each for each in campaigns.values()}))

    def find(self, call: CallName | SchoolYear) -> Campaign | None:
        """Return a call, or the main one of a year; `None` where there is none."""
        return self.campaigns.get(CallName.of(call))

    def campaign(self, call: CallName | SchoolYear) -> Campaign:
        """Return a call, or the main one of a year. Raises `UnknownCampaign`, naming those that exist."""
        found = self.find(call)
        if found is None:
            raise UnknownCampaign(self.name, call, self.campaigns)
        return found

    def calls_of(self, year: SchoolYear) -> Sequence[Campaign]:
        """Return the calls of a year, the main one first."""
        return tuple(self.campaigns[name] for name in sorted(self.campaigns) if name.year == year)

    @property
    def in_order(self) -> Sequence[Campaign]:
        """The calls as people read them: the latest year first and, in a year, the main one first."""
        years = sorted({name.year for name in self.campaigns}, reverse=True)
        return tuple(each for year in years for each in self.calls_of(year))

    def offered_on(self, today: date) -> Sequence[Campaign]:
        """Return the calls that one may come for: those that are open and, of the latest year, those that are to be;
        else the latest."""
        latest = self.latest
        return [
            each
            for each in self.in_order
            if (state := each.calendar.state_on(today)) == "open"
            or (latest is not None and each.school_year == latest.school_year and state != "closed")
        ] or ([] if latest is None else [latest])

    def write_deadline(self, moment: datetime) -> str:
        """Write a deadline for who lives in this department: in Paris, and by its own clocks where they differ."""
        return write_deadline(moment, self.code)

    @property
    def latest(self) -> Campaign | None:
        """The first call of the latest school year, its main one where it has one; `None` where there is none."""
        return next(iter(self.in_order), None)
