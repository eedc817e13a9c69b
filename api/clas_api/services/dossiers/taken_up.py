"""The dossier that another was taken up from: what came along, what is to be said anew, what was said last year."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from clas_api.context import Context
from clas_api.services.rules.kept_calls import title_of
from clas_api.store.models import DossierRow
from clas_api.store.reading import Query
from clas_core.dossiers.copying import sections_carried
from clas_core.questions import Questionnaire

SECTIONS = {
    "contact": "le contact",
    "actions": "les actions et le nom de leurs groupes",
    "axes": "les quatre axes",
    "articulations": "les articulations",
    "groups": "les enfants, les adultes et les dépenses de chaque groupe",
    "budget": "le budget",
    "attestations": "les attestations",
    "previous_bilan": "où en est le bilan précédent",
    "programmes": "les autres programmes",
}
"""The sections of a dossier, as what came along is told."""

_OLDER = Query(
    select(DossierRow).where(DossierRow.id == bindparam("key"), DossierRow.porteur_id == bindparam("porteur"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """`content` is what the older dossier says, as JSON; `title` and `department` are its own."""

    title: str
    department: str
    content: dict[str, Any]
    kept: tuple[str, ...]
    anew: tuple[str, ...]


def taken_up(context: Context, row: DossierRow, asked: Questionnaire) -> TakenUp | None:
    """Return what a dossier was taken up from; `None` for one that was begun without, or whose older one is gone."""
    if row.copied_from is None:
        return None
    older = _OLDER.first(context.session, key=row.copied_from, porteur=row.porteur_id)
    if older is None:
        return None
    kept, anew = sections_carried(asked)
    applies = {"programmes"} if not asked.programmes else set()
    return TakenUp(
        title=title_of(context, older),
        department=older.department,
        content=older.content,
        kept=tuple(SECTIONS[each] for each in kept if each in SECTIONS),
        anew=tuple(SECTIONS[each] for each in anew if each in SECTIONS and each not in applies),
    )
