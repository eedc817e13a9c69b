"""Weighing a deposit: what the rules that it was sealed with say of it, and what is known here beside what it declares.

It is the evidence that is stored whole with each examination, beside the agent's own verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from clas_api.context import Context
from clas_api.services.dossiers.complementing import moment_that_counts
from clas_api.services.dossiers.drafting import judge
from clas_api.services.dossiers.reading import list_versions
from clas_api.services.rules.campaigns import call_of
from clas_api.services.rules.sealed_rules import sealed_campaign, sealed_estimator
from clas_api.store.dossiers import version_of
from clas_api.store.models import DossierRow, DossierVersion
from clas_api.store.standing import previous_bilan_state
from clas_core.committees.ruling import Ruling, ruling_of
from clas_core.departments import Campaign
from clas_core.dossiers import DossierCheck, check_json, kept_content
from clas_core.estimates import Estimator
from clas_core.groups import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A deposit and what is computed of it. `deposits` are those of its dossier that were read, it being the last;
    `counted_on` is the day that its being in time is judged by; `bilan_recorded` tells whether the bilan that the call
    asks for is filed here, `None` when nothing of it began here."""

    deposits: Sequence[DossierVersion]
    estimator: Estimator
    check: DossierCheck
    counted_on: date
    extended_until: date | None
    bilan_recorded: bool | None

    @property
    def version(self) -> DossierVersion:
        """The deposit itself."""
        return self.deposits[-1]

    @property
    def asked(self) -> Sequence[Group]:
        """The groups of the deposit, in their order, each with its share of the common costs."""
        return tuple(each.group for each in self.check.estimate.groups) if self.check.estimate else ()

    @property
    def not_eligible(self) -> frozenset[int]:
        """The positions of the groups that miss a blocking criterion."""
        groups = self.check.estimate.groups if self.check.estimate else ()
        return frozenset(place for place, each in enumerate(groups, start=1) if not each.eligible)

    @property
    def ruling(self) -> Ruling:
        """What the rules leave out of the deposit, in words."""
        sealed = self.version.estimate.get("groups", ())
        return ruling_of(self.estimator, kept_content(self.version.content), self.check.estimated, self.asked, sealed)

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as JSON values, whole."""
        return {
            "version": self.version.number,
            "content_digest": self.version.content_digest,
            "deposited_on": self.counted_on.isoformat(),
            "extended_until": self.extended_until.isoformat() if self.extended_until else None,
            "previous_bilan": {
                "declared": self.version.content.get("previous_bilan"),
                "recorded": None if self.bilan_recorded is None else _BILAN[self.bilan_recorded],
            },
            **check_json(self.check),
        }


_BILAN = {True: "filed", False: "not_filed"}


def weigh(context: Context, row: DossierRow, *, every_deposit: bool = False) -> Weighed:
    """Weigh the last deposit of a dossier; `every_deposit` reads those before it too, for a page that lists them.

    Raises `Refused` when the rules that it was sealed with are not there.
    """
    last = None if every_deposit else version_of(context.session, row.id, row.versions)
    deposits = list_versions(context, row.id) if last is None else (last,)
    version = deposits[-1]
    call = call_of(context, row)
    estimator = sealed_estimator(context, version)
    campaign = sealed_campaign(context, version.campaign_digest, row.school_year, row.department)
    moment = moment_that_counts(context, row)
    content = kept_content(version.content)
    return Weighed(
        deposits=deposits,
        estimator=estimator,
        check=judge(context, row, replace(call, campaign=campaign, estimator=estimator), content, moment),
        counted_on=moment.date(),
        extended_until=call.extended_until.date() if call.extended_until else None,
        bilan_recorded=_bilan_recorded(context, row, campaign),
    )


def _bilan_recorded(context: Context, row: DossierRow, campaign: Campaign) -> bool | None:
    if campaign.bilan is None or not campaign.bilan.needed_for_next_deposit:
        return None
    return previous_bilan_state(context.session, row.porteur_id, row.department, row.call, str(campaign.bilan.about))
