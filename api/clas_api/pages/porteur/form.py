"""A form as it was typed: read place by place, shown again whatever becomes of it.

The name of a field is its place in the JSON of a dossier, ``actions/0/groups/1/children``, so that a problem of the
core finds its field by itself. Nothing that was typed is ever lost, right or wrong.

A request is read from a form by the schema that reads it from the JSON service: what was typed becomes that JSON, each
field by the kind that the schema gives it, and the schema judges.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marshmallow import fields
from werkzeug.datastructures import MultiDict

from clas_api.pages.porteur.wording import name_of_typed
from clas_api.pages.typed import (
    NOT_A_DAY,
    NOT_A_NUMBER,
    NOT_AN_AMOUNT,
    NOT_OFFERED,
    day,
    euros,
    is_amount,
    is_day,
    key_among,
    lines,
    not_tenths,
    number,
    tenths,
    words,
)
from clas_core.errors import ClasError, InvalidInput, Path, Problem
from clas_core.fields import Cents, Choice, Flag, JsonDay, Key, Listing, Whole
from clas_core.questions import NO_QUESTIONS, Questionnaire
from clas_core.reading import read_json
from clas_core.strict import StrictSchema

ANSWERS = {"oui": True, "non": False}

_INDEX = re.compile(r"\d{1,3}", re.ASCII)


@dataclass
class TypedForm:
    """`errors` are the sentences beside the fields, `general` those that are of none; both are summed up above.

    `remarks` stand beside fields that are right, and keep nothing from being saved.
    `wordings` say again, for whoever types, what the core would say of JSON.
    The questions of `questionnaire` call the fields of their answers.
    `called` gives the fields whose name is not that of JSON, where several forms of a page ask for a thing of one name.
    """

    values: "MultiDict[str, str]" = field(default_factory=MultiDict)
    errors: dict[str, str] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    wordings: dict[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    questionnaire: Questionnaire = NO_QUESTIONS

    # ——— shown

    def value(self, name: str) -> str:
        """Return what a field holds."""
        typed = self.values.getlist(name)  # `get` raises an error, and catches it, for what is not there
        return typed[0] if typed else ""

    def has(self, name: str, option: str) -> bool:
        """Tell whether a box or a choice is ticked."""
        return option in self.values.getlist(name)

    def error(self, name: str) -> str:
        """Return what is wrong with a field; nothing when it is right."""
        return self.errors.get(name, "")

    def remark(self, name: str) -> str:
        """Return what is to be known of a field; nothing most often."""
        return self.remarks.get(name, "")

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """The problems of the fields, each with its field and what that asks for in words."""
        return [
            (name, name_of_typed(name, self.values, self.questionnaire), message)
            for name, message in self.errors.items()
        ]

    @property
    def refused(self) -> bool:
        return bool(self.errors or self.general)

    # ——— read as a request

    def read(self, schema: StrictSchema, **known: Any) -> Any:
        """Read the form as `schema` reads the JSON that says the same. Raises `InvalidInput` with every problem.

        `known` is what no field asks, as JSON: the address says it, or a button.
        """
        return read_json({**self.typed(schema), **known}, schema)

    def typed(self, schema: StrictSchema, place: str = "") -> dict[str, Any]:
        """Return the JSON of what was typed in the fields of `schema` below `place`; one left empty says nothing."""
        typed = {name: self._typed(each, place + self.called.get(name, name)) for name, each in schema.fields.items()}
        return {name: value for name, value in typed.items() if value is not None}

    def _typed(self, kind: fields.Field[Any], name: str) -> Any:
        match kind:
            case Whole():
                return self.number(name)
            case Cents():
                return self.amount(name)
            case JsonDay():
                return self.day(name)
            case Flag():
                return self.answer(name)
            case Listing():
                return self.chosen(name, ())
        text = self.words(name)
        match kind:
            case Choice(choices=offered) if text and text not in offered:
                self.wordings[name] = NOT_OFFERED
            case Key() if text and key_among(text) is None:
                self.wordings[name] = NOT_OFFERED
        return text

    def field_of(self, path: Path) -> str:
        """Return the field in which a place of the JSON is typed; nothing for the whole of it."""
        if not path:
            return ""
        first, *rest = map(str, path)
        return "/".join([self.called.get(first, first), *rest])

    # ——— read field by field

    def words(self, name: str) -> str | None:
        return words(self.value(name))

    def narrative(self, name: str) -> str | None:
        """Return a text of several lines, as it was typed."""
        return lines(self.value(name))

    def number(self, name: str) -> int | str | None:
        """Return the number typed; `None` for nothing; what is no number as it is, for the core to refuse."""
        if not self.value(name).strip():
            return None
        read = number(self.value(name))
        if isinstance(read, str):
            self.wordings[name] = NOT_A_NUMBER
        return read

    def tenths(self, name: str, least: int, most: int) -> int | str | None:
        """Return a number of one decimal at most, between two bounds, as whole tenths; `None` for nothing."""
        if not self.value(name).strip():
            return None
        self.wordings[name] = not_tenths(least, most)
        return tenths(self.value(name))

    def amount(self, name: str) -> str | None:
        """Return an amount as the core reads it; `None` for nothing."""
        if not self.value(name).strip():
            return None
        if not is_amount(self.value(name)):
            self.wordings[name] = NOT_AN_AMOUNT
        return euros(self.value(name))

    def day(self, name: str) -> str | None:
        """Return a day as the core reads it; `None` for nothing."""
        if not self.value(name).strip():
            return None
        if not is_day(self.value(name)):
            self.wordings[name] = NOT_A_DAY
        return day(self.value(name))

    def answer(self, name: str) -> bool | None:
        """Return a yes or a no; `None` while neither was chosen."""
        return ANSWERS.get(self.value(name))

    def chosen(self, name: str, order: Iterable[str]) -> list[str]:
        """Return the boxes ticked, in their own `order`; whatever else was sent comes last, for the core to refuse."""
        ticked = list(dict.fromkeys(self.values.getlist(name)))
        known = [each for each in order if each in ticked]
        return known + [each for each in ticked if each not in known]

    def rows(self, name: str) -> list[str]:
        """Return a text typed one thing a line."""
        typed = (words(line) for line in self.value(name).splitlines())
        return [line for line in typed if line]

    def indices(self, place: str) -> list[int]:
        """Return the ranks of the rows below `place`, in their order."""
        depth = place.count("/") + 1
        ranks = {
            name.split("/")[depth]
            for name in self.values
            if name.startswith(place + "/") and _INDEX.fullmatch(name.split("/")[depth])
        }
        return sorted(map(int, ranks))

    # ——— changed and refused

    def without_row(self, place: str, gone: int) -> "TypedForm":
        """Return the form after a row below `place` was taken out: the ones behind it move up."""
        values: MultiDict[str, str] = MultiDict()
        for name, each in self.values.items(multi=True):
            head, _, rest = name.removeprefix(place + "/").partition("/")
            if name.startswith(place + "/") and _INDEX.fullmatch(head):
                rank = int(head)
                if rank == gone:
                    continue
                name = f"{place}/{rank - (rank > gone)}/{rest}"
            values.add(name, each)
        return TypedForm(values, questionnaire=self.questionnaire)

    def refuse_by(self, error: ClasError) -> None:
        """Put what `error` says beside the fields that it is about, or above them all."""
        if isinstance(error, InvalidInput):
            self.refuse((self.field_of(problem.path), problem) for problem in error.problems)
        else:
            self.general.append(error.message)

    def refuse(self, problems: Iterable[tuple[str, Problem]]) -> None:
        """Put each problem beside the field that it comes from, the first one of each field."""
        for name, problem in problems:
            if name:
                self.errors.setdefault(name, self.wordings.get(name, problem.message))
            else:
                self.general.append(problem.message)


def write_typed(schema: StrictSchema, source: Any) -> "MultiDict[str, str]":
    """Return what `source` says of the fields of `schema`, as one types it."""
    said = {name: getattr(source, name) for name in schema.fields}
    return MultiDict({name: _write(value) for name, value in said.items() if value is not None})


def _write(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
