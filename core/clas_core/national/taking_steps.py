"""Taking a year from one step of its life to the next: its file is written again, all but its rules.

Nothing is asked twice: the same step again gives the same text.
"""

import re
from datetime import date
from typing import Any

from clas_core.errors import InvalidFile, Problem, Refused
from clas_core.gathering import Gathering
from clas_core.national.files import QUESTIONS, referential_of_texts
from clas_core.national.life import STEP_WORDS, STEPS, Status, digest_in_force, too_early
from clas_core.national.referential import Referential
from clas_core.plain_text import line_of as one_line
from clas_core.reading import line_of, parse_toml
from clas_core.toml_text import toml_value
from clas_core.years import write_day

_NO_TEXT = "Une année entre en vigueur par un texte : donnez sa référence, par exemple une circulaire."
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
    by, reference = one_line(by), one_line(reference or "") or None
    if before.status == step:
        _expect_same(before, on, by, reference)
        return text
    _expect_next(before, step)
    if step == "in_force":
        _expect_ready(text, questions, reference, on, before, name=name, asking=asking)
    made = with_status(text, step).rstrip("\n") + "\n\n" + _written(before, step, on, by, reference)
    referential_of_texts(made, questions, name=name, asking=asking)
    return made


def _expect_ready(
    text: str, questions: str, reference: str | None, on: date, before: Referential, *, name: str, asking: str
) -> None:
    """Tell at once all that keeps a year from coming into force: what its files say, and how the step is taken."""
    wrong = Gathering()
    with wrong.reading():
        referential_of_texts(text, questions, name=name, asking=asking, ready=True)
    if not reference and not wrong.found:
        raise Refused(_NO_TEXT)
    asked = [] if reference else [_NO_TEXT]
    if wrong.found and before.life and on < before.life[-1].on:
        asked.append(too_early(before.life[-1].on))
    with wrong.reading():
        if asked:
            at = text.rstrip("\n").count("\n") + 1
            raise InvalidFile(name, [Problem(("life",), each, at) for each in asked])
    wrong.end()


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
        following = "plus rien ne suit."
        if now + 1 < len(STEPS):
            following = f"l'étape qui suit est « {STEP_WORDS[STEPS[now + 1]]} », et non « {STEP_WORDS[step]} »."
        raise Refused(f"L'année {year.school_year} est {STEP_WORDS[year.status]} : {following}")


def with_status(text: str, step: Status) -> str:
    """Return `text` with another status, at its place."""
    lines = text.split("\n")
    at = line_of(text, ("status",)) - 1
    lines[at], found = _STATUS.subn(lambda match: f'{match[1]}"{step}"', lines[at], count=1)
    if not found:
        raise Refused("Écrivez l'état de l'année seul sur sa ligne : status = \"draft\".")
    return "\n".join(lines)


def _written(year: Referential, step: Status, on: date, by: str, reference: str | None) -> str:
    said: dict[str, Any] = {"step": step, "on": on, "by": by}
    if reference:
        said["text"] = reference
    if step == "in_force":
        rules = parse_toml(year.text, name="")
        said["digest"] = digest_in_force({**rules, "life": [*rules.get("life", ()), said]})
    return "\n".join(("[[life]]", *(f"{key} = {toml_value(each)}" for key, each in said.items()), ""))
