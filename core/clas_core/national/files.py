"""Reading the national rules of a school year from its two files: the rules, and beside them what a dossier is asked.

``2025-2026.toml`` says the rules, ``questions/2025-2026.toml`` the questions. Together they are one text, with one
digest: what a deposit is sealed under says both, and is read again by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from marshmallow import ValidationError

from clas_core.eligibility import Rules
from clas_core.errors import InvalidFile, InvalidFiles, Problem
from clas_core.gathering import Gathering
from clas_core.national.checks import CHECKS, CHECKS_OF_FILES
from clas_core.national.corrections import CorrectionFile, applied_in, apply, changed_at, written
from clas_core.national.known_questions import check_known
from clas_core.national.life import check_unchanged, is_far, not_ready, too_far
from clas_core.national.referential import Referential
from clas_core.reading import Check, digest_of, line_of, parse_toml, read_tables, text_of
from clas_core.tables import checks_of, parts_of, schema_of
from clas_core.years import SchoolYear

_YEAR_FILE = re.compile(r"(?:^|[/\\\\])(\d{4}-\d{4})\.toml$", re.ASCII)

QUESTIONS = "questions"
"""The folder of the questions, beside the files of the rules; a year may write them in its own file as well."""


def read_referential(file: Traversable, *, name: str = "", ready: bool = False) -> Referential:
    """Read a national file, and that of the questions beside it; where it must be `ready`, as what could come into
    force.

    Raises `InvalidFile`, or `InvalidFiles` when both are wrong, with every problem and its line; what every year asks
    must be there.
    """
    name = name or file.name
    beside = questions_beside(file)
    if not beside.is_file():
        return referential_of_texts(text_of(file, name=name), name=name, ready=ready)
    asking = str(beside) if name == str(file) else f"{QUESTIONS}/{name}"
    both = Gathering()
    rules = questions = ""
    with both.reading():
        rules = text_of(file, name=name)
    with both.reading():
        questions = text_of(beside, name=asking)
    both.end()
    return referential_of_texts(rules, questions, name=name, asking=asking, ready=ready)


def questions_beside(file: Traversable) -> Traversable:
    """Return the file of the questions of a year, whether it is there or not."""
    beside: Traversable = file.parent / QUESTIONS / file.name  # type: ignore[attr-defined]  # of every file, in a folder or a zip
    return beside


def referential_of_texts(
    rules: str, questions: str = "", *, name: str, asking: str = "", ready: bool = False
) -> Referential:
    """Return the rules that the texts of two files say, `asking` being the name of the second. Raises as
    `read_referential` does."""
    checks = (*CHECKS, *CHECKS_OF_FILES, check_known, _named_as_its_year(name), *([not_ready] if ready else []))
    if not questions:
        return _referential(rules, checks, name=name)
    head = rules.rstrip("\n") + "\n\n"
    try:
        return _referential(head + questions, checks, name=name)
    except InvalidFile as error:
        both = Gathering()  # what is no TOML is told of its own file, and of nothing else
        for text, called in ((rules, name), (questions, asking)):
            with both.reading():
                parse_toml(text, name=called)
        both.end()
        raise _of_each(error, head.count("\n"), name, asking) from None


def _named_as_its_year(name: str) -> Check:
    """Return a check that a file that has the name of a year is of that year."""

    def check(tables: Mapping[str, Any]) -> Iterator[Problem]:
        called, said = _YEAR_FILE.search(name), tables.get("school_year")
        if called and isinstance(said, str) and said != called[1] and SchoolYear.is_one(said):
            message = f"Ce fichier décrit {said} : nommez-le {said}.toml, ou corrigez l'année."
            yield Problem(("school_year",), message)

    return check


def _of_each(error: InvalidFile, length: int, name: str, asking: str) -> InvalidFile | InvalidFiles:
    """Return the problems of two files, of which the first has `length` lines, each with the line of its own."""
    ours = [each for each in error.problems if (each.line or 1) <= length]
    theirs = [
        Problem(each.path, each.message, each.line - length)
        for each in error.problems
        if each.line is not None and each.line > length
    ]
    found = [InvalidFile(file, problems) for file, problems in ((name, ours), (asking, theirs)) if problems]
    return found[0] if len(found) == 1 else InvalidFiles(found)


def referential_of_text(text: str, *, name: str) -> Referential:
    """Return the rules that a text says, with their corrections: the same text gives the same rules, years later.

    Unlike a file, it may be of before the questions were data. Raises `InvalidFile` with every problem and its line.
    """
    return _referential(text, CHECKS, name=name, kept=True)


def corrected(referential: Referential, file: Traversable, *, name: str = "") -> Referential:
    """Return the rules of a year once the correction of a file is applied to them. Raises `InvalidFile`."""
    name = name or file.name
    return corrected_by(referential, text_of(file, name=name), name=name)


def corrected_by(referential: Referential, text: str, *, name: str) -> Referential:
    """Return the rules of a year once the correction that a text says is applied to them. Raises `InvalidFile`."""
    tables = parse_toml(text, name=name)
    read_tables(tables, text, schema_of(CorrectionFile), _checks_of_correction(referential), name=name)
    below = referential.text.rstrip("\n") + "\n\n" + written(tables, referential.digest)
    try:
        return _referential(below, (*CHECKS, *CHECKS_OF_FILES), name=name, kept=True)
    except InvalidFile as error:
        # The year was sound: whatever is wrong now comes of what this file changes.
        rules = applied_in(parse_toml(below, name=name))[0]
        problems = [
            Problem(
                each.path,
                f"Une fois l'année corrigée : {each.message}",
                line_of(text, changed_at(tables, rules, each.path)),
            )
            for each in error.problems
        ]
        raise InvalidFile(name, problems) from None


def _checks_of_correction(referential: Referential) -> tuple[Check, ...]:
    def of_the_year(tables: Mapping[str, Any]) -> Iterator[Problem]:
        if tables.get("school_year") != str(referential.school_year):
            yield Problem(("school_year",), f"Cette correction est celle de {referential.school_year}.")
        if referential.is_project:
            yield Problem((), "Cette année n'est pas en vigueur : un projet se modifie dans son fichier même.")
        if tables.get("number") != len(referential.corrections) + 1:
            message = f"La correction qui suit porte le numéro {len(referential.corrections) + 1}."
            yield Problem(("number",), message)
        on = tables.get("on")
        if type(on) is date and on < (earliest := _first_day_of(referential)):
            yield Problem(("on",), f"Une correction ne précède pas ce qu'elle corrige : {earliest} au plus tôt.")
        if type(on) is date and is_far(on, str(referential.school_year)):
            yield Problem(("on",), too_far(on))

    def of_its_values(tables: Mapping[str, Any]) -> Iterator[Problem]:
        try:
            schema_of(CorrectionFile).load(tables)
        except ValidationError:
            return  # what is malformed is told first
        yield from apply(applied_in(parse_toml(referential.text, name=""))[0], tables)

    return (*checks_of(CorrectionFile), of_the_year, of_its_values)


def _first_day_of(year: Referential) -> date:
    """Return the day before which a year is not corrected: that of its last correction, or of its entry into force;
    where its file says none, that on which its figures were published, so far as it is known."""
    steps = [each.on for each in year.life if each.step == "in_force"] + [each.on for each in year.corrections]
    figures = (year.ps.rate, year.ps.price_ceiling, year.ps.maximum)
    published = [each.source.published_on for each in figures if each.source.published_on is not None]
    return max(steps, default=min(published, default=date.min))


def _referential(text: str, checks: Iterable[Check], *, name: str, kept: bool = False) -> Referential:
    """Read a text; one that was `kept`, or made here, may have corrections below it, and a file may not."""
    tables = parse_toml(text, name=name)
    rules, corrections = applied_in(tables) if kept else (tables, ())
    data = _named(read_tables(rules, text, schema_of(Referential), checks, name=name))
    changed = [] if kept else list(check_unchanged(tables))
    if changed:
        raise InvalidFile(name, [Problem(each.path, each.message, line_of(text, each.path)) for each in changed])
    said = parts_of(Referential, data)
    criteria = Rules.of(said.pop("rules", ()), origin="national").named(said.get("questions", ()))
    return Referential(**said, rules=criteria, corrections=corrections, digest=digest_of(tables), text=text)


def _named(data: dict[str, Any]) -> dict[str, Any]:
    """Give each figure its identifier, which is unique in the file: the place where it stands."""
    for key, figure in data["ps"].items():
        if isinstance(figure, dict):
            figure["id"] = f"ps.{key}"
    for bonus in data.get("bonuses", ()):
        if "amount" in bonus:
            bonus["amount"]["id"] = f"bonuses.{bonus['id']}"
    for threshold in data.get("thresholds", ()):
        threshold["id"] = f"thresholds.{threshold['id']}"
    return data
