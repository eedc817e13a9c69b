"""An answer is declared once: what it declares is what is sent, and nothing that it declares is left out."""

import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from marshmallow import Schema

from clas_api import v1
from clas_api.answers import Answer, Beside, Count, Day, Kept, Key, Many, Moment, Money, Named, One, OneOf, Words

KEY = UUID("0b6c7a52-5d0e-4b8e-9a55-3f3d9d8a1c11")
AT = datetime(2025, 9, 16, 14, 30, tzinfo=UTC)


@dataclass
class Porteur:
    name: str


@dataclass
class Row:
    id: UUID = KEY
    porteur: Porteur | None = None
    asked_cents: int | None = 280070
    held_on: date | None = date(2025, 9, 16)
    created_at: datetime | str | None = AT
    state: str = "open"


class PorteurSchema(Answer):
    name = Words()


class RowSchema(Answer):
    id = Key()
    porteur = One(PorteurSchema, allow_none=True)
    asked = Money(of="asked_cents", allow_none=True)
    held_on = Day(allow_none=True)
    created_at = Moment(allow_none=True)
    state = OneOf(("open", "closed"))
    twice = Count(of=lambda row: 2 * (row.asked_cents or 0))


def test_a_value_is_written_by_what_is_declared() -> None:
    assert RowSchema().dump(Row(porteur=Porteur("Les Ateliers"))) == {
        "id": str(KEY),
        "porteur": {"name": "Les Ateliers"},
        "asked": "2800.70",
        "held_on": "2025-09-16",
        "created_at": "2025-09-16T14:30:00+00:00",
        "state": "open",
        "twice": 560140,
    }


def test_what_is_not_said_is_null_and_what_is_written_already_stays() -> None:
    empty = RowSchema().dump(Row(asked_cents=None, held_on=None, created_at="2025-09-16"))
    assert (empty["porteur"], empty["asked"], empty["held_on"]) == (None, None, None)
    assert empty["created_at"] == "2025-09-16"


def test_what_is_declared_and_not_there_is_a_fault_never_left_out() -> None:
    class Wrong(Answer):
        titel = Words()

    with pytest.raises(AttributeError):
        Wrong().dump(Row())
    with pytest.raises(KeyError):
        Wrong().dump({"title": "x"})


def test_several_values_are_told_of_together() -> None:
    class Told(RowSchema):
        label = Words()
        rows = Many(PorteurSchema)

    told = Told().dump(Beside(Porteur("first"), Row(), label="one", rows=[Porteur("a"), {"name": "b"}]))
    assert (told["label"], told["rows"], told["id"]) == ("one", [{"name": "a"}, {"name": "b"}], str(KEY))


def test_what_is_kept_is_sent_as_it_is() -> None:
    class Sealed(Answer):
        content = Kept(PorteurSchema)
        reasons = Named()

    kept = {"content": {"name": "x", "older": 1}, "reasons": {"a": "b"}}
    assert Sealed().dump(kept) == kept


DOCUMENTED_ONLY = {
    "ReceiptSchema": "a receipt is kept with the client's key, and sent again as it was kept",
}


def test_no_route_documents_an_answer_that_it_does_not_send_by_it() -> None:
    found = set()
    for module in pkgutil.iter_modules(v1.__path__):
        source = importlib.import_module(f"clas_api.v1.{module.name}")
        for name in re.findall(r"@blueprint\.response\(\d+, (\w+)\)", inspect.getsource(source)):
            schema = getattr(source, name, None)
            if isinstance(schema, type) and issubclass(schema, Schema) and issubclass(schema, Answer):
                found.add(name)
    assert found == set(DOCUMENTED_ONLY)
