"""Checks of the parts of a department's files against one another: what each says may be right, and both cannot be.

They are asked by whoever checks a department before it is served. One that is served is not taken away for them:
what it says was read and relied upon.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError

from clas_core.departments.amending import advance_problem, bilan_window
from clas_core.departments.campaign import Campaign
from clas_core.departments.department import Department
from clas_core.departments.names import NAMES, same_name
from clas_core.errors import InvalidFile, Path, Problem
from clas_core.fields import DatedField
from clas_core.reading import Check, line_of, parse_toml, tables_in
from clas_core.years import SchoolYear, first_day_of, last_day_of, write_day

_POSTCODE = re.compile(r"\b(\d{5})\b", re.ASCII)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _days(value: Any) -> tuple[date, date] | None:
    """Return the earliest and the latest day that a key may mean; `None` where it names none."""
    with suppress(ValidationError):
        when = DatedField().deserialize(value)
        first, last = first_day_of(when), last_day_of(when)
        return None if first is None or last is None else (first, last)
    return None


def _year_of(tables: Mapping[str, Any]) -> SchoolYear | None:
    try:
        return SchoolYear.parse(str(tables.get("school_year")))
    except ValueError:
        return None


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = tables.get(name)
    return found if isinstance(found, Mapping) else {}


def _check_committees(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a quorum that cannot be reached, a casting vote that nobody has, a member named twice."""
    for path, committee in tables_in(tables, "committees"):
        named = committee.get("members")
        members = [each for each in named if isinstance(each, str)] if isinstance(named, list) else []
        for rank, member in enumerate(members):
            if member in members[:rank]:
                yield Problem((*path, "members", rank), f"« {member} » est déjà membre : retirez-le.")
        quorum, seated = committee.get("quorum"), len(set(members))
        if isinstance(quorum, int) and not isinstance(quorum, bool) and members and quorum > seated:
            message = f"Un quorum de {quorum} institutions n'est jamais atteint : {seated} siègent."
            yield Problem((*path, "quorum"), f"{message} Corrigez l'un ou l'autre.")
        if committee.get("tie") == "president" and "presided_by" not in committee:
            message = "À égalité, la voix du président l'emporte, et nul ne préside : dites qui, par « presided_by »."
            yield Problem((*path, "tie"), message)


def _check_bilan(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a bilan of a year that is not over when the call asks for it, or due before or long after its own year."""
    year, bilan = _year_of(tables), _table(tables, "bilan")
    if year is None:
        return
    try:
        about = SchoolYear.parse(str(bilan.get("about")))
    except ValueError:
        about = None
    if about is not None and about.start >= year.start:
        message = f"Le bilan {about} ne peut pas exister quand l'appel {year} se dépose : attendu, une année d'avant."
        yield Problem(("bilan", "about"), message)
    if (due := _days(bilan.get("due"))) is not None:
        first, last = bilan_window(year)
        if due[0] < first or due[1] > last:
            message = f"Le bilan de {year} se dépose du {write_day(first)} au {write_day(last)}."
            yield Problem(("bilan", "due"), message)


def _check_advances(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report advances paid before anybody could deposit, or after the settlement of the year."""
    year, closes = _year_of(tables), _day(_table(tables, "calendar").get("closes"))
    if year is None:
        return
    for path, advance in tables_in(tables, "advances"):
        days = _days(advance.get("on"))
        if days is not None and (message := advance_problem(year, closes, days[1])):
            yield Problem((*path, "on"), message)


def _check_sources(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a comparison with a document that was not published yet."""
    checked = _day(tables.get("checked_on"))
    for path, source in tables_in(tables, "sources"):
        published = _day(source.get("published_on"))
        if checked is not None and published is not None and published > checked:
            message = f"Publié le {write_day(published)}, ce document est comparé le {write_day(checked)} : avant."
            yield Problem((*path, "published_on"), f"{message} Corrigez « checked_on » ou ce jour.")


def _check_twice(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report documents that are named twice."""
    for names, key in ((("documents",), "title"), (("documents",), "url"), (("deposit", "attachments"), "label")):
        seen: dict[str, Path] = {}
        for path, each in tables_in(tables, *names):
            value = each.get(key)
            if not isinstance(value, str):
                continue
            first = seen.setdefault(value.strip().casefold(), path)
            if first != path:
                yield Problem((*path, key), f"Déjà dit de {Problem(first, '').dotted} : gardez-en un seul.")


CROSSCHECKS: tuple[Check, ...] = (_check_committees, _check_bilan, _check_advances, _check_sources, _check_twice)
"""Those of a campaign's file."""


def crosschecked(department: Department) -> Iterator[str]:
    """Yield what cannot all be right in the calls of a department: ``file:line: place: what, and how to mend it``."""
    for year, campaign in department.campaigns.items():
        tables = parse_toml(campaign.text, name=str(year))
        yield from located(department, campaign, (each for check in CROSSCHECKS for each in check(tables)))


def located(department: Department, campaign: Campaign, problems: Iterable[Problem]) -> Sequence[str]:
    """Return problems of a call's file in words, each with its file and its line."""
    found = [replace(each, line=line_of(campaign.text, each.path)) for each in problems]
    return InvalidFile(f"{department.slug}/{campaign.school_year}.toml", found).lines


def misidentified(department: Department) -> Iterator[str]:
    """Yield what of a department's code, name and postcodes is not of the same department."""
    code, name = department.code, department.name
    official = NAMES.get(code)
    if official is None:
        return
    if not same_name(name, official):
        theirs = next((each for each, other in NAMES.items() if same_name(other, name)), None)
        which = f"« {code} » est {official}" + (f", et {name} « {theirs} »" if theirs else "")
        yield f"le code et le nom ne vont pas ensemble : {which}."
    begins = "20" if code in ("2A", "2B") else code
    for line in department.caf.address:
        for postcode in _POSTCODE.findall(line):
            if not postcode.startswith(begins):
                yield f"{postcode}, dans l'adresse de la Caf, n'est pas du département : attendu, {begins}…"
