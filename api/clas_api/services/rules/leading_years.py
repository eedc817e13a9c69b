"""What the national team does of a year: begins its draft, puts it to the Cafs, brings it into force, closes it, and
replaces a draft by one that was reviewed. The file is written, and the trace says so; it is served from the next start.
"""

from dataclasses import replace

from clas_api.context import Context, command
from clas_api.refusals import Stale
from clas_api.services.rules.living_years import files_of, known_years, parse_year
from clas_api.services.trace import hold_chain, record
from clas_api.store.models import NATIONAL
from clas_api.year_files import YearFiles, corrected_there, files_there, write_year
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.national.drafting import draft_year
from clas_core.national.life import STEP_WORDS, Status
from clas_core.national.taking_steps import take_step

_CHANGED = "Le fichier de cette année a changé pendant que cette page était ouverte : relisez-le ci-dessous."


def after_step(context: Context, year: str, step: Status, reference: str) -> YearFiles:
    """Return the files of a year once it has taken `step`, today, by whoever asks. Raises as `take_step` does, and
    `Refused` for a year that came with the release."""
    context.open("years.lead")
    files = files_there(context.installation.settings, parse_year(year))
    if files is None:
        raise Refused("Cette année est livrée avec le logiciel : ses étapes se franchissent par une version suivante.")
    rules = take_step(
        files.rules,
        step,
        on=context.now.date(),
        by=context.who.name,
        reference=reference or None,
        questions=files.questions,
        name=files.name,
    )
    return replace(files, rules=rules)


@command
def lead_year(context: Context, year: str, step: Status, *, reference: str, seen: str) -> bool:
    """Have a year take `step`: its file is written; return whether that changes it. Commits.

    `seen` is the digest of the file that was read. Raises as `after_step` does, `Stale`, and `Refused` where nothing
    can be written.
    """
    files = _held(context, year)
    taken = after_step(context, year, step, reference)
    if taken == files:
        return False
    if seen != files.read().digest:
        raise Stale(_CHANGED)
    after = {"step": step, "text": reference, "rules": taken.read().digest}
    record(context, "referential.step", year, before={"rules": seen}, after=after)
    _write(context, taken, before=files)
    return True


def drafted(context: Context, year: str) -> YearFiles:
    """Return the draft of the year that follows the last known one, begun today by whoever asks. Raises `NotFound`."""
    context.open("years.lead")
    asked, years = parse_year(year), known_years(context)
    if asked in years or asked.previous != years[0]:
        raise NotFound("Cette année scolaire")
    last = files_of(context, asked.previous)
    before = corrected_there(context.installation.settings, last.read())
    made = draft_year(before, asked, last.rules, last.questions, on=context.now.date(), by=context.who.name)
    return YearFiles(year=asked, rules=made.rules, questions=made.questions)


@command
def begin_year(context: Context, year: str) -> bool:
    """Begin the draft of the year that follows the last known one: its files are written; return whether it is new: one
    that is begun stays as it is. Commits. Raises `NotFound`, and `Refused` where nothing can be written."""
    context.open("years.lead", writing=True)
    hold_chain(context, NATIONAL)
    if files_there(context.installation.settings, parse_year(year)) is not None:
        return False
    files = drafted(context, year)
    record(context, "referential.begun", year, after={"rules": files.read().digest})
    _write(context, files, before=None)
    return True


@command
def replace_draft(context: Context, year: str, files: YearFiles, *, seen: str) -> bool:
    """Replace the files of a draft by those that were reviewed; return whether that changes them. Commits.

    Raises `InvalidFile` or `InvalidFiles` with all that is wrong, `InvalidInput` for a file that is of another year or
    at another step, `Refused` for a year in force, `Stale`.
    """
    there = _held(context, year)
    before, now = there.read(), files.read()
    if not before.is_project:
        raise Refused(
            f"L'année {year} est {STEP_WORDS[before.status]} : elle ne se remplace pas, elle se corrige par un fichier "
            "de correction daté et motivé."
        )
    problems = []
    if now.school_year != before.school_year:
        problems.append(Problem(("rules",), f"Ce fichier décrit {now.school_year}, et non {year}."))
    elif (now.status, now.life) != (before.status, before.life):
        message = (
            f"Le projet est {STEP_WORDS[before.status]} : un fichier relu n'y change ni l'état ni les étapes (status, "
            "[[life]]). Une étape se franchit depuis la page de l'année."
        )
        problems.append(Problem(("rules",), message))
    if problems:
        raise InvalidInput(problems)
    if files == there:
        return False
    if seen != before.digest:
        raise Stale(_CHANGED)
    record(context, "referential.replaced", year, before={"rules": seen}, after={"rules": now.digest})
    _write(context, files, before=there)
    return True


def _held(context: Context, year: str) -> YearFiles:
    """Return the files of a year that is in the folder of added years, alone to change them until the commit."""
    context.open("years.lead", writing=True)
    hold_chain(context, NATIONAL)
    files = files_there(context.installation.settings, parse_year(year))
    if files is None:
        raise Refused("Cette année n'est pas dans le dossier des années ajoutées : rien ne s'y écrit.")
    return files


def _write(context: Context, files: YearFiles, *, before: YearFiles | None) -> None:
    context.session.flush()
    write_year(context.installation.settings, files, before=before)
    context.session.commit()
