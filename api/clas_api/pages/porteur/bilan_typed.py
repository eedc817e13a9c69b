"""From what was typed on the pages of a bilan to its sections as JSON, and back. The core judges; nothing here does."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.questions import put_answers, put_typed, typed_answers
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.written import Sections, budget_line, lines_typed
from clas_api.pages.typed import tenths, write_amount, write_tenths
from clas_core.dossiers import BudgetLine
from clas_core.eligibility import AXES, LEVELS
from clas_core.questions import NO_QUESTIONS, Question, Questionnaire

NOT_AN_AVERAGE = "Écrivez un nombre d'enfants de 0 à 1 000, avec une décimale au plus, par exemple 9,5."
GIRLS_AND_BOYS = "Écrivez les deux nombres de ce niveau, 0 s'il n'y en a pas."

_COUNTS = ("sessions_held", "parents", "paid_adults", "volunteer_adults")
_SEXES = ("girls", "boys")


def place_of(position: int) -> str:
    """Return the place of a group's fields."""
    return f"groups/{position - 1}"


# ——— read


def with_group(form: TypedForm, position: int, kept: Sequence[Mapping[str, Any]]) -> Sections:
    """Return the groups of a bilan, the one at `position` as it was typed and the others as they are kept."""
    others = [group for group in kept if group["position"] != position]
    return {"groups": sorted([*others, _group(form, position)], key=lambda group: group["position"])}


def _group(form: TypedForm, position: int) -> dict[str, Any]:
    place = place_of(position)
    return {
        "position": position,
        "children": [count for level in LEVELS if (count := _level(form, f"{place}/children", level))],
        "attendance": _attendance(form, f"{place}/attendance"),
        **{name: form.number(f"{place}/{name}") for name in _COUNTS},
        "running_costs": form.amount(f"{place}/running_costs"),
        "bonus_use": form.narrative(f"{place}/bonus_use"),
        **_answers(form, place),
    }


def _answers(form: TypedForm, place: str) -> Sections:
    """Return what was answered of a group; nothing where nothing is."""
    answers = typed_answers(form, place, form.questionnaire, "bilan")
    return {"answers": answers} if answers else {}


def _level(form: TypedForm, place: str, level: str) -> dict[str, Any] | None:
    """Return the children of a level; `None` when nothing was typed of it."""
    names = {sex: f"{place}/{level}/{sex}" for sex in _SEXES}
    counts = {sex: form.number(name) for sex, name in names.items()}
    if all(count is None for count in counts.values()):
        return None
    form.wordings |= {names[sex]: GIRLS_AND_BOYS for sex, count in counts.items() if count is None}
    return {"level": level, **counts}


def _attendance(form: TypedForm, name: str) -> int | str | None:
    if not form.value(name).strip():
        return None
    form.wordings[name] = NOT_AN_AVERAGE
    return tenths(form.value(name))


def account(form: TypedForm) -> Sections:
    """Return the schools and what was done on each axis."""
    return {"schools": form.number("schools"), "axes": {axis: form.narrative(f"axes/{axis}") for axis in AXES}}


def questions(form: TypedForm, kept: Mapping[str, Any]) -> Sections:
    """Return what was answered of the bilan as a whole, and what is `kept` of the questions of other pages."""
    asked = form.questionnaire.of("bilan")
    return _answered(form, [each for each in asked if not each.of_programme], kept)


def programmes(form: TypedForm, granted: Iterable[str], kept: Mapping[str, Any]) -> Sections:
    """Return what was spent of each programme that was granted, and what was answered of them."""
    spent = [{"id": each, "spent": form.amount(f"programmes/{each}/spent")} for each in granted]
    asked = form.questionnaire.of("bilan")
    return {"programmes": spent, **_answered(form, [each for each in asked if each.of_programme], kept)}


def _answered(form: TypedForm, asked: Iterable[Question], kept: Mapping[str, Any]) -> Sections:
    said: dict[str, Any] = {"answers": dict(kept.get("answers") or {})}
    put_typed(form, "", asked, said)
    return said


def budget(form: TypedForm, foreseen: Sequence[BudgetLine]) -> Sections:
    """Return the lines of which something was typed, and those that were foreseen, at the rank of their row."""
    return {"budget": [budget_line(form, rank) for rank in lines_kept(form, foreseen)]}


def lines_kept(form: TypedForm, foreseen: Sequence[BudgetLine]) -> list[int]:
    """Return the ranks of the rows to keep: one that was foreseen stays, and is missing while it has no amount."""
    return sorted({*lines_typed(form), *foreseen_amounts(form, foreseen)})


def foreseen_amounts(form: TypedForm, foreseen: Sequence[BudgetLine]) -> Mapping[int, int]:
    """Return what was foreseen for each row of a budget, in cents: the line of the same account, funder and label."""
    left = list(foreseen)
    found: dict[int, int] = {}
    for rank in form.indices("budget"):
        row = budget_line(form, rank)
        wanted = (row["account"], row["funder"], row["label"])
        line = next((each for each in left if (each.account, each.funder, each.label) == wanted), None)
        if line is not None:
            left.remove(line)
            found[rank] = line.amount or 0
    return found


# ——— shown


def form_of_group(content: Mapping[str, Any], position: int, asked: Questionnaire = NO_QUESTIONS) -> TypedForm:
    """Return the form of a group, as it is kept, with the answers to what is `asked`."""
    group: Mapping[str, Any] = next((each for each in content["groups"] if each["position"] == position), {})
    place = place_of(position)
    form = form_of({place: {name: group.get(name) for name in (*_COUNTS, "running_costs", "bonus_use")}})
    if group.get("attendance") is not None:
        form.values[f"{place}/attendance"] = write_tenths(group["attendance"])
    for count in group.get("children", ()):
        for sex in _SEXES:
            form.values[f"{place}/children/{count['level']}/{sex}"] = str(count[sex])
    put_answers(form.values, place, group.get("answers", {}), asked, "bilan")
    form.questionnaire = asked
    return form


def form_of_questions(content: Mapping[str, Any], asked: Questionnaire) -> TypedForm:
    """Return the form of what is `asked` of the bilan as a whole, as it is kept."""
    form = TypedForm(questionnaire=asked)
    put_answers(form.values, "", content.get("answers", {}), asked, "bilan")
    return form


def form_of_programmes(content: Mapping[str, Any], asked: Questionnaire) -> TypedForm:
    """Return the form of the other programmes, as they are kept."""
    form = form_of_questions(content, asked)
    for each in content.get("programmes", ()):
        if each["spent"] is not None:
            form.values[f"programmes/{each['id']}/spent"] = write_amount(each["spent"])
    return form


def form_of_account(content: Mapping[str, Any]) -> TypedForm:
    """Return the form of the schools and the axes, as they are kept."""
    form = form_of({"axes": content["axes"]})
    if content["schools"] is not None:
        form.values["schools"] = str(content["schools"])
    return form


def form_of_budget(content: Mapping[str, Any]) -> TypedForm:
    """Return the form of the budget, as it is kept."""
    return form_of({"budget": content["budget"]})


def shaped(sections: Mapping[str, Any]) -> dict[str, Any]:
    """Return sections of a bilan as the places of its fields are named, for saying what differs."""
    return {
        name: {each["position"] - 1: _shaped_group(each) for each in value} if name == "groups" else value
        for name, value in sections.items()
    }


def _shaped_group(group: Mapping[str, Any]) -> dict[str, Any]:
    attendance = group["attendance"]
    return {
        **{name: value for name, value in group.items() if name != "position"},
        "children": {count["level"]: {sex: count[sex] for sex in _SEXES} for count in group["children"]},
        "attendance": write_tenths(attendance) if isinstance(attendance, int) else attendance,
    }
