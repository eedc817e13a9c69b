"""The bonuses that the Caf proposes to a session, served from their envelope by each rule that the call publishes.

Nothing is written: what is compared here is decided by the committee, dossier by dossier. Decisions are prepared by one
of the rules in `filling`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from clas_api.context import Context
from clas_api.services.committees.envelopes import envelopes_of
from clas_api.services.committees.sessions import A_SESSION
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.rules.sealed_rules import sealed_estimator
from clas_api.store.first_deposits import first_deposits
from clas_api.store.models import AgendaItem, CommitteeSession, DossierRow, DossierVersion, Examination, digest
from clas_api.store.sessions import WholeSession, find_session, versions_of_items, whole_session
from clas_api.store.studies import studies_of
from clas_core.committees.allocation import Allocation, Claim, allocate
from clas_core.committees.decision import Decision
from clas_core.committees.decision_schemas import read_decision
from clas_core.departments import Campaign, Department
from clas_core.departments.territories import Territory
from clas_core.dossiers import DossierContent, kept_content
from clas_core.dossiers.declaring import place_of_action
from clas_core.dossiers.lifecycle import STATES, is_decidable
from clas_core.errors import NotFound
from clas_core.money import cents_of
from clas_core.years import PARIS

NOT_STUDIED = "le dossier n'est pas étudié, ou l'a été avant son dernier dépôt"
NONE_PROPOSED = "la Caf n'y propose aucun bonus"
ANEW = "il a été déposé de nouveau depuis son inscription : inscrivez-le de nouveau"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What rules make of the bonuses of a session, in cents: `envelope` is what the call says, `before` what is granted
    already by other sessions; `allocations` are empty where no envelope is known.

    `aside` are the dossiers that no rule is asked about, each with why; `studies` what is proposed of the others, by
    their receipt.
    """

    whole: WholeSession
    campaign: Campaign
    envelope: int | None
    before: int
    claims: Sequence[Claim]
    allocations: Sequence[Allocation]
    aside: Sequence[tuple[AgendaItem, str]]
    labels: Mapping[str, str]
    studies: Mapping[str, Examination]

    @property
    def available(self) -> int | None:
        """What is left for this session, nothing where it is exceeded already; `None` where no envelope is said."""
        return None if self.envelope is None else max(self.envelope - self.before, 0)

    @property
    def claimed(self) -> int:
        """What all that is proposed comes to."""
        return sum(each.amount for each in self.claims)

    def seen_of(self, allocation: Allocation) -> str:
        """Return a digest of what a rule makes of what is proposed: another one as soon as anything of it changes."""
        served = [[*each.claim.place, each.claim.amount, each.granted] for each in allocation.served]
        studies = {receipt: [each.version, each.number] for receipt, each in self.studies.items()}
        return digest([allocation.rule.id, allocation.available, served, studies])


def compare_allocations(context: Context, key: UUID) -> Comparison:
    """Return what each rule of the call makes of the bonuses that are proposed to a session, for who keeps it.

    Raises `NotFound`, or `Refused` where the rules of a deposit were not kept.
    """
    row = find_session(context.session, context.open("sessions.manage"), key)
    if row is None:
        raise NotFound(A_SESSION)
    return compared(context, row)


def compared(context: Context, row: CommitteeSession) -> Comparison:
    """Return the same of a session that was found, for who keeps it."""
    whole = whole_session(context.session, row)
    plugin, campaign = find_call(context, row.department, row.call)
    dossiers = [item.dossier_id for item in whole.items]
    studies, first = studies_of(context.session, dossiers), first_deposits(context.session, dossiers)
    versions = versions_of_items(context.session, [item.id for item in whole.items])
    claims: list[Claim] = []
    aside: list[tuple[AgendaItem, str]] = []
    labels: dict[str, str] = {}
    proposed: dict[str, Examination] = {}
    for item in whole.items:
        study, version = studies.get(item.dossier_id), versions[item.id]
        if study is None or (why := _kept_aside(row, item, whole.dossiers[item.dossier_id], study)):
            aside.append((item, why if study else NOT_STUDIED))
            continue
        found = list(_Proposed(context, plugin.department, campaign, version, study).claims(first[item.dossier_id]))
        referential = sealed_estimator(context, version).referential
        labels |= {bonus.id: bonus.label for bonus in referential.bonuses}
        claims += found
        if found:
            proposed[version.receipt] = study
        else:
            aside.append((item, NONE_PROPOSED))
    # What another session has granted since to one that is still on this agenda is granted already.
    about = [key for key in dossiers if row.over or _is_open(whole.dossiers[key])]
    (bonuses,) = [each for each in envelopes_of(context, row.department, row.call, about, ()) if each.kind == "bonuses"]
    left = None if bonuses.amount is None else bonuses.amount - bonuses.before
    drawn_from = f"{row.department}/{row.call}"
    return Comparison(
        whole=whole,
        campaign=campaign,
        envelope=bonuses.amount,
        before=bonuses.before,
        claims=claims,
        allocations=()
        if left is None
        else tuple(allocate(rule, claims, left, drawn_from) for rule in campaign.allocations),
        aside=aside,
        labels=labels,
        studies=proposed,
    )


def _is_open(dossier: DossierRow) -> bool:
    return is_decidable(dossier.state, dossier.outcome)


def _kept_aside(row: CommitteeSession, item: AgendaItem, dossier: DossierRow, study: Examination) -> str:
    """Say why no rule is asked about a dossier that was studied; nothing where one is. What a session that is over was
    about stays as it was."""
    if not row.over and not _is_open(dossier):
        return f"il est « {STATES[dossier.state]} » : le comité n'a plus à en décider"
    if not row.over and dossier.versions != item.version:
        return ANEW
    return NOT_STUDIED if study.version != item.version else ""


@dataclass(frozen=True, slots=True)
class _Proposed:
    """What the Caf proposes of one deposit."""

    context: Context
    department: Department
    campaign: Campaign
    version: DossierVersion
    study: Examination

    def claims(self, first: datetime) -> Iterator[Claim]:
        """Yield each bonus that is proposed; `first` is when the dossier was first deposited."""
        decision: Decision = read_decision(self.study.proposal)
        if decision.outcome != "approved" or not any(each.bonuses for each in decision.kept):
            return
        referential = sealed_estimator(self.context, self.version).referential
        content = kept_content(self.version.content)
        names = [group.label for action in content.actions for group in action.groups]
        inside = {rule.id: self._is_inside(content, rule.territory) for rule in self.campaign.allocations}
        grid = self.study.grid
        for group in decision.kept:
            for bonus in group.bonuses:
                yield Claim(
                    receipt=self.version.receipt,
                    porteur=str(self.version.porteur["name"]),
                    position=group.position,
                    group=names[group.position - 1] or f"Groupe {group.position}",
                    bonus=bonus,
                    amount=cents_of(referential.bonus_amount(bonus).value),
                    deposited=first.astimezone(PARIS).date(),
                    score=Decimal(grid["total"]) if grid else None,
                    in_territory=inside,
                )

    def _is_inside(self, content: DossierContent, name: str | None) -> bool | None:
        """Tell whether an action of the dossier is in a territory of the call."""
        if name is None:
            return False
        area: Territory = self.campaign.territory_named(name)
        places = [place_of_action(each, self.department.code) for each in content.actions]
        held = {None if each is None else area.holds(each.commune, each.quarter) for each in places}
        return True if True in held else None if None in held else False
