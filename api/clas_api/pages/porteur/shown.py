"""From the sections of a dossier, as JSON, to the fields of its pages: what `written` reads back equal."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.kept_answers import put_answers
from clas_api.pages.typed import write_amount
from clas_core.dossiers.content import AMOUNTS
from clas_core.questions import NO_QUESTIONS, Questionnaire


def form_of(sections: Mapping[str, Any], asked: Questionnaire = NO_QUESTIONS) -> TypedForm:
    """Return the form in which `sections` stand as they would be typed, with the answers to what is `asked`."""
    values: MultiDict[str, str] = MultiDict()
    for name, value in sections.items():
        _put(values, name, name, value, asked)
    return TypedForm(values, questionnaire=asked)


def _put(values: "MultiDict[str, str]", place: str, name: str, value: Any, asked: Questionnaire) -> None:
    if value is None:
        return
    if name == "answers":
        put_answers(values, place.removesuffix("answers").removesuffix("/"), value, asked)
        return
    if name in AMOUNTS:
        values.add(place, write_amount(value))
    elif isinstance(value, bool):
        values.add(place, "oui" if value else "non")
    elif name == "attestations":
        values.setlist(place, [each for each, signed in value.items() if signed])
    elif name == "schools":
        values.add(place, "\n".join(value))
    elif name == "levels":
        values.setlist(place, value)
    elif name == "bonuses":
        _put_bonuses(values, place, value)
    elif name == "programmes":
        values.setlist(place, [each["id"] for each in value])
        for each in value:
            _put(values, f"{place}/{each['id']}/amount", "amount", each["amount"], asked)
    elif name == "articulations":
        for each in value:
            values.add(f"{place}/{each['scheme']}", each["text"] or "")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            _put(values, f"{place}/{key}", key, each, asked)
    elif isinstance(value, list):
        for rank, each in enumerate(value):
            _put_row(values, f"{place}/{rank}", each, asked)
    else:
        values.add(place, str(value))


def _put_row(values: "MultiDict[str, str]", place: str, row: Mapping[str, Any], asked: Questionnaire) -> None:
    """Put a row of a list, so that even one of which nothing is known yet has a field."""
    for key, each in row.items():
        _put(values, f"{place}/{key}", key, each, asked)
    values.setdefault(f"{place}/label", "")


def _put_bonuses(values: "MultiDict[str, str]", place: str, claims: list[dict[str, Any]]) -> None:
    values.setlist(place, [claim["id"] for claim in claims])
    for claim in claims:
        values.add(f"{place.removesuffix('bonuses')}beyond/{claim['id']}", claim["beyond"] or "")
