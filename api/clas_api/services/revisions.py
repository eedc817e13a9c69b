"""One wins: a change says which version it changes, and is refused when that is not the one that is there, with what
has changed since."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm.exc import StaleDataError

from clas_api.context import Context
from clas_api.refusals import Stale, VersionNotSaid
from clas_api.services.changes import Versioned, about, last_change
from clas_core.errors import Problem

NOT_YET = 0
"""The revision of what is not there yet: a vote not given, an opinion not written."""

ANY = -2
"""Asks for whatever version is there, of what is there."""


def match_revision(
    context: Context, row: Versioned, asked: int | None, differences: Callable[[], Iterable[Problem]] = tuple
) -> None:
    """Raise `VersionNotSaid` when no version is `asked` for, `Stale` when another one of `row` is there.

    `differences` says, only when it is needed, where what is there is not what was sent.
    """
    if asked is None:
        raise VersionNotSaid
    there = revision_of(row)
    if asked != there and not (asked == ANY and there != NOT_YET):
        problems = tuple(differences())
        last = last_change(context, about(context, row))
        raise Stale(last.told, problems, own=last.own)


def match_each(
    context: Context, asked: Iterable[tuple[Versioned, int | None, Callable[[], Iterable[Problem]]]]
) -> None:
    """Match the revisions of many rows that are changed at once, each with what to tell, only when it has changed.

    Raises `VersionNotSaid`, or `Stale` with the problems of every row that has changed.
    """
    stale: list[Stale] = []
    for row, revision, differences in asked:
        try:
            match_revision(context, row, revision, differences)
        except Stale as error:
            stale.append(error)
    if stale:
        told = ((each, error.since) for error in stale for each in error.problems)
        problems = [Problem(each.path, f"{each.message} {since}".strip()) for each, since in told]
        raise Stale(problems=problems, own=all(error.own for error in stale))


def revision_of(row: Versioned) -> int:
    """Return the revision of a row; `NOT_YET` when it is new."""
    return row.revision or NOT_YET


def commit_or_stale(context: Context, row: Versioned) -> None:
    """Commit. Raises `Stale` when a row has changed since it was read, most likely `row`."""
    told = about(context, row)
    try:
        context.session.commit()
    except StaleDataError:
        context.session.rollback()
        last = last_change(context, told)
        raise Stale(last.told, own=last.own) from None
