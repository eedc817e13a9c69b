"""What the national team corrects of a year in force: a file beside it, dated and with its reason.

The file is written, and the trace says so; it is served from the next start. What was deposited keeps its rules.
"""

from clas_api.context import Context, command
from clas_api.refusals import Stale
from clas_api.services.rules.living_years import files_of, known_years, parse_year
from clas_api.services.trace import hold_chain, record
from clas_api.store.models import NATIONAL
from clas_api.year_files import corrected_there, write_correction
from clas_core.errors import InvalidFile, InvalidInput, NotFound, Problem, Refused
from clas_core.national import Referential
from clas_core.national.correcting import CorrectionAsked, correction_name, correction_text
from clas_core.national.files import corrected_by
from clas_core.national.life import STEP_WORDS

_CHANGED = "Cette année a été corrigée pendant que cette page était ouverte : relisez ses valeurs ci-dessous."


def rules_to_correct(context: Context, year: str) -> Referential:
    """Return a year as it is now, corrections that are not served yet included. Raises `NotFound`, `Forbidden`, and
    `InvalidFile` for a file that is wrong."""
    context.open("years.lead")
    return _now(context, year)


def correction_asked(context: Context, year: Referential, asked: CorrectionAsked) -> tuple[str, str]:
    """Return the name and the text of the file that corrects a year today, by whoever asks: it has been read as it will
    be. Raises `Refused` for a project, `InvalidInput` with all that is wrong."""
    if year.is_project:
        raise Refused(
            f"L'année {year.school_year} est {STEP_WORDS[year.status]} : un projet se change dans ses fichiers, puis "
            "se redonne depuis la page de l'année. Seule une année en vigueur se corrige."
        )
    name = correction_name(year)
    text = correction_text(year, asked, on=context.now.date(), by=context.who.name)
    try:
        corrected_by(year, text, name=name)
    except InvalidFile as error:
        raise InvalidInput([_of_the_form(each) for each in error.problems]) from None
    return name, text


@command
def correct_year(context: Context, year: str, asked: CorrectionAsked, *, seen: str) -> None:
    """Correct a year in force: the file of the correction is written. Commits.

    `seen` is the digest of the rules that were read. Raises as `correction_asked` does, `Stale`, and `Refused` where
    nothing can be written.
    """
    context.open("years.lead", writing=True)
    hold_chain(context, NATIONAL)
    rules = _now(context, year)
    if seen != rules.digest:
        raise Stale(_CHANGED)
    name, text = correction_asked(context, rules, asked)
    after = corrected_by(rules, text, name=name)
    said = {"number": after.corrections[-1].number, "reason": asked.reason, "rules": after.digest}
    record(context, "referential.corrected", year, before={"rules": seen}, after=said)
    context.session.flush()
    write_correction(context.installation.settings, name, text)
    context.session.commit()


def _now(context: Context, year: str) -> Referential:
    asked = parse_year(year)
    if asked not in known_years(context):
        raise NotFound("Cette année scolaire")
    return corrected_there(context.installation.settings, files_of(context, asked).read())


def _of_the_form(problem: Problem) -> Problem:
    """Return a problem of a file at the place of the form that says it; without a place where none does."""
    path = problem.path[:2] if problem.path[:1] == ("changes",) else ()
    return Problem(path, problem.message)
