"""The simulator keeps what was typed, right or wrong, and says beside each field what is wrong with it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TextOf = Callable[[TestResponse], str]
FieldsOf = Callable[[TestResponse], Any]

SOUND = {"g0-label": "A", "g0-children": "10", "g0-adults": "2", "g0-costs": "9000"}


def _compute(client: FlaskClient, **arguments: Any) -> TestResponse:
    sent = {"year": "2025-2026", "action": "compute", **SOUND, **arguments}
    response = client.get("/simulateur", query_string=sent)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("label", ""),
        ("label", "   "),
        ("label", "x" * 201),
        ("children", ""),
        ("children", "dix"),
        ("children", "-1"),
        ("children", "10,5"),
        ("children", "1001"),
        ("children", "\u0661\u0660"),
        ("children", "9" * 40),
        ("adults", "deux"),
        ("adults", "-2"),
        ("adults", "1001"),
        ("costs", ""),
        ("costs", "neuf mille"),
        ("costs", "-1"),
        ("costs", "-0,01 €"),
        ("costs", "9000,123"),
        ("costs", "9.000,00"),
        ("costs", "1 000 000,01"),
        ("costs", "1e3"),
        ("costs", "NaN"),
        ("costs", "9 000 $"),
        ("costs", "entre huit mille et neuf mille euros, selon les sorties"),
    ],
)
def test_a_bad_value_stays_in_its_field_with_its_message(
    client: FlaskClient,
    fields_of: FieldsOf,
    text_of: TextOf,
    assert_french: Callable[[str], None],
    name: str,
    typed: str,
) -> None:
    response = _compute(client, **{f"g0-{name}": typed})
    form = fields_of(response)
    assert form.values == {**SOUND, f"g0-{name}": typed}
    assert list(form.messages) == [f"g0-{name}"]
    assert_french(form.messages[f"g0-{name}"])
    text = text_of(response)
    assert "1 point à corriger" in text
    assert "Résultat" not in text


def test_an_amount_is_refused_in_the_words_of_the_form(client: FlaskClient, fields_of: FieldsOf) -> None:
    """The form asks for « 8 000,00 »: a refusal shows what was typed, and the same way of writing."""
    message = fields_of(_compute(client, **{"g0-costs": "9 000,123 €"})).messages["g0-costs"]
    assert "9000.123" not in message
    assert "avec un point" not in message


def test_all_the_bad_values_of_all_the_groups_are_told_at_once(client: FlaskClient, fields_of: FieldsOf) -> None:
    second = {"g1-label": "B", "g1-children": "x", "g1-costs": "y"}
    response = _compute(client, **{"g0-children": "-1", "g0-adults": "z", **second})
    form = fields_of(response)
    assert set(form.messages) == {"g0-children", "g0-adults", "g1-children", "g1-costs"}
    assert form.values["g1-label"] == "B"


@pytest.mark.parametrize("year", ["2024-2025", "2004-2005"])
def test_a_bonus_that_cannot_be_paid_that_year_is_told_on_the_page(
    client: FlaskClient, text_of: TextOf, year: str
) -> None:
    """The summary promises that each point is shown below: it must be."""
    text = text_of(_compute(client, year=year, **{"g0-bonus": "children"}))
    assert "1 point à corriger" in text
    assert [line for line in text.split("\n") if "onus" in line and year in line]


def test_a_bonus_that_does_not_exist_is_told(client: FlaskClient, text_of: TextOf) -> None:
    assert "« enfants »" in text_of(_compute(client, **{"g0-bonus": "enfants"}))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"year": "2030-2031"}, "2030-2031"),
        ({"year": "x"}, "« x »"),
        ({"year": ""}, "Années connues"),
        ({"department": "nulle_part"}, "« nulle_part »"),
        ({"year": "2024-2025", "department": "marne"}, "Marne n'a pas d'appel à projets pour 2024-2025"),
    ],
)
def test_a_year_or_department_that_is_not_there_is_told_and_the_form_kept(
    client: FlaskClient, fields_of: FieldsOf, text_of: TextOf, arguments: dict[str, str], word: str
) -> None:
    response = _compute(client, **arguments)
    assert word in text_of(response)
    assert fields_of(response).values == SOUND


def test_a_broken_department_is_told_in_the_simulator(broken_client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(_compute(broken_client, department="aube"))
    assert "momentanément indisponible" in text
    assert "Résultat" not in text


def _many(count: int) -> dict[str, str]:
    return {
        f"g{index}-{name}": value
        for index in range(count)
        for name, value in {"label": f"G{index}", "children": "10", "adults": "2", "costs": "100"}.items()
    }


def test_thirty_groups_are_computed(client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(_compute(client, **_many(30)))
    assert "30 groupes" in text
    assert "990,00\u00a0€" in text


def test_groups_beyond_the_thirtieth_are_never_left_out_in_silence(client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(_compute(client, **_many(31)))
    assert "1\u202f023,00\u00a0€" in text or "30 groupes au plus" in text


def test_a_thirty_first_group_is_not_offered_or_its_refusal_is_told(
    client: FlaskClient, fields_of: FieldsOf, text_of: TextOf
) -> None:
    full = client.get("/simulateur", query_string={"action": "add", **_many(30)})
    form = fields_of(full)
    assert "g30-label" in form.values or "add" not in form.buttons or "30 groupes au plus" in text_of(full)
