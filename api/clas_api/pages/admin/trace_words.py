"""An entry of the trace in words: when, who, what was done, about what, and what of it can be said in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clas_api.installation import Installation
from clas_api.pages.admin import wording
from clas_api.security.principal import ROLES
from clas_api.services.changes import ACTIONS
from clas_api.services.maintenance.reading_trace import ToldEntry
from clas_api.services.maintenance.searching_trace import FoundEntries
from clas_core.years import PARIS

_SAID: Mapping[str, str] = {
    "reason": "motif",
    "receipt": "récépissé",
    "label": "nom",
    "attempts": "essais",
    "rows": "lignes",
    "documents": "documents",
    "missing": "documents illisibles",
    "entries": "entrées",
    "faults": "défauts",
    "departments": "départements",
    "kind": "rôle",
    "department": "département",
    "left": "codes restants",
}
"""What of an entry is told on a page: the rest is in its export."""

_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry as a page tells it. `subject` is what one types to look for what else is told of the same thing."""

    number: int
    at: datetime
    who: str
    action: str
    about: str
    subject: str
    details: tuple[str, ...]
    withheld: bool


def line_of(installation: Installation, told: ToldEntry, found: FoundEntries) -> Line:
    """Write an entry in words."""
    entry = told.entry
    subject = str(entry["subject"])
    return Line(
        number=told.number,
        at=datetime.fromisoformat(entry["at"]).astimezone(PARIS),
        who=found.people.get(str(entry["who"]), "quelqu'un dont le compte n'est plus"),
        action=ACTIONS.get(entry["action"], "autre changement"),
        about=found.things.get(subject, ""),
        subject=_typed(subject, found.things.get(subject, "")),
        details=tuple(_details(installation, entry)),
        withheld=told.withheld,
    )


def _typed(key: str, about: str) -> str:
    """Return how one looks for a thing: a dossier by its receipt, an account by its address, all else by its key."""
    kind, _, name = about.partition(" ")
    return name if kind in ("dossier", "compte") else key if about else ""


def _details(installation: Installation, entry: Mapping[str, Any]) -> Iterator[str]:
    for name, words in _SAID.items():
        before, after = (_value(installation, name, entry.get(side)) for side in ("before", "after"))
        if before and after and before != after:
            yield f"{words} : {before}, puis {after}"
        elif said := after or before:
            yield f"{words} : {said}"
    if count := len(entry.get("changes") or ()):
        yield f"{count} changement{'s' if count > 1 else ''}"


def _value(installation: Installation, name: str, said: Any) -> str:
    value = said.get(name) if isinstance(said, Mapping) else None
    match name, value:
        case "kind", str():
            return ROLES.get(value, "")
        case "department", str():
            return wording.department_name(installation, value)
        case "departments", list():
            return ", ".join(wording.department_name(installation, str(each)) for each in value[:101])
        case _, str() | int():
            return str(value)[:_LONGEST]
    return ""
