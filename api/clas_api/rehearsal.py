"""A rehearsal: a call tried whole beside the live one. What an installation is, the folder of its database says.

A database that stands beside `FILE` is that of a rehearsal, whatever is configured: its pages and documents say so, its
receipts are none, its mails stay, its day is the one that the file says. A rehearsal can so never be served as the real
call, nor the real call become a rehearsal by a setting.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from clas_core.errors import InvalidFile, Problem, Refused
from clas_core.reading import parse_toml, reason_of, text_of
from clas_core.years import PARIS, write_day

FILE = "essai.toml"
DATABASE = "essai.sqlite3"

_HEAD = """\
# Un appel d'essai de Clas. Ce fichier dit que la base de ce dossier n'est pas celle du vrai appel : ne l'ôtez pas.
# Le jour se change par « clas rehearsal day », et tout s'efface par « clas rehearsal purge ».
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A rehearsal of a department's `call`, by its name; `None` where the department has no call yet.

    Its clock showed `moment` when it was `since` for everybody; `password` is that of its invented people. It is
    `ready` once its people are there: one whose beginning was cut short is begun again. `made_folder` says that its
    folder was made for it, and goes with it.
    """

    department: str
    call: str | None
    moment: datetime
    since: datetime
    password: str
    ready: bool = True
    made_folder: bool = False


def folder_beside(database_url: str) -> Path | None:
    """Return the folder of the rehearsal that a database belongs to; `None` for the database of a real call."""
    kind, found, path = database_url.partition(":///")
    if not found or not kind.startswith("sqlite"):
        return None
    folder = Path(path.partition("?")[0]).resolve().parent
    return folder if (folder / FILE).is_file() else None


def read_rehearsal(folder: Path) -> Rehearsal:
    """Read what a folder says of its rehearsal. Raises `InvalidFile` where it is not readable, or not whole."""
    file = folder / FILE
    values = parse_toml(text_of(file, name=str(file)), name=str(file))
    found: dict[str, Any] = {name: values.get(name) for name in ("department", "call", "password")}
    found["call"] = found["call"] or None
    problems = [
        Problem((name,), "Un texte est attendu.")
        for name, value in found.items()
        if not isinstance(value, str) and (name, value) != ("call", None)
    ]
    for name in ("ready", "made_folder"):
        if not isinstance(found.setdefault(name, values.get(name)), bool):
            problems.append(Problem((name,), "true ou false est attendu."))
    for name in ("moment", "since"):
        if isinstance(value := values.get(name), datetime):
            found[name] = value if value.tzinfo else value.replace(tzinfo=PARIS)
        else:
            problems.append(Problem((name,), "Un jour et une heure sont attendus, par exemple 2025-06-23T08:00:00."))
    if problems:
        raise InvalidFile(str(file), problems)
    return Rehearsal(**found)


def write_rehearsal(folder: Path, rehearsal: Rehearsal) -> None:
    """Say in a folder what its rehearsal is, at once for whoever reads it. Raises `InvalidFile` if it cannot be."""
    lines = (
        f'department = "{rehearsal.department}"',
        f'call = "{rehearsal.call or ""}"',
        f"moment = {rehearsal.moment.astimezone(PARIS).replace(tzinfo=None).isoformat(timespec='seconds')}",
        f"since = {rehearsal.since.isoformat()}",
        f'password = "{rehearsal.password}"',
        f"ready = {str(rehearsal.ready).lower()}",
        f"made_folder = {str(rehearsal.made_folder).lower()}",
    )
    begun = folder / f"{FILE}.part"
    try:
        begun.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        begun.chmod(0o600)
        begun.replace(folder / FILE)
    except OSError as error:
        sentence = f"Ce fichier ne s'écrit pas : {reason_of(error)}."
        raise InvalidFile(str(folder / FILE), [Problem((), sentence)]) from None


def moved_to(rehearsal: Rehearsal, day: date, *, shown: datetime, wall: datetime) -> Rehearsal:
    """Return a rehearsal whose clock, which has `shown` a moment until now, goes on in the morning of a later `day`.

    Raises `Refused` for a day that is over: what was done after it would be yet to come. `wall` is everybody's moment.
    """
    today = shown.astimezone(PARIS).date()
    if day <= today:
        raise Refused(
            f"Cet appel d'essai en est au {write_day(today)} : il va d'un jour à un autre qui le suit, sans revenir en "
            "arrière. Pour reprendre plus tôt, effacez-le et commencez-en un autre."
        )
    if day > today + MOST_AT_ONCE:
        last = write_day(today + MOST_AT_ONCE)
        raise Refused(f"C'est trop loin : un appel d'essai avance de deux ans au plus, ici jusqu'au {last}.")
    return replace(rehearsal, moment=datetime.combine(day, MORNING), since=wall)


MORNING = time(8, tzinfo=PARIS)
"""When a day that is pinned or moved to begins: an hour at which it is the same day everywhere in France, and no clock
changes."""

MOST_AT_ONCE = timedelta(days=731)


class Told:
    """What a rehearsal's file says, read again when it has changed: another command moves its day."""

    def __init__(self, folder: Path) -> None:
        """Read it. Raises `InvalidFile`."""
        self.folder = folder
        self._known = (self._mark(), read_rehearsal(folder))

    @property
    def now(self) -> Rehearsal:
        """The rehearsal as its file says now; as it last said where it does not read, or is gone."""
        mark, known = self._known
        try:
            if (seen := self._mark()) != mark:
                known = read_rehearsal(self.folder)
                self._known = (seen, known)
        except (OSError, InvalidFile):
            return known
        return known

    def _mark(self) -> tuple[int, int]:
        state = (self.folder / FILE).stat()
        return state.st_mtime_ns, state.st_ino
