"""Reading the national rules of a school year from its two files: the rules, and beside them what a dossier is asked.

``2025-2026.toml`` says the rules, ``questions/2025-2026.toml`` the questions. Together they are one text, with one
digest: what a deposit is sealed under says both, and is read again by itself.
"""

from collections.abc import Iterable
from importlib.resources.abc import Traversable
from typing import Any

from clas_core.eligibility import Rules
from clas_core.errors import InvalidFile, InvalidFiles, Problem
from clas_core.national.checks import CHECKS
from clas_core.national.known_questions import check_known
from clas_core.national.referential import Referential
from clas_core.reading import Check, digest_of, parse_toml, read_tables, text_of
from clas_core.tables import parts_of, schema_of

QUESTIONS = "questions"
"""The folder of the questions, beside the files of the rules; a year may write them in its own file as well."""


def read_referential(file: Traversable, *, name: str = "") -> Referential:
    """Read a national file, and that of the questions beside it. Raises `InvalidFile`, or `InvalidFiles` when both are
    wrong, with every problem and its line; what every year asks must be there."""
    name = name or file.name
    rules = text_of(file, name=name)
    beside: Traversable = file.parent / QUESTIONS / file.name  # type: ignore[attr-defined]  # of every file, in a folder or a zip
    if not beside.is_file():
        return _referential(rules, (*CHECKS, check_known), name=name)
    asking = str(beside) if name == str(file) else f"{QUESTIONS}/{name}"
    head = rules.rstrip("\n") + "\n\n"
    questions = text_of(beside, name=asking)
    parse_toml(rules, name=name)
    parse_toml(questions, name=asking)
    try:
        return _referential(head + questions, (*CHECKS, check_known), name=name)
    except InvalidFile as error:
        raise _of_each(error, head.count("\n"), name, asking) from None


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
    """Return the rules that a text says: the same text gives the same rules, years later.

    Unlike a file, it may be of before the questions were data. Raises `InvalidFile` with every problem and its line.
    """
    return _referential(text, CHECKS, name=name)


def _referential(text: str, checks: Iterable[Check], *, name: str) -> Referential:
    tables = parse_toml(text, name=name)
    data = _named(read_tables(tables, text, schema_of(Referential), checks, name=name))
    said = parts_of(Referential, data)
    rules = Rules.of(said.pop("rules", ()), origin="national").named(said.get("questions", ()))
    return Referential(**said, rules=rules, digest=digest_of(tables), text=text)


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
