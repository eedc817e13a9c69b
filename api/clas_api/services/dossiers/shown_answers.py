"""Which answers whoever asks may read: all of them for the porteur and its Caf, for others those that are for them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from clas_api.context import Context
from clas_api.services.rules.sealed_rules import sealed_questionnaire
from clas_api.store.dossiers import version_of
from clas_api.store.models import DossierRow, DossierVersion
from clas_core.dossiers import Point
from clas_core.errors import Refused
from clas_core.questions import NO_QUESTIONS, Questionnaire
from clas_core.questions.answers import answered_before
from clas_core.questions.shown import Reader

_CAF = ("agent", "head")


def reader_of(context: Context, row: DossierRow) -> Reader | None:
    """Return who reads a dossier; `None` for its porteur, its Caf and the installation, from whom no answer is kept."""
    if any(role.porteur == row.porteur_id for role in context.who.roles):
        return None
    return reader_in(context, row.department)


def reader_in(context: Context, department: str) -> Reader | None:
    """Return who reads the dossiers of a department that are not their own; `None` for its Caf and the installation."""
    theirs = [role for role in context.who.roles if role.department == department]
    if context.who.id == "system" or any(role.kind in _CAF for role in theirs):
        return None
    sits = [role for role in theirs if role.kind == "committee"]
    return Reader(committee=bool(sits), institutions={role.institution for role in sits if role.institution})


def shown_questions(context: Context, row: DossierRow, asked: Questionnaire) -> Questionnaire:
    """Return the questions of a dossier of which whoever asks may read the answers."""
    reader = reader_of(context, row)
    return asked if reader is None else reader.questions(asked)


def shown_bilan(context: Context, row: DossierRow, content: Mapping[str, Any], asked: Questionnaire) -> dict[str, Any]:
    """Return what whoever asks may read of a bilan that answers what was `asked`."""
    reader = reader_of(context, row)
    return dict(content) if reader is None else reader.content(content, asked)


def shown_content(
    context: Context, row: DossierRow, content: dict[str, Any], version: DossierVersion | None = None
) -> dict[str, Any]:
    """Return what whoever asks may read of a deposit, the last one unless it is of another `version`."""
    reader = reader_of(context, row)
    if reader is None or not answered_before(content):
        return content
    asked = NO_QUESTIONS
    deposit = version or (version_of(context.session, row.id, row.versions) if row.versions else None)
    if deposit is not None:
        with suppress(Refused):  # else whom the answers were for is not known any more
            asked = sealed_questionnaire(context, deposit)
    return reader.content(content, asked)


def shown_pointers(
    context: Context, row: DossierRow, points: Sequence[Mapping[str, Any]], version: DossierVersion | None
) -> list[Mapping[str, Any]]:
    """Return the points of a check that was kept, as JSON, that whoever asks may read: `shown_points`, years later."""
    reader = reader_of(context, row)
    if reader is None:
        return list(points)
    theirs: set[str] = set()
    if version is not None:
        with suppress(Refused):
            theirs = {each.id for each in reader.questions(sealed_questionnaire(context, version)).questions}
    places = [str(each["pointer"]).split("/") for each in points]
    return [each for each, place in zip(points, places, strict=True) if "answers" not in place or theirs & set(place)]


def shown_points(context: Context, row: DossierRow, points: Sequence[Point], asked: Questionnaire) -> Sequence[Point]:
    """Return the points of a check that whoever asks may read: what is wrong with an answer may tell it."""
    reader = reader_of(context, row)
    if reader is None:
        return points
    theirs = {each.id for each in reader.questions(asked).questions}
    return tuple(each for each in points if "answers" not in each.path or theirs & set(each.path))
