"""A page's form and its JSON twin are one request, read by one schema: what is typed is what the JSON would say."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from werkzeug.datastructures import MultiDict

from clas_api.pages.caf.extensions import ExtensionBySiretSchema
from clas_api.pages.caf.session import SITTING
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.wording import NAMES
from clas_api.pages.typed import NOT_A_DAY, NOT_A_NUMBER, NOT_OFFERED
from clas_api.services.committees.session_requests import AskedSeatSchema, AskedSessionSchema, AttendanceSchema
from clas_api.services.committees.vote_requests import AskedOpinionSchema, AskedVoteSchema, NewRecusalSchema
from clas_api.services.dossiers.dossier_requests import AnswerSchema, DepositRequestSchema, NewComplementsSchema
from clas_api.services.instruction.instruction_requests import AdmissibilityRequestSchema, WordsSchema
from clas_api.services.year.year_requests import (
    BeginningSchema,
    EndingReasonSchema,
    GivingUpSchema,
    MadePaymentSchema,
    ReturnSchema,
)
from clas_core.errors import REQUIRED, InvalidInput, Path
from clas_core.fields import Cents
from clas_core.reading import read_json
from clas_core.strict import StrictSchema
from tests.repository.test_repository import ROOT, tracked

KEY, OTHER = "0b6c7a52-5d0e-4b8e-9a55-3f3d9d8a1c11", "5f0e1c52-5d0e-4b8e-9a55-3f3d9d8a1c22"
LINES = "Une ligne,\nune autre."
TYPED = f"  {LINES} ".replace("\n", "\r\n")

Json = Mapping[str, Any]
Typed = Mapping[str, str | list[str]]

FORMS: Mapping[str, tuple[StrictSchema, Json, Typed]] = {
    "session": (
        AskedSessionSchema(),
        {
            "held_on": "2025-09-16",
            "place": "Reims",
            "quorum": 3,
            "tie": "deferred",
            "decides": False,
            "body": "steering",
        },
        {
            "held_on": "16/09/2025",
            "place": " Reims ",
            "quorum": "3",
            "tie": "deferred",
            "decides": "non",
            "body": "steering",
        },
    ),
    "session as its department says": (
        AskedSessionSchema(),
        {"body": "steering", "held_on": "2025-09-16", "place": "Reims"},
        {"body": "steering", "held_on": "16.9.2025", "place": "Reims", "quorum": " ", "tie": "", "decides": ""},
    ),
    "day and place": (
        SITTING,
        {"held_on": "2025-09-16", "place": "Reims"},
        {"held_on": "2025-09-16", "place": "Reims"},
    ),
    "seat": (
        AskedSeatSchema(),
        {"institution": "caf", "account": KEY, "siren": "732829320"},
        {"id": "", "institution": "caf", "account": KEY, "name": "", "siren": "732 829 320"},
    ),
    "attendance": (AttendanceSchema(), {"present": [KEY, OTHER]}, {"present": [KEY, OTHER, KEY]}),
    "attendance of nobody": (AttendanceSchema(), {"present": []}, {}),
    "recusal of a seat": (NewRecusalSchema(), {"reason": LINES, "seat": KEY}, {"reason": TYPED, "seat": KEY}),
    "recusal": (NewRecusalSchema(), {"reason": LINES}, {"reason": TYPED, "seat": ""}),
    "opinion": (AskedOpinionSchema(), {"scale": "reserved", "reason": LINES}, {"scale": "reserved", "reason": TYPED}),
    "vote": (AskedVoteSchema(), {"choice": "for"}, {"choice": "for"}),
    "answer": (AnswerSchema(), {"text": LINES}, {"text": TYPED}),
    "deposit": (
        DepositRequestSchema(),
        {"confirmed_unpaid": True, "answer": LINES},
        {"confirmed_unpaid": "oui", "answer": TYPED},
    ),
    "plain deposit": (DepositRequestSchema(), {}, {"answer": " \r\n "}),
    "complements": (
        NewComplementsSchema(),
        {"text": LINES, "due_on": "2025-09-15"},
        {"text": TYPED, "due_on": "15 09 2025"},
    ),
    "more time": (
        ExtensionBySiretSchema(),
        {"siret": "73282932000074", "until": "2025-09-30", "reason": LINES},
        {"siret": "732 829 320 00074", "until": "30/09/2025", "reason": TYPED},
    ),
    "message": (WordsSchema(), {"text": LINES}, {"text": TYPED}),
    "admissibility": (AdmissibilityRequestSchema(), {"verdict": "met"}, {"verdict": "met", "reason": ""}),
    "beginning": (BeginningSchema(), {"signed_on": "2025-10-15"}, {"signed_on": "15-10-2025"}),
    "beginning without an agreement": (BeginningSchema(), {}, {"signed_on": ""}),
    "giving up": (GivingUpSchema(), {"reason": LINES}, {"reason": TYPED}),
    "ending": (EndingReasonSchema(), {}, {"reason": " "}),
    "payment": (
        MadePaymentSchema(),
        {"reference": "V-1", "paid_on": "2025-10-20"},
        {"reference": " V-1", "paid_on": "20/10/2025"},
    ),
    "return": (ReturnSchema(), {"reason": LINES}, {"reason": TYPED}),
}
"""Each request that a page has a form for: as JSON, and as it is typed."""


class PaidSchema(StrictSchema):
    amount = Cents()


def problems_of(said: Json, schema: StrictSchema) -> Mapping[Path, str]:
    try:
        read_json(dict(said), schema)
    except InvalidInput as error:
        return {each.path: each.message for each in error.problems}
    return {}


def form_of(typed: Typed, **options: Any) -> TypedForm:
    return TypedForm(MultiDict(typed), **options)


@pytest.mark.parametrize("name", FORMS)
def test_what_is_typed_is_read_as_the_json_that_says_the_same(name: str) -> None:
    schema, said, typed = FORMS[name]
    assert form_of(typed).read(schema) == read_json(dict(said), schema)


@pytest.mark.parametrize("name", [name for name, (schema, _, typed) in FORMS.items() if typed])
def test_a_form_left_empty_is_refused_as_an_empty_object_is(name: str) -> None:
    """But boxes: where none is ticked there are none."""
    schema, _, typed = FORMS[name]
    boxes: dict[str, list[str]] = {key: [] for key, each in typed.items() if isinstance(each, list)}
    found = problems_of(form_of(dict.fromkeys(typed.keys() - boxes, " ")).typed(schema), schema)
    assert found == problems_of(boxes, schema)
    assert all(message.startswith(REQUIRED) for message in found.values())


def test_what_cannot_be_read_is_told_for_whoever_types_beside_its_field() -> None:
    odd = {"body": "steering", "held_on": "demain", "place": "Reims", "quorum": "dix", "tie": "sort", "decides": "oui"}
    form = form_of(odd)
    with pytest.raises(InvalidInput) as refused:
        form.read(AskedSessionSchema())
    form.refuse_by(refused.value)
    assert form.errors == {"held_on": NOT_A_DAY, "quorum": NOT_A_NUMBER, "tie": NOT_OFFERED}


def test_an_amount_is_typed_the_french_way() -> None:
    assert form_of({"amount": "9 000,50 €"}).read(PaidSchema()) == read_json({"amount": "9000.50"}, PaidSchema())


def test_a_bound_is_that_of_the_json_and_told_as_there() -> None:
    for name, value, most in (("quorum", "101", "de 1 à 100"), ("place", "é" * 201, "de 1 à 200 caractères")):
        form = form_of({"body": "steering", "held_on": "16/09/2025", "place": "Reims", name: value})
        with pytest.raises(InvalidInput) as refused:
            form.read(AskedSessionSchema())
        form.refuse_by(refused.value)
        assert most in form.errors[name]


def test_a_field_of_another_name_is_read_and_refused_under_its_own() -> None:
    called = {"reason": "recusal"}
    form = form_of({"recusal": "Trésorier.", "seat": "personne"}, called=called)
    with pytest.raises(InvalidInput) as refused:
        form.read(NewRecusalSchema())
    form.refuse_by(refused.value)
    assert form.errors == {"seat": NOT_OFFERED}
    empty = form_of({"reason": "Le motif d'une autre forme de la page."}, called=called)
    with pytest.raises(InvalidInput) as refused:
        empty.read(NewRecusalSchema())
    empty.refuse_by(refused.value)
    assert empty.errors == {"recusal": REQUIRED}


def test_a_row_is_read_below_its_place() -> None:
    form = form_of({"seats/4/institution": "caf", "seats/4/account": KEY, "seats/5/institution": ""})
    assert form.typed(AskedSeatSchema(), "seats/4/") == {"institution": "caf", "account": KEY}
    assert form.typed(AskedSeatSchema(), "seats/5/") == {}


def test_what_no_field_asks_is_said_beside_and_judged_with_the_rest() -> None:
    form = form_of({"scale": "reserved", "reason": "Trop tôt."})
    assert form.read(AskedOpinionSchema(), given=True)["given"] is True
    assert UUID(KEY) in form.read(AttendanceSchema(), present=[KEY])["present"]


def test_each_field_of_a_form_has_a_name_in_french() -> None:
    asked = {name for _, _, typed in FORMS.values() for name in typed} - {"id"}
    assert asked - set(NAMES) == {"confirmed_unpaid"}, "a box, which says by itself what it is"


def _schemas_of_pages() -> Iterator[tuple[str, str, list[str]]]:
    for path in tracked():
        place = path.relative_to(ROOT).as_posix()
        if place.startswith("api/clas_api/pages/") and place.endswith(".py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Schema") for base in node.bases):
                    yield place, node.name, [ast.unparse(base) for base in node.bases]


def test_no_page_states_again_what_a_request_says() -> None:
    assert list(_schemas_of_pages()) == [
        ("api/clas_api/pages/admin/trace.py", "TraceDaysSchema", ["StrictSchema"]),  # no request of JSON asks for days
        ("api/clas_api/pages/caf/extensions.py", "ExtensionBySiretSchema", ["NewExtensionSchema"]),
    ]
