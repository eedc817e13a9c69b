"""A dossier as its pages show it: its state in words, the time left, what remains to do section by section."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import url_for

from clas_api.context import Context
from clas_api.pages.porteur.places import address_of, page_of
from clas_api.pages.porteur.questions import Asked
from clas_api.services.dossiers.asked_since import changed_questions
from clas_api.services.dossiers.complementing import open_requests
from clas_api.services.dossiers.drafting import check
from clas_api.services.dossiers.moving import has_begun, is_writable
from clas_api.services.dossiers.overview import is_to_deposit
from clas_api.services.dossiers.reading import content_for, is_of_porteur, state_for
from clas_api.services.dossiers.shown_answers import shown_content, shown_questions
from clas_api.services.dossiers.taken_up import TakenUp, taken_up
from clas_api.services.dossiers.timing import deadline_of, out_of_time, time_left
from clas_api.services.rules.campaigns import OpenCall, call_of, is_over
from clas_api.services.rules.kept_calls import not_served, title_of
from clas_api.services.rules.sealed_rules import sealed_questionnaire
from clas_api.store.dossiers import version_of
from clas_api.store.models import ComplementRequest, DossierRow, DossierVersion
from clas_core.dossiers import DossierCheck, Point, Unpaid, lifecycle, missing
from clas_core.dossiers.last_year import places_of_last_year
from clas_core.dossiers.lifecycle import STATES, needs_reason, steps_from
from clas_core.errors import NotFound, Path, Refused
from clas_core.estimates import answer
from clas_core.national import Change
from clas_core.questions import DOSSIER_PAGES, Questionnaire
from clas_core.questions.pages import PROGRAMMES

QUESTIONS = "questions"
"""The page of what is asked of the dossier as a whole: there is none where nothing is."""

A_DOSSIER = "Ce dossier"


def pages_of(asked: Questionnaire) -> Mapping[str, str]:
    """Return the pages of a dossier that is asked these questions."""
    nothing = {QUESTIONS: not asked.on("dossier", QUESTIONS), PROGRAMMES: not asked.programmes}
    return {slug: name for slug, name in DOSSIER_PAGES.items() if not nothing.get(slug)}


@dataclass(frozen=True, slots=True)
class State:
    """The state of a dossier in words; `kind` is how it is coloured, never alone."""

    kind: str
    words: str


def state_of(row: DossierRow, known: lifecycle.State | None = None) -> State:
    """Say what state a dossier is in, or what is `known` of it: a draft must never pass for a deposit."""
    if row.ending is not None and row.ending.given_up:
        words = row.ending.what.capitalize() if row.ending.of_a_grant else "Retiré, il n'est pas étudié"
        return State("withdrawn", words if row.state == "withdrawn" else f"Clos : {row.ending.what}")
    if row.state == "draft":
        return State("draft", "Brouillon, pas encore déposé")
    if row.state == "complements_asked":
        return State("changed", "Compléments demandés par la Caf")
    if row.changed and is_writable(row):
        return State("changed", "Déposé, avec des modifications pas encore déposées")
    state = known or row.state
    words = STATES[state].capitalize()
    return State(state, f"{words} : {STATES[row.outcome]}" if state == "notified" and row.outcome else words)


@dataclass(frozen=True)
class Folder:
    """A dossier with its call and its check. `mine` tells whether whoever looks may write it; `notice` why it cannot be
    deposited now, and is empty when it can; `requests` are the complements that the Caf waits for."""

    row: DossierRow
    call: OpenCall
    checked: DossierCheck
    content: Mapping[str, Any]
    mine: bool
    last_second: datetime | None
    notice: str
    requests: Sequence[ComplementRequest]
    context: Context

    @cached_property
    def state(self) -> State:
        return state_of(self.row, state_for(self.context, self.row))

    @property
    def title(self) -> str:
        return f"Dossier Clas {title_of(self.context, self.row)}"

    @property
    def department(self) -> Any:
        return self.call.plugin.department

    @property
    def deadline(self) -> str:
        known = self.last_second
        return self.department.write_deadline(known) if known else "jour de clôture, pas encore connu"

    @property
    def time_left(self) -> str:
        return time_left(self.context, self.row, self.call)

    @property
    def over(self) -> bool:
        return self.last_second is not None and is_over(self.last_second, self.context.now)

    @property
    def writable(self) -> bool:
        return self.mine and self.awaits_porteur

    @property
    def to_deposit(self) -> bool:
        """Whether something is written that no deposit holds, and one may be made."""
        return self.mine and self.call.served and is_to_deposit(self.row)

    @property
    def awaits_porteur(self) -> bool:
        """Whether the deadline still matters: its call is served, and it has not gone beyond its porteur's writing."""
        return self.call.served and is_writable(self.row)

    @cached_property
    def can_be_given_up(self) -> bool:
        """Whether its porteur may still remove the draft, or take the dossier back."""
        begun = has_begun(self.context, self.row)
        withdrawable = any(
            each.name == "withdraw" and each.starts_from(self.row.state, self.row.outcome, begun=begun)
            for each in steps_from(self.row.state, ["porteur"], self.row.outcome)
        )
        return self.mine and (withdrawable or self.row.state == "draft")

    @property
    def gives_a_grant_up(self) -> bool:
        """Whether taking it back gives up what it was granted, which is asked why."""
        return needs_reason("withdraw", self.row.state, self.row.outcome)

    @cached_property
    def missing(self) -> Sequence[Point]:
        return missing(self.checked.points)

    @property
    def unpaid(self) -> Unpaid:
        """What would not be paid of what is written."""
        return self.checked.unpaid

    def unpaid_on(self, page: str, action: int | None = None) -> str:
        """Say what is told on a page, or on that of one action, that would not be paid."""
        told = [
            each.path
            for each in self.unpaid.reasons
            if self._page(each.path) == page and (action is None or each.path[1:2] == (action,))
        ]
        groups = len({path[1:4] for path in told if len(path) > 4})
        if groups:
            return "1 groupe ne serait pas payé" if groups == 1 else f"{groups} groupes ne seraient pas payés"
        return "ne serait pas payé" if told else ""

    @property
    def remarks(self) -> Mapping[str, str]:
        """What is said beside the fields that keep something from being paid."""
        whose = {5: "Ce groupe ne serait pas payé", 3: "Les groupes de cette action ne seraient pas payés"}
        named = {each.id for each in self.call.questionnaire.questions if each.of_programme}

        def said(path: Path) -> str:
            if path[:1] == ("answers",) and path[1] in named:
                return "Ce programme ne serait pas payé"
            return whose.get(len(path), "Le dossier ne serait pas payé")

        return {"/".join(map(str, each.path)): f"{said(each.path)} : {each.message}" for each in self.unpaid.reasons}

    @cached_property
    def estimate(self) -> dict[str, Any] | None:
        """The explained estimate, in the form that the simulator shows; `None` while no group can be computed."""
        return None if self.checked.estimate is None else answer(self.checked.estimate)

    @property
    def programmes(self) -> Sequence[Mapping[str, str]]:
        """What it asks of other programmes than the Clas, as JSON."""
        return [each.as_json() for each in self.checked.programmes]

    def _page(self, path: Path) -> str:
        return page_of(path, self.call.questionnaire)

    def left(self, page: str, action: int | None = None) -> int:
        """Return how many points are left on a page, or on that of one action."""
        return sum(
            self._page(point.path) == page and (action is None or point.path[1:2] == (action,))
            for point in self.missing
        )

    @property
    def left_for_porteur(self) -> int:
        return sum(point.path[0] == "porteur" for point in self.missing)

    @cached_property
    def asked(self) -> Asked:
        """What the call asks of this porteur; of a deposit, what it answered."""
        row, session = self.row, self.context.session
        version = None if self.writable or not row.versions else version_of(session, row.id, row.versions)
        return self.asked_of(version)

    @cached_property
    def taken_up(self) -> TakenUp | None:
        """What it was taken up from, for who writes it."""
        return taken_up(self.context, self.row, self.call.questionnaire) if self.writable else None

    @cached_property
    def asked_changes(self) -> Sequence[Change]:
        """Which questions came, went or became others since it was begun, or last deposited, for who writes it."""
        return changed_questions(self.context, self.row, self.call) if self.writable else ()

    def asked_of(self, version: DossierVersion | None) -> Asked:
        """Return what a deposit was asked; what the call asks now without one, or where its text was not kept."""
        questionnaire = self.call.questionnaire
        if version is not None:
            with suppress(Refused):
                questionnaire = sealed_questionnaire(self.context, version)
        questions, before = shown_questions(self.context, self.row, questionnaire), self.taken_up
        last = places_of_last_year(self.content, before.content) if before is not None and version is None else {}
        year = before.title if before is not None else ""
        return Asked(questions, self.row.porteur.nature, last_year=last, last_title=year)

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The pages that this dossier is written on, in their order."""
        return pages_of(self.call.questionnaire)

    def page_after(self, here: str) -> str:
        """Return the page that follows one, the last being the check."""
        names = [*self.pages, "verifier"]
        return names[names.index(here) + 1]

    def next_step(self, here: str) -> tuple[str, str]:
        """Return where to go from a page, and how that is said: the page that follows, the check after the last."""
        if not self.writable or here not in self.pages:
            return "", ""
        following = self.page_after(here)
        address = url_for("porteur.section", key=self.row.id, slug=following)
        return address, f"Continuer : {self.pages.get(following, 'Vérifier et déposer')}"

    def address(self, path: Sequence[str | int]) -> str:
        return address_of(tuple(path), self.row.id, self.row.porteur_id, self.content, self.call.questionnaire)


def open_folder(context: Context, key: UUID) -> Folder:
    """Return a dossier that whoever asks may see. Raises `NotFound`, `NotSignedIn`, `Forbidden`."""
    row, checked = check(context, key)
    call = call_of(context, row)
    refusal = out_of_time(context, row, call) if call.served else not_served(context, row.department, row.call)
    return Folder(
        row=row,
        call=call,
        checked=checked,
        content=shown_content(context, row, content_for(context, row)),
        mine=is_of_porteur(context, row),
        last_second=deadline_of(context, row, call),
        notice=refusal.message if refusal else "",
        requests=open_requests(context, row) if row.state == "complements_asked" else (),
        context=context,
    )


def open_own_folder(context: Context, key: UUID) -> Folder:
    """Return a dossier that whoever asks may write. Raises `NotFound` for anybody else's."""
    folder = open_folder(context, key)
    if not folder.mine:
        raise NotFound(A_DOSSIER)
    return folder
