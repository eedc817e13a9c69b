"""The JSON of an estimate, as DESIGN.md, section 6, fixes it for the service and the command line."""

import json
from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from clas_core.calculation import recompute
from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.estimates import Estimator, answer, read_groups
from clas_core.national import Referential

Row = Callable[..., dict[str, Any]]

NOTE = "Note de cadrage Clas de la Marne, 2025-2026, partie 3"


def _answer(estimator: Estimator, *rows: dict[str, Any], explain: bool = True) -> dict[str, Any]:
    groups = read_groups(list(rows), estimator.bonuses_on_offer, estimator.referential.school_year)
    return answer(estimator.estimate(groups), explain=explain)


def _compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_the_example_of_the_contract_gives_its_answer(
    referential_2025: Referential, registry: DepartmentRegistry, row: Row
) -> None:
    estimator = Estimator(referential_2025, registry.get("marne"))
    given = _answer(estimator, row(bonuses=["children"]))
    (group,) = given.pop("groups")
    assert given == {
        "format": 1,
        "department": "marne",
        "school_year": "2025-2026",
        "provisional": False,
        "total": "3129.70",
        "referential": {
            "school_year": "2025-2026",
            "status": "in_force",
            "digest": referential_2025.digest,
        },
    }
    steps, advice = group.pop("steps"), group.pop("advice")
    assert group == {
        "label": "CE2-CM1",
        "eligible": True,
        "ps": "2800.70",
        "total": "3129.70",
        "bonuses": [{"id": "children", "amount": "329.00"}],
        "supplements": [],
        "reasons": [],
    }
    assert [(step["id"], step["result"], step["source"]) for step in steps] == [
        ("running_costs", "9000.00", "déclaration du porteur"),
        ("share", "2970.00", NOTE),
        ("ps", "2800.70", NOTE),
        ("bonus.children", "329.00", NOTE),
        ("total", "3129.70", "somme des montants"),
    ]
    assert [step["operation"] for step in steps[-2:]] == ["329,00\u00a0€", "2\u202f800,70\u00a0€ + 329,00\u00a0€"]
    assert all(isinstance(sentence, str) for sentence in advice)


def test_the_answer_is_json_as_it_stands(referential_2025: Referential, row: Row) -> None:
    estimator = Estimator(referential_2025)
    given = _answer(estimator, row(levels=["cp", "maternelle"]), row(children=7), row())
    assert json.loads(json.dumps(given)) == json.loads(_compact(given))
    assert json.loads(json.dumps(given))["groups"][0]["reasons"][0]["given"] == ["cp", "maternelle"]


def test_without_a_department_the_national_rules_stand_alone(referential_2025: Referential, row: Row) -> None:
    given = _answer(Estimator(referential_2025), row())
    assert (given["department"], given["total"]) == (None, "2800.70")


def test_a_group_of_seven_is_told_why_it_is_paid_nothing(referential_2025: Referential, row: Row) -> None:
    (group,) = _answer(Estimator(referential_2025), row(children=7, bonuses=["children"]))["groups"]
    assert (group["eligible"], group["ps"], group["total"], group["bonuses"], group["steps"]) == (
        False,
        "0.00",
        "0.00",
        [],
        [],
    )
    assert group["reasons"] == [
        {
            "criterion": "group.children",
            "expected": "8 à 12",
            "given": 7,
            "given_text": "7",
            "message": "Un groupe compte de 8 à 12 enfants.",
            "source": NOTE,
        }
    ]
    assert group["advice"][0] == "Si le groupe remplissait les conditions, sa Ps serait de 2\u202f800,70\u00a0€."


def test_what_refuses_is_a_reason_and_no_advice(referential_2025: Referential, row: Row) -> None:
    (group,) = _answer(Estimator(referential_2025), row(children=7, levels=["cp"], outside_school_time=True))["groups"]
    assert len(group["advice"]) == 1


def test_a_group_without_bonus_has_three_steps_and_no_sum(referential_2025: Referential, row: Row) -> None:
    (group,) = _answer(Estimator(referential_2025), row())["groups"]
    assert [step["id"] for step in group["steps"]] == ["running_costs", "share", "ps"]


def test_every_blocking_reason_is_given_at_once(referential_2025: Referential, row: Row) -> None:
    (group,) = _answer(
        Estimator(referential_2025), row(children=13, adults=1, levels=["superieur"], outside_school_time=False)
    )["groups"]
    assert [(reason["criterion"], reason["given"]) for reason in group["reasons"]] == [
        ("group.children", 13),
        ("group.adults", 1),
        ("group.levels", ("superieur",)),
        ("group.outside_school_time", False),
    ]


def test_adults_left_out_are_said_to_be_unknown_and_refuse_nothing(referential_2025: Referential, row: Row) -> None:
    (group,) = _answer(Estimator(referential_2025), row(adults=..., levels=["cp"], outside_school_time=True))["groups"]
    assert (group["eligible"], group["ps"], group["reasons"]) == (True, "2800.70", [])
    assert group["advice"][-1] == "Reste à vérifier, faute de réponse : au moins 2 adultes."
    (sure,) = _answer(Estimator(referential_2025), row(levels=["cp"], outside_school_time=True))["groups"]
    assert not any("Reste à vérifier" in sentence for sentence in sure["advice"])


@pytest.mark.parametrize(
    ("costs", "advice"),
    [
        ("9000.00", "Le montant maximum est atteint dès 8\u202f486,96\u00a0€ de dépenses ; davantage n'y change rien."),
        ("8486.96", "Le montant maximum est atteint dès 8\u202f486,96\u00a0€ de dépenses ; davantage n'y change rien."),
        ("8486.95", "0,01\u00a0€ de dépenses de fonctionnement en plus atteindraient le montant maximum."),
        ("8000.00", "486,96\u00a0€ de dépenses de fonctionnement en plus atteindraient le montant maximum."),
        ("0.00", "Sans dépenses de fonctionnement, la Ps est nulle : indiquez les dépenses prévues du groupe."),
    ],
)
def test_advice_says_what_would_change_the_amount(
    referential_2025: Referential, row: Row, costs: str, advice: str
) -> None:
    (group,) = _answer(Estimator(referential_2025), row(running_costs=costs))["groups"]
    assert group["advice"][0] == advice


def test_a_warning_is_said_and_refuses_nothing(
    referential_2025: Referential, install: Callable[..., EntryPoint], row: Row
) -> None:
    point = install(changes={'severity = "blocking"': 'severity = "warning"'})
    estimator = Estimator(referential_2025, DepartmentRegistry.load(installed=[point]).get("essai"))
    (group,) = _answer(estimator, row(adults=2, levels=["cp"], outside_school_time=True))["groups"]
    assert (group["eligible"], group["reasons"]) == (True, [])
    assert group["advice"][1].startswith("Reste à vérifier")  # what an estimate is not told: answers to questions
    assert group["advice"][2:] == ["Ici, trois adultes encadrent chaque groupe."]
    (sound,) = _answer(estimator, row(adults=3, levels=["cp"], outside_school_time=True))["groups"]
    assert sound["advice"] == group["advice"][:2]


@pytest.mark.parametrize("label", ["CE2-CM1", "Collège Jean-Jaurès : 6e et 5e, mardi et jeudi de 17 h à 19 h"])
@pytest.mark.parametrize("costs", ["12345.67", "8486.95", "999999.99"])
def test_an_explained_group_with_both_bonuses_takes_two_kilobytes_at_most(
    referential_2025: Referential, registry: DepartmentRegistry, row: Row, label: str, costs: str
) -> None:
    """DESIGN.md, section 5."""
    estimator = Estimator(referential_2025, registry.get("marne"))
    asked = row(label=label, running_costs=costs, bonuses=["children", "parents"], adults=...)
    (group,) = _answer(estimator, asked)["groups"]
    assert len(group["steps"]) == 6
    assert len(_compact(group)) <= 2_000


def test_the_steps_of_an_answer_give_its_total_again(
    referential_2025: Referential, essai: DepartmentPlugin, row: Row
) -> None:
    estimator = Estimator(referential_2025, essai)
    for fields in ({}, {"bonuses": ["children"]}, {"bonuses": ["parents", "children"], "running_costs": "3.05"}):
        (group,) = _answer(estimator, row(adults=3, **fields))["groups"]
        assert recompute(group["steps"]) == group["total"]


def test_without_explanations_the_same_answer_has_neither_steps_nor_advice(
    referential_2025: Referential, row: Row
) -> None:
    estimator = Estimator(referential_2025)
    full, short = _answer(estimator, row(), row(children=7)), _answer(estimator, row(), row(children=7), explain=False)
    for group in full["groups"]:
        del group["steps"], group["advice"]
    assert short == full
