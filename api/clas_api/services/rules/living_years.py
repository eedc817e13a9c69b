"""The life of a year of national rules, for the national team: what was done, what is to confirm, what comes next.

The files are the truth: what is shown is what they say now, beside what the service has read of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.store.models import RuleComment
from clas_api.year_files import YearFiles, corrected_there, files_there, why_not_written, years_there
from clas_core.errors import InvalidFile, InvalidFiles, NotFound, Path
from clas_core.national import Referential
from clas_core.national.life import STEPS, Status
from clas_core.reading import line_of, parse_toml, text_of
from clas_core.years import SchoolYear

_TO_CONFIRM = "À confirmer : comparez à sa source, corrigez, puis retirez « to_confirm »."


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that keeps a year from coming into force: what it is, why, what it rests on so far, and its line."""

    label: str
    message: str
    source: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLife:
    """A year: as its files say it `now`, `None` where they are wrong, by `problems`, and once `corrected` by those that
    are beside it; as it is `served`, `None` until the service has read it. `added` is whether its files are in the
    folder of added years."""

    year: SchoolYear
    files: YearFiles
    now: Referential | None
    corrected: Referential | None
    served: Referential | None
    added: bool
    problems: Sequence[str]
    waiting: Sequence[Waiting]
    comments: int
    unanswered: int
    next_year: SchoolYear | None
    why_not: str

    @property
    def next_step(self) -> Status | None:
        """The one step that may follow; `None` where none may be taken here."""
        if self.now is None or not self.added or self.now.status == STEPS[-1]:
            return None
        return STEPS[STEPS.index(self.now.status) + 1]

    @property
    def is_served(self) -> bool:
        """Whether the service has read the files as they are now, corrections included."""
        return self.corrected is not None and self.served is not None and self.served.digest == self.corrected.digest

    @property
    def may_be_corrected(self) -> bool:
        """Whether the year is one that a correction changes: in force, or closed."""
        return self.corrected is not None and not self.corrected.is_project


def known_years(context: Context) -> Sequence[SchoolYear]:
    """Return every year, served or whose file is there, the latest first."""
    context.open("nation.read")
    return sorted({*context.installation.library.years, *years_there(context.installation.settings)}, reverse=True)


def life_of(context: Context, year: str) -> YearLife:
    """Return the life of a year. Raises `NotFound`, `Forbidden`."""
    years = known_years(context)
    asked = parse_year(year)
    if asked not in years:
        raise NotFound("Cette année scolaire")
    settings, library = context.installation.settings, context.installation.library
    problems: Sequence[str] = ()
    now, corrected, files, added = None, None, YearFiles(year=asked, rules=""), asked in years_there(settings)
    try:
        files = files_of(context, asked)
        now = files.read()
        corrected = corrected_there(settings, now)
    except (InvalidFile, InvalidFiles) as error:
        problems = error.lines
    context.open_wholly()
    said = select(func.count(), func.count(RuleComment.outcome)).where(RuleComment.school_year == str(asked))
    count, answered = context.session.execute(said).one()
    return YearLife(
        year=asked,
        files=files,
        now=now,
        corrected=corrected,
        served=library.get(asked) if asked in library else None,
        added=added,
        problems=problems,
        waiting=list(_waiting(files)) if now is not None and now.is_project else (),
        comments=count,
        unanswered=count - answered,
        next_year=asked.next if asked == years[0] and now is not None and not now.is_project else None,
        why_not=why_not_written(settings),
    )


def files_of(context: Context, year: SchoolYear) -> YearFiles:
    """Return the files of a year as they are now, added or shipped. Raises `InvalidFile`, `UnknownSchoolYear`."""
    if (there := files_there(context.installation.settings, year)) is not None:
        return there
    rules, *beside = context.installation.library.files_of(year)
    asked = next((each for each in beside if each.name == rules.name), None)
    questions = text_of(asked, name=asked.name) if asked is not None else ""
    return YearFiles(year=year, rules=text_of(rules, name=rules.name), questions=questions)


def parse_year(text: str) -> SchoolYear:
    """Return a school year. Raises `NotFound`."""
    try:
        return SchoolYear.parse(text)
    except ValueError:
        raise NotFound("Cette année scolaire") from None


def _waiting(files: YearFiles) -> Iterator[Waiting]:
    """Yield what keeps a project from coming into force, each thing in words, once."""
    try:
        files.read(ready=True)
    except (InvalidFile, InvalidFiles) as error:
        # Two files say one year: what is wrong is told by its place in both together.
        text = files.rules.rstrip("\n") + "\n\n" + files.questions
        tables = parse_toml(text, name=files.name)
        sources = tables.get("sources", {})
        found: dict[str, Waiting] = {}
        for each in error.problems:
            table = _table_at(tables, each.path)
            label = str(table.get("short") or table.get("label") or each.dotted)
            source = sources.get(table.get("source"), {})
            one = Waiting(
                label=label,
                message=_TO_CONFIRM if table.get("to_confirm") is True else each.message,
                source=str(source.get("title", "")),
                line=line_of(text, each.path),
            )
            found.setdefault(f"{label} {each.path[:3]}", one)
        yield from found.values()


def _table_at(tables: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Return the innermost table on the way to a place that has a label."""
    at: Any = tables
    found: Mapping[str, Any] = {}
    for each in path:
        try:
            at = at[each]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(at, Mapping) and "label" in at:
            found = at
    return found
