"""Writing a correction of a year in force: which values may be corrected, and the text of the file that corrects them.

The file is the one that somebody would write by hand (`clas_core.national.corrections`), and is read as such.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clas_core.errors import InvalidInput, Path, Problem
from clas_core.national.corrections import BOUNDS, applied_in, correctable
from clas_core.national.referential import Referential
from clas_core.reading import parse_toml
from clas_core.toml_text import toml_key, toml_value

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?", re.ASCII)
"""What a number is written with: an exponent could be a thousand million digits."""

_BOUNDS: Mapping[str, str] = {"min": "au moins", "max": "au plus", "options": "réponses admises", "day": "jour"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correctable:
    """A value that a correction may change: its `place`, what it is in words, and what the year says there now; `None`
    for a bonus whose amount no text publishes yet."""

    place: str
    label: str
    value: Any

    @property
    def text(self) -> str:
        """The value as its file writes it, with a comma and without quotes: what one types in its place."""
        match self.value:
            case None:
                return ""
            case list() | tuple():
                return ", ".join(map(str, self.value))
            case date():
                return f"{self.value:%d/%m/%Y}"
        return f"{Decimal(self.value):f}".replace(".", ",")

    def read(self, typed: str) -> Any:
        """Return what stands for a new value, of the kind of the present one. Raises `ValueError`, in French."""
        try:
            match self.value:
                case list() | tuple():
                    return [each.strip() for each in typed.split(",") if each.strip()]
                case date():
                    return date.fromisoformat(typed)
            if not _NUMBER.fullmatch(typed):
                raise ValueError(typed)
        except ValueError:
            kind = "une date, par exemple 30/09/2026" if isinstance(self.value, date) else "un nombre, par exemple 2790"
            raise ValueError(f"Écrivez {kind}.") from None
        number = Decimal(typed)
        whole = isinstance(self.value, int) and number == number.to_integral_value()
        return int(number) if whole else number


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAsked:
    """What is asked of a correction: why, the document that says it, and the new values by their places, as typed."""

    reason: str
    title: str
    published_on: date | None
    values: Mapping[str, str]


def correctable_values(year: Referential) -> Sequence[Correctable]:
    """Return each value of a year that a correction may change, as the year says it once corrected."""
    return list(_each(applied_in(parse_toml(year.text, name=""))[0]))


def _each(rules: dict[str, Any]) -> Iterator[Correctable]:
    for place, (table, key) in correctable(rules).items():
        bound = f" : {_BOUNDS[key]}" if key in BOUNDS else ""
        yield Correctable(place=place, label=f"{table.get('label', place)}{bound}", value=table.get(key))


def correction_name(year: Referential) -> str:
    """Return the name of the file of the next correction of a year."""
    return f"{year.school_year}.correction-{len(year.corrections) + 1}.toml"


def correction_text(year: Referential, asked: CorrectionAsked, *, on: date, by: str) -> str:
    """Return the text of the file of the next correction of a year, corrected so far or not; `on` is its day, `by` who
    corrects.

    Raises `InvalidInput` with each value that cannot be read, at ``changes.PLACE``, and where none changes. What the
    values then contradict is told by whoever reads the file (`clas_core.national.files.corrected_by`).
    """
    changes, problems = _read(year, asked.values)
    if problems:
        raise InvalidInput(problems)
    number = len(year.corrections) + 1
    source = f"correction-{number}"
    head = {"school_year": str(year.school_year), "number": number, "on": on, "by": by, "reason": asked.reason}
    cited = {"title": asked.title} | ({"published_on": asked.published_on} if asked.published_on else {})
    lines = [*_written(head), "", f"[sources.{source}]", *_written(cited)]
    for place, (old, new) in changes.items():
        was = {} if old is None else {"from": old}
        lines += ["", f"[changes.{toml_key(place)}]"]
        lines += _written({**was, "value": new, "source": source, "checked_on": on})
    return "\n".join((*lines, ""))


def problems_of_values(year: Referential, values: Mapping[str, str]) -> Sequence[Problem]:
    """Return what keeps new values, by their places, from being read, each at ``changes.PLACE``."""
    return _read(year, values)[1]


def _read(year: Referential, values: Mapping[str, str]) -> tuple[dict[str, tuple[Any, Any]], list[Problem]]:
    """Return what each place that changes was and is, and what is wrong with what was typed."""
    known = {each.place: each for each in correctable_values(year)}
    problems: list[Problem] = []
    changes: dict[str, tuple[Any, Any]] = {}
    for place, typed in values.items():
        path: Path = ("changes", place)
        if place not in known:
            problems.append(Problem(path, "L'année ne dit rien à cette place."))
            continue
        try:
            value = known[place].read(typed)
        except ValueError as error:
            problems.append(Problem(path, str(error)))
            continue
        if value != known[place].value:
            changes[place] = (known[place].value, value)
    if not changes and not problems:
        problems.append(
            Problem((), "Aucune valeur ne change : écrivez celle qui est juste, à côté de celle qui ne l'est pas.")
        )
    return changes, problems


def _written(said: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {toml_value(each)}" for key, each in said.items()]
