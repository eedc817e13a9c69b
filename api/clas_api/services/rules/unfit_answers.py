"""What dossiers have answered that the questions of a year do not take any more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.store.models import DossierRow
from clas_core.departments import Campaign
from clas_core.dossiers.asked import questionnaire_of
from clas_core.errors import DepartmentUnavailable, Unknown
from clas_core.questions import Questionnaire
from clas_core.questions.fitting import unfit_answers

_AT_ONCE = 200
"""How many whole contents are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """A question of which `dossiers` have an answer that does not fit any more.

    Nothing of it is lost, and their porteur is asked to correct it before a deposit.
    """

    department: str
    question: str
    why: str
    dossiers: int

    @property
    def sentence(self) -> str:
        are = "1 dossier a répondu" if self.dossiers == 1 else f"{self.dossiers} dossiers ont répondu"
        return f"{self.department}, « {self.question} » : {are}, et {self.why}."


def find_unfit(context: Context, year: str, slugs: Sequence[str]) -> Sequence[Unfit]:
    """Return what the dossiers of departments have answered in a year that does not fit the questions of now.

    A call or a year that is not served is left out: nothing is asked there.
    """
    context.open_wholly()
    return [each for slug in slugs for each in _of_department(context, year, slug)]


def _of_department(context: Context, year: str, slug: str) -> Iterator[Unfit]:
    try:
        referential = context.installation.library.parse(year)
        calls = context.installation.registry.get(slug).department.calls_of(referential.school_year)
    except (Unknown, DepartmentUnavailable):
        return
    for campaign in calls:
        yield from _of_call(context, slug, campaign, questionnaire_of(referential, campaign))


def _of_call(context: Context, slug: str, campaign: Campaign, asked: Questionnaire) -> Iterator[Unfit]:
    found: dict[tuple[str, str], set[UUID]] = {}
    here = (DossierRow.department == slug, DossierRow.call == str(campaign.name))
    query = select(DossierRow.id, DossierRow.content).where(*here).order_by(DossierRow.id)
    for key, content in context.session.execute(query).yield_per(_AT_ONCE):
        for problem in _unfit_in(asked, content):
            found.setdefault(problem, set()).add(key)
    for (question, why), dossiers in sorted(found.items()):
        yield Unfit(department=slug, question=question, why=why, dossiers=len(dossiers))


def _unfit_in(asked: Questionnaire, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from unfit_answers(asked, "dossier", content.get("answers", {}))
    for action in content.get("actions", ()):
        yield from unfit_answers(asked, "action", action.get("answers", {}))
        for group in action.get("groups", ()):
            yield from unfit_answers(asked, "group", group.get("answers", {}))
