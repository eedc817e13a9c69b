"""One wins: a change says which version it changes, and is refused when that is not the one that is there."""

from clas_api.refusals import Stale, VersionNotSaid


def match_revision(current: int, asked: int | None) -> None:
    """Raise `VersionNotSaid` when no version is `asked` for, `Stale` when another one is there."""
    if asked is None:
        raise VersionNotSaid
    if asked != current:
        raise Stale
