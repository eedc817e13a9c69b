"""The bilan of a dossier: written in pieces, checked at any time, filed when it is whole, returned to be corrected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import actors_on, held_for, move
from clas_api.services.dossiers.reading import A_DOSSIER, sight_of
from clas_api.services.dossiers.shown_answers import shown_bilan, shown_points, shown_questions
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.rules.sealed_rules import sealed_estimator, sealed_questionnaire
from clas_api.services.trace import record
from clas_api.services.year.approved import (
    approval_of,
    approved_groups,
    asked_of_bilan,
    beside_forecast,
    programmes_to_tell,
)
from clas_api.services.year.paying import PaidInAdvance, paid_in_advance
from clas_api.store.bilans import bilan_of, payments_of
from clas_api.store.dossiers import find_dossier
from clas_api.store.granted import Granted
from clas_api.store.models import BilanRow, DossierRow
from clas_core.bilans.bilan import BilanContent, bilan_points
from clas_core.bilans.bilan_schemas import bilan_json, kept_bilan, read_bilan
from clas_core.bilans.comparison import Comparison, compare
from clas_core.dossiers import Point, changes_between, layout_of, missing
from clas_core.dossiers.differing import differences_within
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.estimates import Estimator
from clas_core.questions.answers import answered_before
from clas_core.years import SchoolYear

_NOT_BEGUN = "Le bilan s'ouvre quand le dossier, agréé et notifié, a commencé : il n'y en a pas encore."


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanCheck:
    """What a bilan lacks, what was foreseen beside what was done, and what it would be paid, forecast beside actual."""

    points: Sequence[Point]
    beside_forecast: Mapping[str, Any]
    comparison: Comparison

    @property
    def complete(self) -> bool:
        return not missing(self.points)


def load_bilan(context: Context, key: UUID) -> tuple[DossierRow, BilanRow]:
    """Return a dossier and its bilan; one that is being written is for its porteur and its Caf alone.

    Raises `NotFound`, or `Refused` when there is nothing to see yet.
    """
    row = find_dossier(context.session, sight_of(context, "bilans.read"), key)
    if row is None:
        raise NotFound(A_DOSSIER)
    bilan = bilan_of(context.session, row.id)
    if bilan is None:
        raise Refused(_NOT_BEGUN)
    if bilan.state == "draft" and not actors_on(context, row) & {"porteur", "agent", "head"}:
        raise Refused("Le bilan n'est pas encore déposé.")
    return row, bilan


@command
def save_bilan(context: Context, key: UUID, sections: dict[str, Any], *, revision: int | None) -> BilanRow:
    """Save sections of a bilan; nothing need be complete. Commits.

    Raises `NotFound`, `Refused`, `Stale`, or `InvalidInput` with every problem.
    """
    row, bilan = held_bilan(context, key, "bilans.write")
    match_revision(context, bilan, revision, lambda: _differences(context, row, bilan, sections))
    expect_unfiled(bilan)
    return keep_bilan(context, row, bilan, with_bilan_sections(context, row, bilan, sections))


def expect_unfiled(bilan: BilanRow) -> None:
    """Raise what says why a bilan that is filed is not written any more."""
    if bilan.state == "filed":
        raise Refused("Ce bilan est déposé : il ne se modifie plus. Demandez à la Caf de vous le rendre.")


def keep_bilan(context: Context, row: DossierRow, bilan: BilanRow, written: dict[str, Any]) -> BilanRow:
    """Keep what is `written` of a bilan that is held, and commit; nothing where it is what was there."""
    changes = list(changes_between(bilan.content, written))
    if changes:
        bilan.content, bilan.updated_at = written, context.now
        record(context, "bilan.saved", row.id, chain=row.department, changes=changes)
        commit_or_stale(context, bilan)
    return bilan


def with_bilan_sections(context: Context, row: DossierRow, bilan: BilanRow, sections: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a bilan with these sections instead of its own. Raises `InvalidInput`."""
    granted = approval_of(context, row.id)
    positions = [group.position for group in approved_groups(granted)]
    layout = layout_of(SchoolYear.parse(row.school_year))
    asked, before = sealed_questionnaire(context, granted.version), answered_before(bilan.content)
    programmes = programmes_to_tell(granted)
    return bilan_json(read_bilan({**bilan.content, **sections}, layout, positions, asked, before, programmes))


def _differences(context: Context, row: DossierRow, bilan: BilanRow, sections: dict[str, Any]) -> Iterable[Problem]:
    """Say where sections that were sent differ from those that are there; nothing of what cannot be read."""
    try:
        sent = with_bilan_sections(context, row, bilan, sections)
    except InvalidInput:
        return ()
    return differences_within(sections, bilan.content, sent)


def held_bilan(context: Context, key: UUID, ability: Any) -> tuple[DossierRow, BilanRow]:
    """Begin to write, and return a dossier with its bilan, both held until the commit. Raises `NotFound`, `Refused`."""
    row = held_for(context, key, ability)
    bilan = bilan_of(context.session, row.id, hold=True)
    if bilan is None:
        raise Refused(_NOT_BEGUN)
    return row, bilan


def check_bilan(context: Context, key: UUID) -> tuple[DossierRow, BilanCheck]:
    """Say what a bilan lacks, and what its figures point to: the amount due, and what would have to be paid back."""
    row, bilan = load_bilan(context, key)
    granted = approval_of(context, row.id)
    return row, judge_bilan(context, row, bilan, granted)


def judge_bilan(context: Context, row: DossierRow, bilan: BilanRow, granted: Granted) -> BilanCheck:
    """Check a bilan against what was granted, by the rules of the deposit."""
    groups = approved_groups(granted)
    content = kept_bilan(bilan.content)
    estimator = sealed_estimator(context, granted.version)
    paid = paid_in_advance(payments_of(context.session, [row.id])[row.id])
    with_bonus = frozenset(group.position for group in groups if group.group.bonuses)
    asked, positions = sealed_questionnaire(context, granted.version), [group.position for group in groups]
    told = programmes_to_tell(granted)
    points = tuple(bilan_points(content, positions, with_bonus, asked, row.porteur.nature, told))
    return BilanCheck(
        points=shown_points(context, row, points, asked),
        beside_forecast=beside_forecast(granted, content, shown_questions(context, row, asked)),
        comparison=compared(granted, content, estimator, paid),
    )


def compared(granted: Granted, bilan: BilanContent, estimator: Estimator, paid: PaidInAdvance) -> Comparison:
    """Return what was granted beside what a bilan tells, by the rules of the deposit, with what was `paid` already."""
    return compare(
        approved_groups(granted),
        bilan,
        estimator,
        paid=paid.total,
        paid_by=paid.by_funder,
        programmes=granted.programmes,
    )


@command
def file_bilan(context: Context, key: UUID, *, revision: int | None) -> BilanRow:
    """File a bilan. Commits. Raises `NotFound`, `Refused`, `Stale`, or `InvalidInput` with all that is missing."""
    row, bilan = held_bilan(context, key, "bilans.write")
    match_revision(context, bilan, revision)
    if bilan.state == "filed":
        raise Refused("Ce bilan est déjà déposé.")
    granted = approval_of(context, row.id)
    if lacking := missing(judge_bilan(context, row, bilan, granted).points):
        count = f"{len(lacking)} points restent" if len(lacking) > 1 else "un point reste"
        problems = [Problem(point.path, f"{point.label} : {point.message}") for point in lacking]
        raise InvalidInput(problems, f"Le bilan n'est pas déposé : {count} à compléter ou à corriger.")
    before = move(context, row, "file_bilan")
    bilan.state, bilan.filed_at, bilan.updated_at = "filed", context.now, context.now
    after = {"state": row.state, "bilan": bilan.content}
    record(context, "bilan.filed", row.id, chain=row.department, before={"state": before}, after=after)
    text = (
        f"Le bilan du dossier Clas {title_of(context, row)} n° {row.receipt} est déposé. La Caf l'étudie, puis solde."
    )
    write_to(context, row, contact_of(granted.version.content), f"Bilan déposé, dossier {row.receipt}", text)
    commit_or_stale(context, bilan)
    return bilan


@command
def return_bilan(context: Context, key: UUID, *, reason: str, revision: int | None) -> BilanRow:
    """Give a filed bilan back to its porteur to be corrected, with the reason. Commits.

    Raises `NotFound`, `Refused`, `Stale`, `StepRefused`.
    """
    row, bilan = held_bilan(context, key, "dossiers.study")
    match_revision(context, bilan, revision)
    before = move(context, row, "return_bilan")
    bilan.state, bilan.filed_at, bilan.updated_at = "draft", None, context.now
    bilan.return_reason = reason
    after = {"state": row.state, "reason": reason}
    record(context, "bilan.returned", row.id, chain=row.department, before={"state": before}, after=after)
    contact = contact_of(approval_of(context, row.id).version.content)
    text = f"La Caf vous rend le bilan du dossier n° {row.receipt}, à corriger puis à déposer de nouveau.\n{reason}"
    write_to(context, row, contact, f"Bilan à corriger, dossier {row.receipt}", text)
    commit_or_stale(context, bilan)
    return bilan


def set_beside(context: Context, row: DossierRow, bilan: BilanRow) -> Mapping[str, Any]:
    """Return what a bilan tells beside what was foreseen, as JSON values."""
    granted = approval_of(context, bilan.dossier_id)
    asked = shown_questions(context, row, asked_of_bilan(context, granted))
    return beside_forecast(granted, kept_bilan(bilan.content), asked)


def shown_of_bilan(context: Context, row: DossierRow, bilan: BilanRow) -> dict[str, Any]:
    """Return what whoever asks may read of a bilan."""
    return shown_bilan(context, row, bilan.content, asked_of_bilan(context, approval_of(context, row.id)))


def due_text(bilan: BilanRow) -> str:
    """Say in French until when a bilan is expected."""
    if not bilan.due_until:
        return "La date n'est pas encore fixée : vous pouvez déjà remplir et déposer le bilan."
    return f"Le bilan est attendu {bilan.due_until}."


def remind_of_bilan(context: Context, row: DossierRow, bilan: BilanRow, contact: str | None) -> None:
    """Write to a porteur that its bilan is expected, in the transaction of `context`."""
    assert bilan.due_on is not None
    late = bilan.due_on < context.now.date()
    subject, text = bilan_reminder(title_of(context, row), row.receipt or "", bilan.due_until or "", late=late)
    write_to(context, row, contact, subject, text)
    bilan.reminded_at = context.now


def bilan_reminder(title: str, receipt: str, until: str, *, late: bool) -> tuple[str, str]:
    """Return what a reminder of a bilan says: its subject and its text."""
    text = f"Le bilan du dossier Clas {title} n° {receipt} {'était attendu' if late else 'est attendu'} {until}."
    return f"Bilan à déposer, dossier {receipt}", text
