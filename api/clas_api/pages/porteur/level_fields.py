"""Girls and boys by level on pages: two fields a level, read as one answer and shown again."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from clas_api.pages.porteur.form import TypedForm
from clas_core.questions.levels import LEVELS, SEXES

GIRLS_AND_BOYS = "Écrivez les deux nombres de ce niveau, 0 s'il n'y en a pas."


def typed_levels(form: TypedForm, name: str) -> list[dict[str, Any]]:
    """Return the levels of which something was typed in the fields of an answer."""
    return [count for level in LEVELS if (count := _level(form, name, level))]


def levels_typed(form: TypedForm, name: str, level: str) -> bool:
    """Tell whether something stands in the fields of a level."""
    return any(form.value(f"{name}/{level}/{sex}") for sex in SEXES)


def _level(form: TypedForm, name: str, level: str) -> dict[str, Any] | None:
    fields = {sex: f"{name}/{level}/{sex}" for sex in SEXES}
    counts = {sex: form.number(each) for sex, each in fields.items()}
    if all(count is None for count in counts.values()):
        return None
    form.wordings |= {fields[sex]: GIRLS_AND_BOYS for sex, count in counts.items() if count is None}
    return {"level": level, **counts}


def put_levels(values: "MultiDict[str, str]", name: str, counts: Iterable[Mapping[str, Any]]) -> None:
    """Put an answer, as JSON, into its fields."""
    for each in counts:
        for sex in SEXES:
            values.add(f"{name}/{each['level']}/{sex}", str(each[sex]))
