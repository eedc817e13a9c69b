"""Saving a page of a dossier that several windows, or several people, write at once: each question by itself.

The JSON service saves whole sections on the revision that was read (`drafting`); a page says what it showed, and what
others have saved since of other questions stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from clas_api.context import Context, command
from clas_api.refusals import Clash
from clas_api.services.changes import about, last_change
from clas_api.services.dossiers.drafting import expect_served, held_dossier, keep_written, with_sections
from clas_api.services.dossiers.moving import expect_writable
from clas_api.services.rules.campaigns import call_of
from clas_api.store.models import BilanRow, DossierRow
from clas_core.dossiers import content_json, kept_content
from clas_core.dossiers.merging import Merged, Shown, merge, shown_of
from clas_core.dossiers.placed import told_within
from clas_core.errors import Path, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A dossier that was saved; `since` is a sentence on what others have saved since the page was shown, or none."""

    row: DossierRow
    since: str


@command
def save_page(context: Context, key: UUID, sections: dict[str, Any], shown: Shown, *, revision: int) -> Saved:
    """Save what was changed of `sections` on a page that has `shown` some of their answers, at a `revision`.

    Raises `NotFound`, `InvalidInput` with every problem, `Clash` where a question was answered otherwise since; nothing
    is saved then. Commits.
    """
    row = held_dossier(context, key)
    call = call_of(context, row)
    expect_writable(row)
    expect_served(context, row, call)
    sent = with_sections(row, sections, call.questionnaire)
    merged = merge(_whole(row.content), sent, shown)
    expect_no_clash(context, row, merged, (told_within(each.path) for each in merged.clashes))
    since = said_since(context, row, revision)
    return Saved(row=keep_written(context, row, call, _whole(merged.content)), since=since)


def expect_no_clash(context: Context, row: DossierRow | BilanRow, merged: Merged, written_at: Iterable[Path]) -> None:
    """Raise `Clash` where a question was answered otherwise since it was shown; `written_at` are the places of the JSON
    that hold such answers."""
    if merged.clashes:
        told = about(context, row)
        last = last_change(context, replace(told, marks=(tuple(_changed_at(written_at)),)))
        last = last if last.told else last_change(context, told)
        raise Clash(last.told, merged, own=last.own)


def said_since(context: Context, row: DossierRow | BilanRow, revision: int) -> str:
    """Say in a sentence what was saved of a row since its `revision`; nothing where that is the one that is there."""
    return "" if revision == row.revision else last_change(context, about(context, row)).told


def shown_by(content: Any, covers: Iterable[Path]) -> Shown:
    """Return what a page shows of the content of a dossier, which has fields for the places that it `covers`."""
    return shown_of(_whole(content), covers)


def _whole(content: Any) -> dict[str, Any]:
    """Return a content as it is kept today, whenever it was written."""
    return content_json(kept_content(content))


def _changed_at(places: Iterable[Path]) -> Iterable[str]:
    """Return how the trace tells that what stands at some places was changed: by the place, or by one within it."""
    for place in places:
        pointer = Problem(place, "").pointer
        yield from (f'"at":"{pointer}{end}' for end in ('"', "/"))
