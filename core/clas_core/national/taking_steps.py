"""Taking a year from one step of its life to the next: its file is written again, all but its rules.

Nothing is asked twice: the same step again gives the same text.
"""

import re
from datetime import date

from clas_core.errors import Refused
from clas_core.national.files import QUESTIONS, referential_of_texts
from clas_core.national.life import STEP_WORDS, STEPS, Status, rules_digest
from clas_core.national.referential import Referential
from clas_core.reading import line_of, parse_toml
from clas_core.toml_text import tables_of_text, toml_value
from clas_core.years import write_day

_STATUS = re.compile(r"(\s*[\"']?status[\"']?\s*=\s*)(?:\"[^\"]*\"|'[^']*')")


def take_step(
    text: str,
    step: Status,
    *,
    on: date,
    by: str,
    reference: str | None = None,
    questions: str = "",
    name: str = "",
    asking: str = "",
) -> str:
    """Return the text of the file of a year once it has taken `step`: its comments and its rules are as they were.

    `text` is that of the file ``YYYY-YYYY.toml``, `questions` that of ``questions/YYYY-YYYY.toml`` beside it, if there
    is one, which is not changed; `name` and `asking` are what they are called where something is wrong. `on` is the day
    of the step, `by` who takes it, `reference` the text that says so (required to come into force: a circulaire …).

    A step that was taken already, by the same, on the same day and by the same text, gives `text` as it is. Raises
    `Refused` for a step out of order, or taken otherwise; `InvalidFile` or `InvalidFiles` with all that keeps the year
    from it, each at its place: what is to confirm, what no text publishes, what contradicts itself.
    """
    name = name or "le fichier de l'année"
    asking = asking or f"{QUESTIONS}/{name}"
    before = referential_of_texts(text, questions, name=name, asking=asking)
    if before.status == step:
        _expect_same(before, on, by, reference)
        return text
    _expect_next(before, step)
    if step == "in_force":
        referential_of_texts(text, questions, name=name, asking=asking, ready=True)
        if not reference:
            raise Refused("Une année entre en vigueur par un texte : donnez sa référence, par exemple une circulaire.")
    made = _with_status(text, step).rstrip("\n") + "\n\n" + _written(before, step, on, by, reference)
    referential_of_texts(made, questions, name=name, asking=asking)
    return made


def before_closing(text: str) -> str | None:
    """Return the text of a year as it was in force, from its text once it is closed; `None` where no step says that it
    was closed. Only the tables are those of then: the blanks between them may differ."""
    tables = list(tables_of_text(text))
    closing = [
        each
        for each in tables
        if each[0].header == ("life",) and any(one.key == "step" and one.value == "closed" for one in each)
    ]
    if not closing:
        return None
    kept = "\n".join(line for table in tables if table not in closing for each in table for line in each.lines)
    return _with_status(kept, "in_force")


def _expect_same(year: Referential, on: date, by: str, reference: str | None) -> None:
    last = year.life[-1] if year.life else None
    if last is not None and (last.on, last.by, last.text) != (on, by, reference or None):
        said = f", par {last.by}" + (f" ({last.text})" if last.text else "")
        raise Refused(
            f"L'année {year.school_year} est {STEP_WORDS[year.status]} depuis le {write_day(last.on)}{said} : "
            "une étape franchie ne se réécrit pas."
        )


def _expect_next(year: Referential, step: Status) -> None:
    now, wanted = STEPS.index(year.status), STEPS.index(step)
    if wanted != now + 1:
        following = f"l'étape qui suit est « {STEP_WORDS[STEPS[now + 1]]} »" if now + 1 < len(STEPS) else "rien ne suit"
        raise Refused(
            f"L'année {year.school_year} est {STEP_WORDS[year.status]} : {following}, et non « {STEP_WORDS[step]} »."
        )


def _with_status(text: str, step: Status) -> str:
    """Return `text` with another status, at its place."""
    lines = text.split("\n")
    at = line_of(text, ("status",)) - 1
    lines[at], found = _STATUS.subn(lambda match: f'{match[1]}"{step}"', lines[at], count=1)
    if not found:
        raise Refused("Écrivez l'état de l'année seul sur sa ligne : status = \"draft\".")
    return "\n".join(lines)


def _written(year: Referential, step: Status, on: date, by: str, reference: str | None) -> str:
    said = {"step": step, "on": on, "by": by}
    if reference:
        said["text"] = reference
    if step == "in_force":
        said["digest"] = rules_digest(parse_toml(year.text, name=""))
    return "\n".join(("[[life]]", *(f"{key} = {toml_value(each)}" for key, each in said.items()), ""))
