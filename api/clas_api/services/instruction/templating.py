"""The texts that a department keeps for its agents: kept by the head of its service, filled in on a dossier."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.refusals import Stale, VersionNotSaid
from clas_api.security.permissions import departments_of
from clas_api.services.rules.kept_calls import find_department, title_of
from clas_api.services.trace import record
from clas_api.store.models import DossierRow, TextTemplate
from clas_api.store.reading import Query
from clas_core.dossiers.text_templates import MOST_TEMPLATES, TemplateText, problems_of
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.letters import fill
from clas_core.years import write_day

_KEPT = Query(
    select(TextTemplate)
    .where(TextTemplate.department == bindparam("department"))
    .order_by(TextTemplate.use, TextTemplate.title)
)
_CHANGED = "Ce modèle a changé pendant que cette page était ouverte : relisez-le ci-dessous."
_A_TEXT = "Ce modèle de texte"


def list_templates(context: Context, slug: str, use: str | None = None) -> Sequence[TextTemplate]:
    """Return the texts of a department, of one `use` or all, by what they are for and their names.

    Raises `NotFound` for people of elsewhere.
    """
    context.open("dossiers.study")
    if slug not in departments_of(context.who, "dossiers.study"):
        raise NotFound("Ces modèles de textes")
    return [each for each in _KEPT.all(context.session, department=slug) if use in (None, each.use)]


def find_template(context: Context, slug: str, key: UUID) -> TextTemplate:
    """Return a text of a department. Raises `NotFound`."""
    found = next((each for each in list_templates(context, slug) if each.id == key), None)
    if found is None:
        raise NotFound(_A_TEXT)
    return found


def filled_template(context: Context, row: DossierRow, key: UUID | None, use: str) -> str:
    """Return a text of the department of a dossier, for this `use`, with its fields filled. Raises `NotFound`."""
    kept = list_templates(context, row.department, use)
    found = next((each for each in kept if each.id == key), None)
    if found is None:
        raise NotFound(_A_TEXT)
    return fill(found.text, _values(context, row))


def _values(context: Context, row: DossierRow) -> Mapping[str, str]:
    department = find_department(context, row.department).department
    return {
        "porteur": row.porteur.name,
        "numero": row.receipt or "",
        "appel": title_of(context, row),
        "departement": department.name,
        "caf": department.caf.name,
        "date": write_day(context.now.date()),
        "agent": context.who.name,
    }


@command
def keep_template(
    context: Context, slug: str, asked: TemplateText, *, key: UUID | None = None, revision: int | None = None
) -> TextTemplate:
    """Keep a new text of a department, or change the one of this `key` at its `revision`. Commits.

    Raises `InvalidInput` for a field that is not one, or a name that another text for the same use has, `Refused`
    beyond the most that a department keeps, `NotFound`, `Forbidden`, `Stale`.
    """
    _expect_head(context, slug)
    row = None if key is None else _held(context, slug, key)
    if row is not None:
        _match(row, revision)
    others = [each for each in _KEPT.all(context.session, department=slug) if each is not row]
    problems = list(problems_of(asked.text))
    if any((each.use, each.title) == (asked.use, asked.title) for each in others):
        problems.append(Problem(("title",), "Un autre modèle pour cet usage a déjà ce nom : donnez-en un autre."))
    if problems:
        raise InvalidInput(problems)
    if row is None:
        if len(others) >= MOST_TEMPLATES:
            raise Refused(f"Ce département a déjà {MOST_TEMPLATES} modèles de textes : retirez-en un d'abord.")
        row = TextTemplate(department=slug)
        context.session.add(row)
    row.use, row.title, row.text = asked.use, asked.title, asked.text
    row.changed_by, row.changed_at = context.who.id, context.now
    context.session.flush()
    said = {"template": str(row.id), "use": row.use, "title": row.title, "text": row.text}
    record(context, "template.kept", row.id, chain=slug, after=said)
    context.session.commit()
    return row


@command
def drop_template(context: Context, slug: str, key: UUID, *, revision: int | None) -> str:
    """Take a text of a department away; return its name. Commits. Raises `NotFound`, `Forbidden`, `Stale`."""
    _expect_head(context, slug)
    row = _held(context, slug, key)
    _match(row, revision)
    title = row.title
    record(context, "template.dropped", row.id, chain=slug, before={"template": str(row.id), "title": title})
    context.session.delete(row)
    context.session.commit()
    return title


def _expect_head(context: Context, slug: str) -> None:
    scope = context.open("texts.manage", writing=True)
    if slug not in scope.departments:
        raise NotFound("Ces modèles de textes")


def _match(row: TextTemplate, revision: int | None) -> None:
    if revision is None:
        raise VersionNotSaid
    if revision != row.revision:
        raise Stale(_CHANGED)


def _held(context: Context, slug: str, key: UUID) -> TextTemplate:
    query = select(TextTemplate).where(TextTemplate.id == key, TextTemplate.department == slug)
    row = context.session.scalar(query.with_for_update())
    if row is None:
        raise NotFound(_A_TEXT)
    return row
