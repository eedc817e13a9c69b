"""What follows the deposits in the demonstration: studies, a committee, payments, bilans; each state is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.security.principal import Principal, Role
from clas_api.services.committees.agenda import set_agenda
from clas_api.services.committees.closing import close_session
from clas_api.services.committees.deciding import prepare_decision
from clas_api.services.committees.seating import AskedSeat, set_attendance, set_seats
from clas_api.services.committees.sessions import Sitting, open_session, plan_session
from clas_api.services.committees.voting import record_votes
from clas_api.services.dossiers.complementing import ask_complements
from clas_api.services.instruction.assigning import assign
from clas_api.services.instruction.instructing import judge_admissibility, study
from clas_api.services.revisions import NOT_YET
from clas_api.services.year.beginning import begin_dossier
from clas_api.services.year.bilans import file_bilan, save_bilan
from clas_api.services.year.ending import close_dossier
from clas_api.services.year.notifying import notify_decision
from clas_api.services.year.paying import make_payment
from clas_api.services.year.settling import settle_dossier
from clas_api.store.database import EVERYTHING
from clas_api.store.database import open_session as begin
from clas_api.store.models import Account, BilanRow, DepositedGroup, DossierRow, DossierVersion, Payment
from clas_core.committees.decision import Decision, RetainedGroup
from clas_core.dossiers.lifecycle import Outcome
from clas_core.money import amount_text
from clas_core.years import PARIS

ACCOUNT = {"marne": "51", "seine_et_marne": "77"}

MARNE: Mapping[int, str] = {
    1: "assigned",
    2: "examined",
    3: "admissible",
    5: "complements",
    6: "inadmissible",
    7: "examined",
}
"""How far the Caf has come with each deposit of the Marne, on the day of the demonstration."""

SEINE_ET_MARNE: Mapping[int, str] = {
    1: "closed",
    2: "settled",
    3: "settled",
    5: "bilan_filed",
    6: "running",
    7: "notified",
    8: "approved",
    9: "refused",
    10: "reserve",
    11: "deferred",
    12: "inadmissible",
}
"""How each dossier of Seine-et-Marne ended, or where it stands."""

_OUTCOMES: Mapping[str, Outcome] = {"refused": "refused", "reserve": "reserve", "deferred": "deferred"}
_SPENT: Mapping[int, int] = {1: 100, 2: 60, 3: 92, 5: 97}
"""The share of the retained costs that was really spent, in hundredths, by the place of the porteur."""


@dataclass(slots=True)
class Year:
    """The rest of a department's year; `dossiers` are those of its porteurs, by their place."""

    context: Context
    slug: str
    year: str
    dossiers: Mapping[int, UUID]
    porteurs: Mapping[int, Principal]

    def play(self) -> None:
        """Bring each dossier to where the tables above say."""
        if self.slug == "marne":
            for number, end in MARNE.items():
                self._instruct(number, end, datetime(2025, 6, 27, 9, number, tzinfo=PARIS))
        else:
            for number, end in SEINE_ET_MARNE.items():
                end = "inadmissible" if end == "inadmissible" else "examined"
                self._instruct(number, end, datetime(2024, 6, 20, 9, number, tzinfo=PARIS))
            self._hold_session(datetime(2024, 9, 18, 14, tzinfo=PARIS))
            self._follow_up()

    def _caf(self, now: datetime) -> Context:
        """Return the context of the Caf's agent."""
        session = self.context.session
        begin(session, EVERYTHING)
        account = session.scalars(
            select(Account).where(Account.email == f"agent{ACCOUNT[self.slug]}@clas.example")
        ).one()
        session.rollback()
        who = Principal(
            id=f"account:{account.id}",
            name=account.name,
            account=account.id,
            email=account.email,
            roles=(Role("agent", department=self.slug),),
        )
        return replace(self.context, who=who, now=now)

    def _row(self, number: int) -> DossierRow:
        begin(self.context.session, EVERYTHING)
        row = self.context.session.get_one(DossierRow, self.dossiers[number], populate_existing=True)
        self.context.session.rollback()
        return row

    def _revision(self, number: int) -> int:
        return self._row(number).revision

    def _instruct(self, number: int, end: str, now: datetime) -> None:
        context, key = self._caf(now), self.dossiers[number]
        if end == "assigned":
            assign(context, key, context.who.account, revision=self._revision(number))
            return
        if end == "complements":
            text = "Merci de préciser le lieu de l'action 2 et ses horaires."
            ask_complements(context, key, text, date(2025, 7, 15), revision=self._revision(number))
            return
        if end == "inadmissible":
            reason = "Le porteur a cessé son activité depuis le dépôt."
            judge_admissibility(context, key, "not_met", reason, revision=self._revision(number))
            return
        judge_admissibility(context, key, "met", "", revision=self._revision(number))
        if end != "admissible":
            advice = "Projet ancré dans le quartier, partenariat solide avec l'école."
            study(context, key, self._proposal(number), advice, revision=self._revision(number))

    def _proposal(self, number: int) -> Decision:
        """Approve the groups that meet the rules, as they were asked, each bonus with its reason."""
        begin(self.context.session, EVERYTHING)
        latest = (
            select(DossierVersion.id)
            .where(DossierVersion.dossier_id == self.dossiers[number])
            .order_by(DossierVersion.number.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = select(DepositedGroup).where(DepositedGroup.version_id == latest).order_by(DepositedGroup.position)
        groups = [
            RetainedGroup(
                position=each.position,
                retained=each.eligible,
                running_costs=each.running_costs_cents if each.eligible else 0,
                bonuses=dict.fromkeys(each.bonuses.split(), "Projet mené toute l'année.") if each.eligible else {},
            )
            for each in self.context.session.scalars(query)
        ]
        self.context.session.rollback()
        reason = "" if all(group.retained for group in groups) else "Les groupes hors de 8 à 12 enfants sont écartés."
        return Decision(outcome="approved", reason=reason, groups=groups)

    def _hold_session(self, now: datetime) -> None:
        context = self._caf(now)
        asked = Sitting(body="departmental", held_on=now.date(), place="Siège de la Caf, Melun")
        row = plan_session(context, self.slug, self.year, asked)
        deciding = [number for number, end in SEINE_ET_MARNE.items() if end != "inadmissible"]
        set_agenda(context, row.id, [self.dossiers[number] for number in deciding], revision=row.revision)
        seats = [AskedSeat(institution="caf", account=context.who.account, presides=True)]
        whole = set_seats(context, row.id, seats, revision=row.revision)
        seat = whole.seats[0].id
        set_attendance(context, row.id, [seat], revision=row.revision)
        open_session(context, row.id, revision=row.revision)
        for number, item in zip(deciding, [each.id for each in whole.items], strict=True):
            outcome = _OUTCOMES.get(SEINE_ET_MARNE[number])
            voted = record_votes(context, row.id, item, [(seat, "for" if outcome is None else "against", NOT_YET)])
            revision = voted.items[0].revision
            decision = self._proposal(number)
            if outcome is not None:
                decision = Decision(outcome=outcome, reason=_REASONS[outcome])
            prepare_decision(context, row.id, item, decision, revision=revision)
        close_session(context, row.id, revision=row.revision)

    def _follow_up(self) -> None:
        """Notify, begin, report and settle, as far as each dossier has come."""
        told = datetime(2024, 9, 25, 10, tzinfo=PARIS)
        for number, end in SEINE_ET_MARNE.items():
            if end not in ("closed", "settled", "bilan_filed", "running", "notified"):
                continue
            key = self.dossiers[number]
            notify_decision(self._caf(told), key, revision=self._revision(number))
            if end != "notified":
                begin_dossier(self._caf(told), key, signed_on=told.date(), revision=self._revision(number))
            if end in ("closed", "settled", "bilan_filed"):
                self._report(number, datetime(2025, 6, 25, 11, number, tzinfo=PARIS))
            if end in ("closed", "settled"):
                settle_dossier(
                    self._caf(datetime(2025, 6, 30, 9, number, tzinfo=PARIS)), key, revision=self._revision(number)
                )
            if end == "closed":
                self._pay_balance(number, datetime(2025, 6, 30, 16, tzinfo=PARIS))
                close_dossier(self._caf(datetime(2025, 6, 30, 17, tzinfo=PARIS)), key, revision=self._revision(number))

    def _pay_balance(self, number: int, now: datetime) -> None:
        """Record that the balance was paid. No call of the demonstration states an advance, so there is none to pay."""
        begin(self.context.session, EVERYTHING)
        balance = self.context.session.scalars(select(Payment).where(Payment.dossier_id == self.dossiers[number])).one()
        self.context.session.rollback()
        reference = f"VIR-{ACCOUNT[self.slug]}-{number:04d}"
        make_payment(self._caf(now), balance.id, reference=reference, paid_on=now.date(), revision=balance.revision)

    def _report(self, number: int, now: datetime) -> None:
        """File the bilan of a dossier, with a share of its retained costs really spent."""
        context = replace(self.context, who=self.porteurs[number], now=now)
        kept = [group for group in self._proposal(number).groups if group.retained]
        sections = _bilan(kept, _SPENT[number])
        saved = save_bilan(context, self.dossiers[number], sections, revision=self._bilan_revision(number))
        file_bilan(context, self.dossiers[number], revision=saved.revision)

    def _bilan_revision(self, number: int) -> int:
        begin(self.context.session, EVERYTHING)
        query = select(BilanRow.revision).where(BilanRow.dossier_id == self.dossiers[number])
        revision: int = self.context.session.scalars(query).one()
        self.context.session.rollback()
        return revision


_REASONS: Mapping[Outcome, str] = {
    "refused": "L'axe de la concertation avec l'école n'est pas assez décrit.",
    "reserve": "Projet recevable, à financer si des crédits se libèrent.",
    "deferred": "À représenter avec l'avis de la commune.",
}


def _bilan(groups: Sequence[RetainedGroup], share: int) -> dict[str, Any]:
    total = sum(group.running_costs * share // 100 for group in groups)
    return {
        "groups": [
            {
                "position": group.position,
                "children": [{"level": "ce2", "girls": 5, "boys": 5}],
                "attendance": 92,
                "sessions_held": 56,
                "parents": 14,
                "paid_adults": 1,
                "volunteer_adults": 2,
                "running_costs": amount_text(group.running_costs * share // 100),
                "bonus_use": None,
            }
            for group in groups
        ],
        "schools": 2,
        "axes": dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui était prévu a été mené."),
        "budget": [
            {"account": "641", "label": "Animateurs", "funder": None, "amount": amount_text(total)},
            {"account": "74", "label": "Subventions", "funder": "commune", "amount": amount_text(total)},
        ],
    }
