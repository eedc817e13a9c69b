"""A correction of a year in force: a file of its own, dated and with its reason, that says what was and what is.

``2025-2026.correction-1.toml`` lies beside the year. The corrected rules are one text: that of the year, then its
corrections as tables of TOML, the first one first. So they are kept, sealed by their digest and read again years later
as any year is, and what was deposited before keeps the digest of before.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from marshmallow import ValidationError
from marshmallow.fields import Field

from clas_core.errors import Path, Problem, did_you_mean
from clas_core.fields import Identifier, Line, Number, Whole
from clas_core.fields.messages import french
from clas_core.reading import tables_in
from clas_core.sources import Cited, Source
from clas_core.toml_text import toml_key, toml_value
from clas_core.years import SchoolYear, write_day

CORRECTIONS = "corrections"
"""The key of the tables in a corrected text, which no file of a year may have itself."""

BOUNDS = ("min", "max", "options", "day")
"""What of a criterion may be corrected."""

MOST_CORRECTIONS = 99


class Stated(Field[Any]):
    """A number, a day, or a list of words: what a figure or a bound of a criterion is."""

    default_error_messages = french(Field)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        words = isinstance(value, list) and value and all(isinstance(each, str) for each in value)
        day = isinstance(value, date) and not isinstance(value, datetime)
        if isinstance(value, bool) or not (words or day or isinstance(value, int | Decimal)):
            raise ValidationError("Un nombre, un jour ou une liste de textes est attendu.")
        if isinstance(value, int | Decimal):
            Number().deserialize(value)  # within what a file may say
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """One value that a correction changes; `id` is its place: ``ps.maximum``, ``criteria.group.children.max``."""

    id: Annotated[str, Identifier(), "place dans l'année"]
    value: Annotated[Any, Stated(), "ce que c'est désormais"]
    old: Annotated[Any, Stated(data_key="from"), "ce que dit l'année avant ; rien si le bonus était sans montant"] = (
        None
    )
    source: Cited
    checked_on: Annotated[date, "jour où quelqu'un l'a comparé à sa source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFile:
    """A correction, as its file says it."""

    school_year: Annotated[SchoolYear, "année scolaire corrigée"]
    number: Annotated[int, Whole(least=1, most=MOST_CORRECTIONS), "rang de la correction : 1, puis 2 …"]
    on: Annotated[date, "jour de la correction"]
    by: Annotated[str, Line(longest=200), "qui corrige"]
    reason: Annotated[str, Line(longest=500), "pourquoi"]
    sources: Annotated[Mapping[str, Source], "documents d'où vient la correction"]
    changes: Annotated[Mapping[str, Corrected], "ce qui change, par sa place : `ps.maximum`, `criteria.….max`"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction that was applied; `before` is the digest of the rules that it changed, `places` what it did."""

    number: int
    on: date
    by: str
    reason: str
    before: str
    places: Sequence[str]

    @property
    def text(self) -> str:
        """The correction in French: ``correction n° 1, du 2 mars 2026 : …``."""
        return correction_said(self.named)

    @property
    def named(self) -> dict[str, Any]:
        """The correction as JSON values, as a result says that it used it."""
        return {"number": self.number, "on": self.on.isoformat(), "reason": self.reason, "before": self.before}


def correction_said(named: Mapping[str, Any]) -> str:
    """Say a correction in French, as the JSON of a result names it (`Correction.named`)."""
    on = date.fromisoformat(named["on"])
    return f"correction n° {named['number']}, du {write_day(on)} : {named['reason']}"


def written(tables: Mapping[str, Any], before: str) -> str:
    """Return the tables of a correction file, sound already, as they stand below the text of the year that it corrects:
    `before` is the digest of that year."""
    head = {name: tables[name] for name in ("number", "on", "by", "reason")}
    lines = [
        f"[[{CORRECTIONS}]]",
        *(f"{name} = {toml_value(each)}" for name, each in {**head, "before": before}.items()),
    ]
    for below in ("sources", "changes"):
        for key, table in tables.get(below, {}).items():
            lines += ["", f"[{CORRECTIONS}.{below}.{toml_key(key)}]"]
            lines += [f"{toml_key(name)} = {toml_value(each)}" for name, each in table.items()]
    return "\n".join((*lines, ""))


def applied_in(tables: Mapping[str, Any]) -> tuple[dict[str, Any], Sequence[Correction]]:
    """Return what the tables of a text say once its corrections are applied, and these."""
    rules = {key: each for key, each in tables.items() if key != CORRECTIONS}
    said = tables.get(CORRECTIONS, ())
    if not said:
        return rules, ()
    rules = deepcopy(rules)
    for each in said:
        for _ in apply(rules, each):
            pass  # a text that was kept was sound when it was written
    return rules, tuple(
        Correction(
            **{name: each[name] for name in ("number", "on", "by", "reason", "before")}, places=tuple(each["changes"])
        )
        for each in said
    )


def apply(rules: dict[str, Any], correction: Mapping[str, Any]) -> Iterator[Problem]:
    """Change `rules`, the tables of a year, as the tables of a `correction` say; report what they cannot change."""
    sources = rules.setdefault("sources", {})
    for key, source in correction.get("sources", {}).items():
        if sources.get(key, source) != source:
            message = f"L'année a déjà une source « {key} », et c'est un autre document : donnez un autre nom."
            yield Problem(("sources", key), message)
        sources[key] = source
    places, unpublished = correctable(rules), {f"bonuses.{each['id']}": each for each in _unpublished(rules)}
    if not correction.get("changes"):
        yield Problem(("changes",), "Une correction change une valeur au moins, sous [changes.…].")
    for place, change in correction.get("changes", {}).items():
        path: Path = ("changes", place)
        if place not in places:
            message = "L'année ne dit rien à cette place, ou ce qui n'est pas un chiffre ni la borne d'un critère."
            yield Problem(path, message + did_you_mean(place, places))
            continue
        table, key = places[place]
        if table.get(key) != change.get("from"):
            now = _told(table.get(key))
            message = f"L'année dit {now} à cette place, et non {_told(change.get('from'))} : relisez-la d'abord."
            yield Problem((*path, "from"), message)
            continue
        if change["value"] == table.get(key):
            message = f"L'année dit déjà {_told(change['value'])} : une correction change ce qu'elle nomme."
            yield Problem((*path, "value"), message)
            continue
        table |= {key: change["value"], "source": change["source"], "checked_on": change["checked_on"]}
        table["standing"] = "published"
        if place in unpublished:
            unpublished[place]["amount"] = table


def correctable(rules: Mapping[str, Any]) -> dict[str, tuple[dict[str, Any], str]]:
    """Return each place of a year that may be corrected, with the table and the key that stand there; of a bonus that
    has no amount yet, the table that it would have."""
    places = dict(_places(rules))
    for bonus in _unpublished(rules):
        places[f"bonuses.{bonus['id']}"] = ({"label": bonus["label"], "unit": "euro_per_group_and_year"}, "value")
    return places


def _unpublished(rules: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (each for each in rules.get("bonuses", ()) if "amount" not in each)


def _places(rules: Mapping[str, Any]) -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    """Yield each place that may be corrected, with the table and the key that stand there."""
    for path, _ in tables_in(rules, "ps"):
        yield f"ps.{path[-1]}", (rules["ps"][path[-1]], "value")
    for bonus in rules.get("bonuses", ()):
        if "amount" in bonus:
            yield f"bonuses.{bonus['id']}", (bonus["amount"], "value")
    for threshold in rules.get("thresholds", ()):
        yield f"thresholds.{threshold['id']}", (threshold, "value")
    for criterion in rules.get("criteria", ()):
        for bound in BOUNDS:
            if bound in criterion:
                yield f"criteria.{criterion['id']}.{bound}", (criterion, bound)


def changed_at(correction: Mapping[str, Any], rules: Mapping[str, Any], path: Path) -> Path:
    """Return where a correction changes what stands at `path` of the year that it corrects; where it changes anything,
    where it is none of that alone."""
    for place in correction.get("changes", {}):
        table, _ = dict(_places(rules)).get(place, (None, ""))
        if table is not None and any(_at(rules, path[:depth]) is table for depth in range(1, len(path) + 1)):
            return ("changes", place)
    return ("changes",)


def _at(tables: Any, path: Path) -> Any:
    for each in path:
        try:
            tables = tables[each]
        except (KeyError, IndexError, TypeError):
            return None
    return tables


def _told(value: Any) -> str:
    return "rien" if value is None else toml_value(value)
