"""The bilan of a call says what its year came to, beside the year before, from what was counted alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.documents.breakdowns import breakdowns_of
from clas_core.documents.call_bilan import call_bilan
from clas_core.national import Referential
from clas_core.statistics.counting import SPAN, CountedGroup, count, line_json
from clas_core.statistics.year_parts import YearParts
from clas_core.statistics.year_told import YearTold
from tests.core.documents.words import words_of

EUROS = 100


def _group(dossier: int, levels: str, city: str = "Reims", **more: Any) -> CountedGroup:
    group = CountedGroup(
        dossier, dossier, "approved", "association", 0, 1, levels, city, 10, 2, 3000 * EUROS, True, 2000 * EUROS
    )
    return group._replace(**more)


GROUPS = (
    _group(1, "cp ce1"),
    _group(1, "ce2", action=2),
    _group(2, "", "Épernay", nature="commune", outcome="refused", retained=False, approved=0),
)
PARTS = YearParts(
    ps=380_000,
    bonus=5_000,
    supplement=15_000,
    bonuses={"children": 2, "gone": 1},
    bilans=1,
    held=2,
    attended=1017,
    parents=12,
    sessions=60,
)


def _counted(year: str, groups: tuple[CountedGroup, ...], **more: Any) -> dict[str, Any]:
    lines = count(groups)
    return {
        "school_year": year,
        **{name: line_json(lines[name][0]) for name in ("total", "retained")},
        **{
            f"by_{name}": [line_json(each) for each in lines[name]]
            for name in ("outcome", "level", SPAN, "territory", "nature")
        },
        "by_funder": [],
        "by_programme": [],
        "answers": [],
        **more,
    }


ALONE = YearTold(counted=_counted("2025-2026", GROUPS))
BESIDE = YearTold(
    counted=_counted("2025-2026", GROUPS),
    parts=PARTS,
    before=_counted("2024-2025", GROUPS[:2]),
    parts_before=YearParts(ps=100, bonuses={"parents": 4}),
)
_FUNDERS = [
    {"funder": "", "payer": "", "dossiers": 2, "approved": "4000.00", "settled": "0.00", "paid": "0.00"},
    {"funder": "ville", "payer": "Ville", "dossiers": 1, "approved": "150.50", "settled": "0.10", "paid": "0.00"},
]
_REAAP = {"label": "Réseau", "payer": "", "dossiers": 1, "asked": "500.00", "granted": "300.00", "due": "250.00"}
_ANSWERS = [{"key": "oui", "answers": 2}, {"key": "non", "answers": 1}, {"key": "", "answers": 0}]
PAID = YearTold(
    counted=_counted(
        "2025-2026",
        GROUPS,
        by_funder=_FUNDERS,
        by_programme=[_REAAP],
        answers=[{"question": "essai.needs", "lines": _ANSWERS}],
    )
)
Said = Callable[[YearTold], list[str]]


@pytest.fixture(scope="module")
def said(essai: DepartmentPlugin, essai_campaign: Campaign, referential_2025: Referential) -> Said:
    """Return a function that gives the lines of the bilan of a year."""
    return lambda told: words_of(call_bilan(essai.department, [essai_campaign], told, referential_2025))


@pytest.fixture(scope="module")
def alone(said: Said) -> list[str]:
    return said(ALONE)


@pytest.fixture(scope="module")
def beside(said: Said) -> list[str]:
    return said(BESIDE)


@pytest.fixture(scope="module")
def paid(said: Said) -> list[str]:
    return said(PAID)


def test_what_was_deposited_stands_beside_what_was_retained_and_the_year_before(
    alone: list[str], beside: list[str]
) -> None:
    lines = beside
    assert "Ce qui est compté | Déposés 2025-2026 | Retenus 2025-2026 | Déposés 2024-2025 | Retenus 2024-2025" in lines
    assert "Groupes | 3 | 2 | 2 | 2" in lines
    assert (
        "Demandé | 9\u202f000,00\u00a0€ | 6\u202f000,00\u00a0€ | 6\u202f000,00\u00a0€ | 6\u202f000,00\u00a0€" in lines
    )
    assert not [each for each in alone if "Déposés 2024-2025" in each]
    assert [each for each in alone if "il n'y a pas de comparaison" in each]


def test_the_amount_granted_is_told_by_what_it_is_made_of_and_each_bonus_by_its_name(
    alone: list[str], beside: list[str]
) -> None:
    lines = beside
    assert "Ensemble | 4\u202f000,00\u00a0€ | 1,00\u00a0€" in lines
    assert "Bonus enfants | 2 | 0" in lines
    assert "Bonus parents | 0 | 4" in lines
    assert "bonus « gone » | 1 | 0" in lines, "one that the rules no longer name"
    assert "Les montants et les bonus" not in alone


def test_what_the_bilans_say_was_done_is_told_once_one_is_filed(said: Said, beside: list[str]) -> None:
    lines = beside
    assert "Enfants présents en moyenne | 1\u202f017" in lines, "the year before has none filed: it has no column"
    assert "Parents rencontrés | 12" in lines
    assert "Ce qui a été fait" not in said(replace(BESIDE, parts=replace(PARTS, bilans=0)))


def test_funders_programmes_and_orientations_are_told_where_there_are_some(alone: list[str], paid: list[str]) -> None:
    lines = paid
    assert "Caf | 2 | 4\u202f000,00\u00a0€ | 0,00\u00a0€ | 0,00\u00a0€" in lines
    assert "Ensemble |  | 4\u202f150,50\u00a0€ | 0,10\u00a0€ | 0,00\u00a0€" in lines
    assert "Réseau | Caf | 1 | 500,00\u00a0€ | 300,00\u00a0€ | 250,00\u00a0€" in lines
    assert "Répondre aux besoins | 2 | 1 | 0" in lines
    for title in ("Par financeur", "Les autres programmes", "Les orientations suivies"):
        assert title not in alone


def test_territories_count_the_communes_that_the_call_names_and_the_rest_apart(alone: list[str]) -> None:
    lines = alone
    head = lines.index("Territoire | Groupes | Enfants | Demandé | Accordé")
    assert lines[head + 1].startswith("Grand Reims et Croix-Rouge | 2 | 20 | 6\u202f000,00\u00a0€ | 4\u202f000,00")
    assert lines[head + 2].startswith("Communes d'aucun territoire | 1 | 10 | 3\u202f000,00\u00a0€ | 0,00")


def test_lines_that_do_not_add_up_say_why(alone: list[str]) -> None:
    lines = alone
    assert [each for each in lines if each.startswith("Un groupe a plusieurs niveaux : il compte dans chacun")]
    assert "Un groupe ne dit pas son niveau : il n'est que dans l'ensemble." in lines
    more = (*GROUPS, _group(3, "cp cm1", nature="commune"), _group(1, "", "Épernay", action=3))
    breakdowns = {each.id: each for each in breakdowns_of(YearTold(counted=_counted("2025-2026", more)))}
    assert [each.split(" : ")[0] for each in breakdowns["niveau"].remarks] == [
        "2 groupes ont plusieurs niveaux",
        "2 groupes ne disent pas leur niveau",
    ]
    assert breakdowns["commune"].remarks == [
        "Porteurs et dossiers : comptés sur chaque ligne où ils ont un groupe, et une fois dans l'ensemble."
    ]
    assert breakdowns["nature"].remarks == []


def test_lines_follow_school_or_the_alphabet_each_with_what_it_was_the_year_before() -> None:
    breakdowns = {each.id: each for each in breakdowns_of(BESIDE)}
    assert [each["name"] for each in breakdowns["niveau"].lines] == ["CP", "CE1", "CE2"]
    assert [each["name"] for each in breakdowns["cheval"].lines][-2:] == [
        "À cheval sur plusieurs niveaux",
        "Niveau non dit",
    ]
    first, *_ = breakdowns["commune"].lines
    assert (first["name"], first["groups"], first["then"]) == ("Épernay", 1, None)
    chart = breakdowns["nature"].chart
    assert chart is not None
    assert [(each.name, list(each.values)) for each in chart.series] == [("2025-2026", [2, 1]), ("2024-2025", [2, 0])]
    decision, *_ = breakdowns_of(YearTold(counted=_counted("2025-2026", GROUPS[:1])))
    assert decision.chart is None, "a chart of one bar shows nothing"


def test_what_was_foreseen_stands_beside_what_came_of_it(said: Said, alone: list[str], beside: list[str]) -> None:
    start = beside.index("Ce qui est comparé | Prévu | Réel | Écart")
    assert beside[start + 1 : start + 4] == [
        "Groupes retenus, et dont un bilan rend compte | 2 | 2 | 0",
        "Enfants inscrits, et présents en moyenne | 20 | 1\u202f017 | 997",
        "Montant accordé, et soldé | 4\u202f000,00\u00a0€ | 0,00\u00a0€ | -4\u202f000,00\u00a0€",
    ]
    fewer = said(replace(BESIDE, parts=replace(PARTS, held=1, attended=9)))
    assert "Enfants inscrits, et présents en moyenne | 20 | 9 | -11" in fewer
    assert "Prévu et réel" not in alone
