"""What a kind of long work is made of: how a piece is done, and what the whole comes to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from clas_api.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceDone:
    """What a piece came to: what went wrong in it, in words; a file that it made; and what it writes.

    `write` is called in the transaction that notes the piece as done, and does not commit: what it writes is written
    once, whoever is interrupted.
    """

    problems: Sequence[str] = ()
    file: bytes | None = None
    write: Callable[[Context], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """The file that a job came to, and its name."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSeen:
    """A job as those who do it see it: what was asked, in which department, and when."""

    id: UUID
    department: str
    account_id: UUID | None
    asked: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """A kind of long work.

    `take` does one piece, given what the piece is asked, and takes a second or two; it begins with no transaction, and
    reads as any use case does. It may be called again for a piece whose worker was killed: what must be done once is
    its answer's `write`. What it raises as an error of the core is told as the problem of that piece, and the others go
    on. `finish` makes the file of the whole, if there is one, from the files of the pieces, in their order.
    """

    name: str
    words: str
    take: Callable[[Context, JobSeen, Any], PieceDone]
    finish: Callable[[Context, JobSeen, Iterable[bytes]], MadeFile | None] | None = None
