"""A department: who it is, and its calls by school year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from marshmallow import validate

from clas_core.departments.campaign import Campaign
from clas_core.departments.funders import FunderSiret
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

    `slug` is its name for machines, `code` the official one (``51``, ``2A``, ``971``).
    """

    slug: Annotated[str, Identifier(), "nom du département pour les machines"]
    code: Annotated[str, Pasted(validate=[_CODE]), "code officiel : `08`, `2A`, `971`"]
    name: Annotated[str, Line(longest=80), "nom du département"]
    caf: Annotated[Caf, "la Caf qui mène l'appel"]
    campaigns: Mapping[SchoolYear, Campaign]
    digest: str

    def campaign(self, year: SchoolYear) -> Campaign:
        """Return the call of `year`. Raises `UnknownCampaign`, naming those that exist."""
        try:
            return self.campaigns[year]
        except KeyError:
            raise UnknownCampaign(self.name, year, self.campaigns) from None

    def write_deadline(self, moment: datetime) -> str:
        """Write a deadline for who lives in this department: in Paris, and by its own clocks where they differ."""
        return write_deadline(moment, self.code)

    @property
    def latest(self) -> Campaign | None:
        """The call of the latest school year, if there is any."""
        return self.campaigns[max(self.campaigns)] if self.campaigns else None
