"""The simulator: groups in a form, the explained amount below it, at an address that one can keep."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TextOf = Callable[[TestResponse], str]
FieldsOf = Callable[[TestResponse], Any]

PATH = "/simulateur"


def _group(index: int = 0, **fields: str) -> dict[str, str]:
    typed = {"label": f"Groupe {index + 1}", "children": "10", "adults": "2", "costs": "9000", **fields}
    return {f"g{index}-{name}": value for name, value in typed.items()}


def _compute(client: FlaskClient, *groups: dict[str, Any], **arguments: Any) -> TestResponse:
    sent: dict[str, Any] = {"year": "2025-2026", "action": "compute", **arguments}
    for group in groups:
        sent |= group
    response = client.get(PATH, query_string=sent)
    assert response.status_code == 200
    return response


def test_the_form_starts_with_one_empty_group_of_the_latest_year(client: FlaskClient, fields_of: FieldsOf) -> None:
    form = fields_of(client.get(PATH))
    assert form.values == {"g0-label": "Groupe 1", "g0-children": "", "g0-adults": "", "g0-costs": ""}
    assert form.buttons == ["compute", "compute", "add"]
    assert form.selected == ["2025-2026"]
    assert (form.checked, form.messages) == (set(), {})


def test_the_result_is_explained_step_by_step(client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(_compute(client, _group(costs="9000", bonus="children"), department="marne"))
    lines = text.split("\n")
    assert any(line.startswith("3\u202f129,70\u00a0€") for line in lines)
    for part in (
        "33\u00a0% × 9\u202f000,00\u00a0€ = 2\u202f970,00\u00a0€",
        "Ps, dans la limite du maximum",
        "Note de cadrage Clas de la Marne, 2025-2026, partie 3",
        "2\u202f800,70\u00a0€ + 329,00\u00a0€",
        "Empreinte des règles",
        "sha256:",
    ):
        assert part in text


@pytest.mark.parametrize(
    "typed",
    [
        "9 000,50 €",
        "9\u202f000,50\u00a0€",
        "9\u00a0000,50",
        "9000,50",
        "9000.50",
        " 9000,5 ",
        "9 000,50€",
    ],
)
def test_amounts_are_typed_the_french_way(client: FlaskClient, text_of: TextOf, typed: str) -> None:
    text = text_of(_compute(client, _group(costs=typed)))
    assert "des 9\u202f000,50\u00a0€ de dépenses déclarées" in text
    assert "2\u202f970,165\u00a0€, arrondi à 2\u202f970,17\u00a0€" in text


@pytest.mark.parametrize("typed", ["10", " 10 ", "1 0", "010"])
def test_numbers_may_be_typed_with_spaces(client: FlaskClient, fields_of: FieldsOf, typed: str) -> None:
    form = fields_of(_compute(client, _group(children=typed)))
    assert form.messages == {}
    assert form.values["g0-children"] == typed


def test_adults_may_be_left_out(client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(_compute(client, _group(adults="")))
    assert "2\u202f800,70\u00a0€" in text
    assert "au moins 2 adultes" in text


def test_what_was_typed_and_chosen_stays_in_the_form(client: FlaskClient, fields_of: FieldsOf) -> None:
    group = _group(label="CE2-CM1", costs="9 000,50 €")
    form = fields_of(_compute(client, group, department="marne", **{"g0-bonus": ["children", "parents"]}))
    assert form.values == group
    assert form.checked == {("g0-bonus", "children"), ("g0-bonus", "parents")}
    assert [each.split(" (")[0] for each in form.selected] == ["2025-2026", "51 Marne"]


def test_a_group_may_be_added_and_keeps_the_others(client: FlaskClient, fields_of: FieldsOf) -> None:
    form = fields_of(client.get(PATH, query_string={"action": "add", **_group(label="A", children="neuf")}))
    assert (form.values["g0-label"], form.values["g0-children"]) == ("A", "neuf")
    assert (form.values["g1-label"], form.values["g1-children"]) == ("Groupe 2", "")
    assert sorted(form.buttons) == ["add", "compute", "compute", "remove-0", "remove-1"]


def test_enter_in_a_field_computes_and_removes_nothing(client: FlaskClient, fields_of: FieldsOf) -> None:
    """A browser sends a form by its first button when somebody presses Enter in a field."""
    for count in (1, 2, 3):
        groups = {name: value for index in range(count) for name, value in _group(index).items()}
        assert fields_of(client.get(PATH, query_string=groups)).buttons[0] == "compute"


@pytest.mark.parametrize(("removed", "left"), [(0, ["B", "C"]), (1, ["A", "C"]), (2, ["A", "B"])])
def test_the_group_that_is_removed_is_the_right_one(
    client: FlaskClient, fields_of: FieldsOf, removed: int, left: list[str]
) -> None:
    groups = {**_group(0, label="A"), **_group(1, label="B"), **_group(2, label="C"), "g2-bonus": "parents"}
    form = fields_of(client.get(PATH, query_string={"action": f"remove-{removed}", **groups}))
    assert [form.values[f"g{index}-label"] for index in range(2)] == left
    assert "g2-label" not in form.values
    assert form.checked == ({("g1-bonus", "parents")} if "C" in left else set())


@pytest.mark.parametrize("action", ["remove-0", "remove-7", "remove-x", "remove-", "tout", ""])
def test_the_last_group_stays_whatever_the_button(client: FlaskClient, fields_of: FieldsOf, action: str) -> None:
    form = fields_of(client.get(PATH, query_string={"action": action, **_group(label="A")}))
    assert form.values["g0-label"] == "A"


def test_groups_add_up(client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(_compute(client, _group(0, costs="5000"), _group(1, costs="8000"), _group(5, costs="100")))
    assert "4\u202f323,00\u00a0€" in text
    assert "3 groupes" in text


def test_a_group_that_is_not_eligible_is_told_why(client: FlaskClient, text_of: TextOf) -> None:
    text = text_of(_compute(client, _group(children="7")))
    assert "Ce groupe n'est pas éligible." in text
    assert "Attendu : 8 à 12 ; indiqué : 7." in text
    assert "0,00\u00a0€" in text


def test_a_group_without_costs_is_told_what_is_missing(client: FlaskClient, text_of: TextOf) -> None:
    assert "Sans dépenses de fonctionnement" in text_of(_compute(client, _group(costs="0")))


def test_a_provisional_amount_says_so(client: FlaskClient, text_of: TextOf) -> None:
    assert "provisoire" in text_of(_compute(client, _group(), year="2024-2025"))
    assert "provisoire" not in text_of(_compute(client, _group(), year="2025-2026"))


def test_each_year_offers_its_own_bonuses(client: FlaskClient, text_of: TextOf) -> None:
    texts = {year: text_of(client.get(PATH, query_string={"year": year})) for year in ("2004-2005", "2024-2025")}
    assert "Bonus" not in texts["2004-2005"]
    assert "Bonus enfants (montant non publié)" in texts["2024-2025"]


def test_the_result_leads_to_the_call_and_to_the_rules(client: FlaskClient) -> None:
    page = _compute(client, _group(), department="marne").get_data(as_text=True)
    assert 'href="/departements/marne/2025-2026"' in page
    assert 'href="/regles-nationales/2025-2026"' in page


def test_what_the_calculation_supposes_is_shown_with_its_result(client: FlaskClient, text_of: TextOf) -> None:
    assert "sans prorata" in text_of(_compute(client, _group()))


def test_an_estimate_is_summed_and_found_again_by_its_link_and_its_code(client: FlaskClient, text_of: TextOf) -> None:
    page = _compute(client, _group(), _group(1, label="É & <b>", costs="8\u202f000,00 €"), department="marne")
    assert "2\u202f800,70\u00a0€ + 2\u202f640,00\u00a0€" in text_of(page)
    (link,) = re.findall(r'href="http://127\.0\.0\.1:8000(/simulateur\?[^"]+)"', page.text)
    again = client.get(link.replace("&amp;", "&"))
    assert "É &amp; &lt;b&gt;" in again.text
    assert "5\u202f440,70\u00a0€" in text_of(again)
    assert page.text.count('role="img" aria-label="Code à photographier') == 1


def test_what_is_too_long_for_a_code_still_has_its_link(client: FlaskClient) -> None:
    page = _compute(client, *(_group(index, label="x" * 50) for index in range(20)))
    assert "Lien vers cette estimation" in page.text
    assert "Code à photographier" not in page.text


def test_problems_are_listed_with_links_to_their_fields(client: FlaskClient) -> None:
    page = _compute(client, _group(), _group(1, children="dix", costs="x")).text
    assert "<title>Erreur : Simulateur" in page
    assert 'role="alert" id="refus" tabindex="-1" autofocus' in page
    listed = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', page)
    assert listed == [("g1-children", "Groupe 2, enfants"), ("g1-costs", "Groupe 2, dépenses de fonctionnement")]
    assert all(f'id="{anchor}"' in page for anchor, _ in listed)
