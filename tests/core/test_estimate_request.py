"""What is wrong with a list of groups is said all at once, each problem at its place, and nothing is guessed."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from clas_core.errors import InvalidInput
from clas_core.estimates import Estimator, read_groups
from clas_core.groups import Group
from clas_core.national import Referential

Row = Callable[..., dict[str, Any]]

BONUSES: Mapping[str, str] = {"children": "", "parents": ""}
QUOTED = "Un montant s'écrit entre guillemets, en euros avec un point : « 9000.00 »."
CHILDREN = "Un nombre d'enfants de 0 à 1000 est attendu."
ADULTS = "Un nombre d'adultes de 0 à 1000 est attendu ; sans réponse, retirez ce champ."
LABEL = "Un nom de 1 à 200 caractères est attendu."


def _said(*rows: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        read_groups(list(rows), BONUSES, "2025-2026")
    return [f"{problem.pointer}: {problem.message}" for problem in refusal.value.problems]


def test_sound_rows_are_read(row: Row) -> None:
    full = row(bonuses=["parents"], levels=["cp", "6e"], outside_school_time=False)
    assert read_groups([row(), full], BONUSES, "2025-2026") == [
        Group("CE2-CM1", 10, 900_000, adults=2),
        Group("CE2-CM1", 10, 900_000, 2, ("cp", "6e"), False, ("parents",)),
    ]


@pytest.mark.parametrize("absent", ["adults", "bonuses", "levels", "outside_school_time"])
def test_what_may_be_left_out_may_be_null_too(row: Row, absent: str) -> None:
    assert read_groups([row(**{absent: None})], BONUSES, "y") == read_groups([row(**{absent: ...})], BONUSES, "y")


@pytest.mark.parametrize(
    ("costs", "cents"),
    [
        ("9000", 900_000),
        ("9000.5", 900_050),
        ("0.00", 0),
        ("0", 0),
        ("1000000.00", 100_000_000),
        ("00009000.00", 900_000),
    ],
)
def test_costs_are_read_to_the_cent_up_to_a_million_euros(row: Row, costs: str, cents: int) -> None:
    assert read_groups([row(running_costs=costs)], BONUSES, "y")[0].running_costs == cents


@pytest.mark.parametrize("bound", [0, 1000])
def test_counts_at_their_bounds_are_read(row: Row, bound: int) -> None:
    (group,) = read_groups([row(children=bound, adults=bound)], BONUSES, "y")
    assert (group.children, group.adults) == (bound, bound)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"label": ""}, f"label: {LABEL}"),
        ({"label": "x" * 201}, f"label: {LABEL}"),
        ({"label": 3}, f"label: {LABEL}"),
        ({"label": None}, f"label: {LABEL}"),
        ({"label": ...}, "label: Ce champ est obligatoire."),
        ({"children": ...}, "children: Ce champ est obligatoire."),
        ({"children": None}, f"children: {CHILDREN}"),
        ({"children": -1}, f"children: {CHILDREN}"),
        ({"children": 1001}, f"children: {CHILDREN}"),
        ({"children": 10.0}, f"children: {CHILDREN}"),
        ({"children": "10"}, f"children: {CHILDREN}"),
        ({"children": True}, f"children: {CHILDREN}"),
        ({"children": float("nan")}, f"children: {CHILDREN}"),
        ({"adults": -1}, f"adults: {ADULTS}"),
        ({"adults": 1001}, f"adults: {ADULTS}"),
        ({"adults": "2"}, f"adults: {ADULTS}"),
        ({"adults": False}, f"adults: {ADULTS}"),
        ({"running_costs": ...}, "running_costs: Ce champ est obligatoire."),
        ({"running_costs": None}, f"running_costs: {QUOTED}"),
        ({"running_costs": 9000}, f"running_costs: {QUOTED}"),
        ({"running_costs": 9000.0}, f"running_costs: {QUOTED}"),
        ({"running_costs": float("nan")}, f"running_costs: {QUOTED}"),
        ({"running_costs": True}, f"running_costs: {QUOTED}"),
        ({"running_costs": ["9000.00"]}, f"running_costs: {QUOTED}"),
        ({"running_costs": "-0.01"}, "running_costs: Des dépenses ne sont pas négatives."),
        (
            {"running_costs": "1000000.01"},
            "running_costs: Plus de 1\u202f000\u202f000,00\u00a0€ pour un groupe : vérifiez le montant.",
        ),
        (
            {"running_costs": "999999999999.99"},
            "running_costs: Plus de 1\u202f000\u202f000,00\u00a0€ pour un groupe : vérifiez le montant.",
        ),
        ({"bonuses": "children"}, "bonuses: Une liste est attendue."),
        ({"bonuses": {"children": True}}, "bonuses: Une liste est attendue."),
        ({"bonuses": 0}, "bonuses: Une liste est attendue."),
        ({"bonuses": False}, "bonuses: Une liste est attendue."),
        (
            {"bonuses": ["enfants"]},
            "bonuses/0: « enfants » n'est pas un bonus en 2025-2026 ; choix possibles : children, parents.",
        ),
        (
            {"bonuses": ["children", 3]},
            "bonuses/1: « 3 » n'est pas un bonus en 2025-2026 ; choix possibles : children, parents.",
        ),
        ({"bonuses": ["children", "parents", "children"]}, "bonuses/2: « children » est donné deux fois."),
        ({"levels": "cp"}, "levels: Une liste est attendue."),
        (
            {"levels": ["cp", "cm3"]},
            (
                "levels/1: « cm3 » n'est pas un niveau scolaire ; choix possibles : maternelle, cp, ce1, ce2, cm1, "
                "cm2, 6e, 5e, 4e, 3e, seconde, premiere, terminale, superieur."
            ),
        ),
        ({"levels": ["cp", "cp"]}, "levels/1: « cp » est donné deux fois."),
        (
            {"outside_school_time": "oui"},
            "outside_school_time: « true » ou « false » est attendu ; sans réponse, retirez ce champ.",
        ),
        (
            {"outside_school_time": 1},
            "outside_school_time: « true » ou « false » est attendu ; sans réponse, retirez ce champ.",
        ),
        ({"childrens": 10}, "childrens: Champ inconnu. Vouliez-vous dire « children » ?"),
        ({"cout": "1.00"}, "cout: Champ inconnu."),
    ],
)
def test_a_wrong_field_is_refused_at_its_place(row: Row, fields: dict[str, Any], said: str) -> None:
    assert _said(row(), row(**fields)) == [f"/groups/1/{said}"]


@pytest.mark.parametrize(
    "costs",
    ["NaN", "Infinity", "9000.005", "9e3", "9 000", "9000,00", "", " 9000.00", "9000.00\n", "９０００.００", "+1"],
)
def test_costs_that_are_not_an_amount_are_quoted_back(row: Row, costs: str) -> None:
    (said,) = _said(row(running_costs=costs))
    assert said.startswith(f"/groups/0/running_costs: « {costs} » n'est pas un montant : écrivez des euros")


@pytest.mark.parametrize("thing", [None, 3, "CE2", ["label", "CE2"], []])
def test_a_row_is_an_object(row: Row, thing: Any) -> None:
    assert _said(row(), thing) == ["/groups/1: Un groupe est un objet : des champs et leurs valeurs."]


@pytest.mark.parametrize("rows", [None, {}, {"0": {}}, "groups", 3, (1, 2)])
def test_groups_are_a_list(rows: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_groups(rows, BONUSES, "2025-2026")
    assert [(each.pointer, each.message) for each in refusal.value.problems] == [
        ("/groups", "Une liste de groupes est attendue.")
    ]


def test_there_is_at_least_one_group() -> None:
    assert _said() == ["/groups: Aucun groupe : décrivez-en au moins un."]


def test_there_are_five_thousand_groups_at_most(row: Row) -> None:
    assert len(read_groups([row()] * 5_000, BONUSES, "y")) == 5_000
    assert _said(*[row()] * 5_001) == ["/groups: 5001 groupes : 5000 au plus par demande. Partagez-la en plusieurs."]


def test_every_problem_of_every_row_comes_at_once(row: Row) -> None:
    said = _said(
        row(children=-1, running_costs=9000),
        row(),
        "CE2",
        row(label="", adults=True, bonuses=["children", "children"], levels=3, outside_school_time="x"),
    )
    assert [each.split(":")[0] for each in said] == [
        "/groups/0/children",
        "/groups/0/running_costs",
        "/groups/2",
        "/groups/3/label",
        "/groups/3/adults",
        "/groups/3/bonuses/1",
        "/groups/3/levels",
        "/groups/3/outside_school_time",
    ]


def test_unknown_fields_are_named_in_the_order_of_the_request(row: Row) -> None:
    unknown = [f"inconnu_{number}" for number in (7, 3, 1, 8, 2, 6, 5, 4)]
    said = _said(row(**dict.fromkeys(unknown, 1)))
    assert [each.split(":")[0] for each in said] == [f"/groups/0/{name}" for name in unknown]


def test_a_field_with_a_slash_has_an_escaped_pointer(row: Row) -> None:
    assert _said(row(**{"a/b~c": 1})) == ["/groups/0/a~1b~0c: Champ inconnu."]


def test_a_bonus_that_cannot_be_asked_for_is_refused_with_the_reason(
    referential_2024: Referential, referential_2004: Referential, row: Row
) -> None:
    """DESIGN.md, section 6: refused, saying which figure is missing."""
    with pytest.raises(InvalidInput) as refusal:
        read_groups([row(bonuses=["parents"])], Estimator(referential_2024).bonuses_on_offer, "2024-2025")
    (problem,) = refusal.value.problems
    assert problem.pointer == "/groups/0/bonuses/0"
    assert problem.message.startswith("Bonus parents : aucun montant n'est publié pour 2024-2025")
    with pytest.raises(InvalidInput, match=r"« parents » n'est pas un bonus en 2004-2005 ; choix possibles : aucun\."):
        read_groups([row(bonuses=["parents"])], Estimator(referential_2004).bonuses_on_offer, "2004-2005")


def test_an_endless_word_is_not_repeated_whole(row: Row) -> None:
    (said,) = _said(row(bonuses=["x" * 100_000]))
    assert len(said) < 200
