"""Verifying the trace while one does something else: a thread of the service, which writes down how far it is.

How far it is stands in a file beside the documents, which every process of the service reads; what it came to is in the
trace too. One runs at a time. One that says nothing for a minute has ended with its process.
"""

import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread

import orjson
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.refusals import Forbidden
from clas_api.security.permissions import is_everywhere
from clas_api.security.principal import SYSTEM
from clas_api.services.maintenance.tracing_acts import note_act
from clas_api.services.maintenance.verifying import entries_in, open_chains, rows_in, verify
from clas_core.errors import Refused

logger = logging.getLogger(__name__)

_FILE = "verification.json"
_SILENCE = 60
"""Seconds without a word after which a verification has ended with its process."""

_EVERY = 0.5
"""Seconds between two words of how far it is."""

MOST_FAULTS = 200
"""That are kept: whoever has more of them runs ``clas audit verify``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a verification is: entries and rows read, of how many; what is wrong; `ended_at` once it is over.

    `began_at` and `ended_at` are moments of the service, in ISO 8601; `broken` says why it ended before its end.
    """

    began_at: str
    ended_at: str | None = None
    entries: int = 0
    rows: int = 0
    done: int = 0
    faults: Sequence[str] = ()
    more_faults: int = 0
    broken: str = ""

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 if self.ended_at else min(99, 100 * self.done // max(1, self.entries + self.rows))

    @property
    def is_intact(self) -> bool:
        """Whether it has found nothing wrong, to its end."""
        return self.ended_at is not None and not self.broken and not self.faults


def progress_of(context: Context) -> Progress | None:
    """Return how far the last verification is; `None` where none was made from here. Raises `Forbidden`."""
    _expect_everywhere(context)
    return _read(_file(context))


def begin_verifying(context: Context) -> None:
    """Begin to verify every chain of the trace, and go on without whoever asks.

    Raises `Forbidden`, and `Refused` while one is running, or where the folder of documents cannot be written.
    """
    _expect_everywhere(context)
    file = _file(context)
    running = _read(file)
    if running is not None and running.ended_at is None:
        raise Refused("Une vérification est déjà en cours : attendez qu'elle finisse.")
    begun = Progress(began_at=context.now.isoformat(timespec="seconds"))
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(file, begun)
    except OSError as error:
        raise Refused("Le dossier des documents ne peut pas être écrit : la vérification n'a pas commencé.") from error
    work = partial(_verify, context.session.get_bind(), context, file, begun)
    Thread(target=work, name="verification", daemon=True).start()


def _expect_everywhere(context: Context) -> None:
    context.open("audit.read")
    if not is_everywhere(context.who, "audit.read"):
        raise Forbidden


def _verify(bind: object, asked: Context, file: Path, begun: Progress) -> None:
    with Session(bind) as session:  # type: ignore[arg-type]
        own = replace(asked, session=session, who=SYSTEM)
        state = begun
        try:
            chains = open_chains(own)
            state = replace(begun, entries=entries_in(own, chains), rows=rows_in(own, chains))
            teller = _Teller(file, state)
            found: list[str] = []
            count = 0
            for fault in verify(own, chains, advance=teller.advance):
                count += 1
                if count <= MOST_FAULTS:
                    found.append(str(fault))
            state = replace(teller.state, faults=tuple(found), more_faults=max(0, count - MOST_FAULTS))
            session.rollback()
            note_act(own, "trace.verified", {"entries": state.entries, "rows": state.rows, "faults": count})
            state = replace(state, ended_at=asked.installation.clock.now().isoformat(timespec="seconds"))
        except Exception:
            ended = asked.installation.clock.now().isoformat(timespec="seconds")
            state = replace(
                state, ended_at=ended, broken="La vérification s'est arrêtée : voyez le journal du service."
            )
            logger.exception("the trace could not be verified to its end")
        finally:
            with suppress(OSError):
                _write(file, state)


class _Teller:
    """Writes down how far a verification is, now and then."""

    def __init__(self, file: Path, state: Progress) -> None:
        self.file, self.state, self._told = file, state, 0.0

    def advance(self, steps: int) -> None:
        self.state = replace(self.state, done=self.state.done + steps)
        now = time.monotonic()
        if now - self._told >= _EVERY:
            self._told = now
            with suppress(OSError):
                _write(self.file, self.state)


def _file(context: Context) -> Path:
    return context.installation.settings.attachments / _FILE


def _read(file: Path) -> Progress | None:
    """Return what a file says; one that nobody has written to for a while, of what has not ended, is of one broken."""
    try:
        said, written = orjson.loads(file.read_bytes()), file.stat().st_mtime
        found = Progress(**{**said, "faults": tuple(said["faults"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if found.ended_at is None and time.time() - written > _SILENCE:
        return replace(found, ended_at=found.began_at, broken="Le service s'est arrêté pendant la vérification.")
    return found


def _write(file: Path, state: Progress) -> None:
    partial_file = file.with_suffix(f".{os.getpid()}.part")
    partial_file.write_bytes(orjson.dumps(asdict(state)))
    partial_file.replace(file)
