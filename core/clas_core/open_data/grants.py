"""360Giving: the awards of a call as a package of grants."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from clas_core.money import euros_of
from clas_core.open_data.award import SCHEME, Award, Giver

VERSION = "1.1"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
_LONGEST_TITLE = 140


def grant_package(giver: Giver, awards: Sequence[Award], *, title: str, issued: datetime, url: str) -> dict[str, Any]:
    """Return the package; `url` is where it is read, `title` the call. Organisations are known by their SIRET, as
    org-id.guide names it (``FR-INSEE``)."""
    return {
        "version": VERSION,
        "title": title,
        "issued": issued.isoformat(),
        "publisher": {"name": giver.name, "identifier": f"FR-INSEE-{giver.siret}"},
        "license": LICENCE,
        "downloadURL": url,
        "grants": [_grant(giver, each, title) for each in awards],
    }


def _grant(giver: Giver, award: Award, title: str) -> Mapping[str, Any]:
    return {
        "id": f"FR-INSEE-{giver.siret}-{award.reference}",
        "title": award.said[:_LONGEST_TITLE],
        "description": award.said,
        "currency": "EUR",
        "amountAppliedFor": euros_of(award.asked),
        "amountAwarded": euros_of(award.cents),
        "awardDate": award.decided_on.isoformat(),
        "plannedDates": [{"startDate": award.pays_from.isoformat(), "endDate": award.pays_until.isoformat()}],
        "recipientOrganization": [{"id": f"FR-INSEE-{award.siret}", "name": award.name}],
        "fundingOrganization": [{"id": f"FR-INSEE-{giver.siret}", "name": giver.name}],
        "grantProgramme": [{"code": "clas", "title": SCHEME, "description": title}],
        "fromOpenCall": "Yes",
    }
