"""Saving a page of a bilan that several windows, or several people, write at once: as a page of a dossier is."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.dossiers.writing_together import expect_no_clash, said_since
from clas_api.services.year.bilans import expect_unfiled, held_bilan, keep_bilan, with_bilan_sections
from clas_api.store.models import BilanRow
from clas_core.bilans.bilan_schemas import bilan_json, kept_bilan
from clas_core.bilans.placed import by_place, from_places, written_at
from clas_core.dossiers.merging import Shown, merge, shown_of
from clas_core.errors import Path


@command
def save_bilan_page(
    context: Context, key: UUID, sections: dict[str, Any], shown: Shown, *, revision: int
) -> tuple[BilanRow, str]:
    """Save what was changed of `sections` on a page of a bilan that has `shown` some of their answers, at a `revision`;
    return the bilan, and a sentence on what others have saved since the page was shown, or none.

    Raises `NotFound`, `Refused`, `InvalidInput` with every problem, `Clash` where a question was answered otherwise
    since; nothing is saved then. Commits.
    """
    row, bilan = held_bilan(context, key, "bilans.write")
    expect_unfiled(bilan)
    sent = with_bilan_sections(context, row, bilan, sections)
    merged = merge(_placed(bilan.content), by_place(sent), shown)
    expect_no_clash(context, bilan, merged, (written_at(each.path, bilan.content) for each in merged.clashes))
    since = said_since(context, bilan, revision)
    written = with_bilan_sections(context, row, bilan, from_places(merged.content))
    return keep_bilan(context, row, bilan, written), since


def shown_by_bilan(content: Mapping[str, Any], covers: Iterable[Path]) -> Shown:
    """Return what a page shows of the content of a bilan, which has fields for the places that it `covers`."""
    return shown_of(_placed(content), covers)


def _placed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a bilan as it is kept today, whenever it was written, each answer at its place."""
    return by_place(bilan_json(kept_bilan(content)))
