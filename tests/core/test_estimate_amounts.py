"""What groups would be paid: Ps, bonuses and local aid, and how sure it is."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest

from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.errors import DepartmentUnavailable, MissingFigure, UnknownCampaign
from clas_core.estimates import Estimator, answer
from clas_core.groups import Group
from clas_core.national import Referential, ReferentialLibrary

GROUP = Group("CE2-CM1", 10, 900_000, adults=3)
BOTH = GROUP._replace(bonuses=("children", "parents"))


def test_with_both_bonuses_a_group_is_paid_3458_70_at_most(referential_2025: Referential) -> None:
    """DOMAIN.md, section 2: 2 800,70 + 329 + 329."""
    estimate = Estimator(referential_2025).estimate([BOTH])
    assert (estimate.total, estimate.groups[0].ps) == (345_870, 280_070)


@pytest.mark.parametrize(("bonuses", "total"), [((), 280_070), (("children",), 312_970), (("parents",), 312_970)])
def test_bonuses_are_granted_alone_or_together(
    referential_2025: Referential, bonuses: tuple[str, ...], total: int
) -> None:
    assert Estimator(referential_2025).estimate([GROUP._replace(bonuses=bonuses)]).total == total


def test_no_group_no_amount(referential_2025: Referential) -> None:
    estimate = Estimator(referential_2025).estimate([])
    assert (estimate.total, list(estimate.groups), estimate.provisional) == (0, [], False)


@pytest.mark.parametrize("year", ["2004-2005", "2024-2025", "2025-2026"])
def test_a_result_built_on_expected_figures_is_provisional(library: ReferentialLibrary, year: str) -> None:
    estimate = Estimator(library.parse(year)).estimate([GROUP])
    assert estimate.provisional is (year == "2024-2025")


def test_a_result_is_provisional_through_a_bonus_alone(essai_national: Referential) -> None:
    """The year of the tests has published figures and one bonus whose amount is expected."""
    estimator = Estimator(replace(essai_national, status="in_force"))
    assert not estimator.estimate([GROUP]).provisional
    assert estimator.estimate([GROUP._replace(bonuses=("children",))]).provisional
    steps = answer(estimator.estimate([GROUP._replace(bonuses=("children",))]))["groups"][0]["steps"]
    assert [step.get("standing") for step in steps if step["id"] == "bonus.children"] == ["expected"]


def test_a_result_is_provisional_through_a_local_rule_alone(
    referential_2025: Referential, install: Callable[..., EntryPoint]
) -> None:
    changes = {'standing = "published"': 'standing = "expected"'}
    plugin = DepartmentRegistry.load(installed=[install(changes=changes)]).get("essai")
    assert Estimator(referential_2025, plugin).estimate([GROUP]).provisional


@pytest.mark.parametrize(("bonus", "label"), [("children", "Bonus enfants"), ("parents", "Bonus parents")])
def test_a_bonus_without_a_published_amount_is_refused_by_name(
    referential_2024: Referential, bonus: str, label: str
) -> None:
    with pytest.raises(MissingFigure, match=f"^{label} : aucun montant n'est publié pour 2024-2025"):
        Estimator(referential_2024).estimate([GROUP, GROUP._replace(bonuses=(bonus,))])


def test_nothing_is_asked_of_a_group_in_2004(referential_2004: Referential) -> None:
    (group,) = Estimator(referential_2004).estimate([GROUP._replace(children=40, adults=0)]).groups
    assert (group.verdict, group.ps, tuple(group.findings)) == ("met", 168_000, ())


def test_local_aid_is_shown_and_added(referential_2025: Referential, essai: DepartmentPlugin) -> None:
    estimate = Estimator(referential_2025, essai).estimate([BOTH])
    (group,) = answer(estimate)["groups"]
    assert group["supplements"] == [
        {"id": "ville", "label": "Aide de la ville", "amount": "150.50", "source": "Note d'essai, partie 1"}
    ]
    assert (group["ps"], group["total"], estimate.total) == ("2800.70", "3609.20", 360_920)
    step = group["steps"][-2]
    assert (step["id"], step["label"], step["result"]) == ("supplement.ville", "Aide de la ville", "150.50")
    assert group["steps"][-1]["operands"] == ["2800.70", "329.00", "329.00", "150.50"]


def test_a_group_that_is_not_eligible_gets_no_local_aid(referential_2025: Referential, essai: DepartmentPlugin) -> None:
    (group,) = Estimator(referential_2025, essai).estimate([GROUP._replace(adults=2)]).groups
    assert (group.supplements, group.total) == ((), 0)


AID_BY_CHILD = """
from decimal import Decimal
from clas_core.departments import LocalAid

@hookimpl
def clas_supplements(school_year, group, ps):
    if group.label == "panne":
        raise RuntimeError("panne")
    return [LocalAid(id="enfants", label="Par enfant", amount=Decimal(group.children), source="code")]
"""


def test_aid_of_a_hook_is_shown_and_added_too(
    referential_2025: Referential, install: Callable[..., EntryPoint]
) -> None:
    plugin = DepartmentRegistry.load(installed=[install(hooks=AID_BY_CHILD)]).get("essai")
    estimate = Estimator(referential_2025, plugin).estimate([GROUP, GROUP._replace(children=12)])
    shown = answer(estimate)["groups"]
    assert [{aid["id"]: aid["amount"] for aid in group["supplements"]} for group in shown] == [
        {"enfants": "10.00", "ville": "150.50"},
        {"enfants": "12.00", "ville": "150.50"},
    ]
    assert estimate.total == 2 * (280_070 + 15_050) + 1_000 + 1_200


def test_an_estimate_whose_hook_fails_is_refused_for_its_department(
    referential_2025: Referential, install: Callable[..., EntryPoint]
) -> None:
    plugin = DepartmentRegistry.load(installed=[install(hooks=AID_BY_CHILD)]).get("essai")
    with pytest.raises(DepartmentUnavailable, match="« essai »"):
        Estimator(referential_2025, plugin).estimate([GROUP, GROUP._replace(label="panne")])


def test_a_year_without_a_call_of_the_department_is_refused(
    referential_2024: Referential, essai: DepartmentPlugin
) -> None:
    with pytest.raises(
        UnknownCampaign, match=r"Essai n'a pas d'appel à projets pour 2024-2025\. Appels connus : 2025-2026"
    ):
        Estimator(referential_2024, essai)


def test_groups_that_declare_the_same_are_judged_alike_and_paid_by_their_own_costs(
    referential_2025: Referential,
) -> None:
    groups = [GROUP._replace(label=str(costs), running_costs=costs) for costs in (0, 500_000, 900_000)]
    estimates = Estimator(referential_2025).estimate(groups).groups
    assert [(each.group.label, each.ps) for each in estimates] == [
        ("0", 0),
        ("500000", 165_000),
        ("900000", 280_070),
    ]
    assert len({each.verdict for each in estimates}) == 1
