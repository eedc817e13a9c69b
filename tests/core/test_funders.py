"""Funders own their aid: each amount has its payer and its scope, within its bounds, and never touches the Ps."""

from collections.abc import Callable
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.departments import DepartmentPlugin, DepartmentRegistry, campaign_of_text
from clas_core.eligibility import Place
from clas_core.errors import DepartmentUnavailable
from clas_core.estimates import Estimate, Estimator, answer
from clas_core.estimates.local_aid import Applicant, Asking
from clas_core.groups import Group
from clas_core.money import allotted
from clas_core.national import Referential
from clas_core.years import SchoolYear

Install = Callable[..., EntryPoint]
Estimating = Callable[..., Estimate]

GROUP = Group("CE1", 10, 900_000, adults=3, levels=("ce1",), outside_school_time=True)

FUNDERS = """
[[funders]]
id = "ville"
name = "Ville d'essai"
kind = "commune"

[[funders]]
id = "caf"
name = "Caf d'essai"
kind = "caf"
"""


NOBODY = '[[funders]]\nid = "x"\nname = "X"\nkind = "state"\n\n'

SAID = (Path(__file__).parent / "essai" / "2025-2026.toml").read_text(encoding="utf-8")
AIDS, REST = SAID.index("[[supplements]]"), SAID.index("[[advances]]")
WITHOUT_AID = SAID[:AIDS] + SAID[REST : SAID.index('[[questions]]\nid = "essai.reaap_parents"')]


@pytest.fixture
def estimating(essai: DepartmentPlugin, referential_2025: Referential) -> Estimating:
    """Estimate groups under the call of the tests, with some aid in the place of its own."""

    def estimate(aids: str, *groups: Group, applicant: Applicant | None = None) -> Estimate:
        campaign = campaign_of_text(f"{WITHOUT_AID}\n{FUNDERS}{aids}", "essai", name="essai")
        estimator = Estimator(referential_2025, essai.with_campaign(campaign))
        return estimator.estimate(groups or (GROUP,), applicant=applicant or Applicant())

    return estimate


def _aid(**keys: object) -> str:
    keys = {"id": "a", "funder": "ville", "label": "Aide", "source": "note", **keys}
    lines = [f"{name} = {value!r}".replace("'", '"') for name, value in keys.items()]
    return "\n[[aids]]\n" + "\n".join(lines) + "\n"


def _amounts(estimate: Estimate, name: str = "a") -> list[str]:
    return [str(aid.amount) for group in estimate.groups for aid in group.supplements if aid.id == name]


@pytest.mark.parametrize(
    ("aid", "amounts"),
    [
        ({"per": "group", "amount": 150.5}, ["150.50", "150.50", "150.50"]),
        ({"per": "child", "amount": 20}, ["200.00", "160.00", "240.00"]),
        ({"per": "costs", "rate": 0.1}, ["900.00", "500.01", "0.00"]),
        ({"per": "dossier", "amount": 1000}, ["333.34", "333.33", "333.33"]),
        ({"per": "costs", "rate": 0.1, "most_per_group": 600}, ["600.00", "500.01", "0.00"]),
        ({"per": "child", "amount": 20, "most_per_action": 180}, ["100.00", "80.00", "180.00"]),
        ({"per": "child", "amount": 20, "most_per_dossier": 300}, ["100.00", "80.00", "120.00"]),
        ({"per": "child", "amount": 20, "most_per_porteur": 300}, ["100.00", "80.00", "120.00"]),
        ({}, []),
    ],
)
def test_aid_is_of_what_it_counts_within_its_bounds(
    estimating: Estimating, aid: dict[str, object], amounts: list[str]
) -> None:
    groups = [GROUP, GROUP._replace(children=8, running_costs=500_005), GROUP._replace(children=12, running_costs=0)]
    estimate = estimating(_aid(**aid), *groups, applicant=Applicant(groups=[Asking(0), Asking(0), Asking(1)]))
    assert _amounts(estimate) == amounts
    assert estimate.total == sum(each.total for each in estimate.groups)
    assert [each.ps for each in estimate.groups] == [280_070, 165_002, 0]


def test_aid_says_who_pays_it_and_how_it_was_found(estimating: Estimating) -> None:
    estimate = estimating(_aid(per="child", amount=20, most_per_group=150))
    (shown,) = answer(estimate)["groups"][0]["supplements"]
    assert shown == {
        "id": "a",
        "label": "Aide",
        "amount": "150.00",
        "source": "Note d'essai, partie 1",
        "funder": "ville",
        "payer": "Ville d'essai",
        "how": "20,00\u00a0€ par enfant, 150,00\u00a0€ au plus par groupe",
    }
    steps = {step["id"]: step for step in answer(estimate)["groups"][0]["steps"]}
    assert steps["supplement.a"]["label"].startswith("Aide, Ville d'essai : 20,00\u00a0€ par enfant")


def test_the_caf_is_the_payer_of_its_own_aid(estimating: Estimating) -> None:
    (aid,) = estimating(_aid(funder="caf", per="group", amount=10)).groups[0].supplements
    assert (aid.funder, aid.payer) == ("", "")


CONDITION = """
[[aids.criteria]]
id = "ville.weeks"
subject = "group"
kind = "at_least"
field = "weeks"
min = 25
severity = "blocking"
label = "25 semaines"
message = "25 semaines."
source = "note"
standing = "published"
checked_on = 2026-11-21
"""


@pytest.mark.parametrize(("weeks", "amounts"), [(25, ["10.00"]), (24, []), (None, [])])
def test_aid_goes_to_groups_that_meet_its_conditions(
    estimating: Estimating, weeks: int | None, amounts: list[str]
) -> None:
    applicant = Applicant(groups=[Asking(facts={"weeks": weeks})])
    estimate = estimating(_aid(per="group", amount=10) + CONDITION, applicant=applicant)
    assert _amounts(estimate) == amounts
    # What is not known is named; what is not for this porteur is not shown to it.
    assert [each.split(" :")[0] for each in estimate.remarks] == (
        ["Aide (Ville d'essai), 10,00\u00a0€ par groupe éligible"] if weeks is None else []
    )


@pytest.mark.parametrize(("nature", "amounts"), [("commune", ["10.00"]), ("association", []), (None, [])])
def test_aid_may_be_for_some_natures_of_porteurs(
    estimating: Estimating, nature: str | None, amounts: list[str]
) -> None:
    estimate = estimating(_aid(per="group", amount=10, natures=["commune"]), applicant=Applicant(nature=nature))
    assert _amounts(estimate) == amounts
    assert bool(estimate.remarks) == (nature is None)


def test_aid_that_the_committee_sets_is_named_and_not_counted(estimating: Estimating) -> None:
    estimate = estimating(_aid())
    assert answer(estimate)["remarks"] == [
        "Aide (Ville d'essai) : le comité en fixe le montant, qui n'est pas compté ici."
    ]
    assert estimate.total == 280_070


@pytest.mark.parametrize(
    ("cap", "first", "second"),
    [("1", "4000.00", "2199.30"), ("0.6", "2599.30", "0.00"), ("0.3", "0.00", "0.00")],
)
def test_local_aid_yields_to_the_cap_the_last_first_and_the_ps_never(
    estimating: Estimating, cap: str, first: str, second: str
) -> None:
    aids = _aid(per="group", amount=4000) + _aid(id="b", per="group", amount=3000)
    estimate = estimating(f'\n[cap]\nshare = {cap}\nsource = "note"\n' + aids)
    assert (_amounts(estimate), _amounts(estimate, "b")) == ([first], [second])
    assert estimate.groups[0].ps == 280_070
    (remark,) = estimate.remarks
    assert "ramenée de 7\u202f000,00\u00a0€ à" in remark
    assert estimate.total == 280_070 + round(100 * (Decimal(first) + Decimal(second)))


def test_a_cap_that_is_not_reached_changes_nothing(estimating: Estimating) -> None:
    estimate = estimating('\n[cap]\nshare = 1\nsource = "note"\n' + _aid(per="group", amount=6199.30))
    assert (_amounts(estimate), estimate.remarks, estimate.total) == (["6199.30"], (), 900_000)


def test_all_aid_above_the_costs_is_said_of(estimating: Estimating) -> None:
    estimate = estimating(_aid(per="group", amount=6199.31))
    (remark,) = estimate.remarks
    assert remark.startswith("Toutes les aides réunies (9\u202f000,01\u00a0€) dépassent les dépenses")
    assert remark.endswith("(9\u202f000,00\u00a0€) de 0,01\u00a0€.")
    assert "remarks" not in answer(estimating(_aid(per="group", amount=6199.30)))


def test_code_that_says_who_pays_is_refused(install: Install) -> None:
    code = (
        "from decimal import Decimal\nfrom clas_core.departments import LocalAid\n\n@hookimpl\n"
        "def clas_supplements(school_year, group, ps):\n"
        "    return [LocalAid(id='c', label='C', amount=Decimal(1), source='s', funder='agglo')]\n"
    )
    plugin = DepartmentRegistry.load(installed=[install(hooks=code)]).get("essai")
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.supplements(SchoolYear(2025), GROUP, 0)
    assert "est payé par la Caf" in refusal.value.reason


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_what_is_shared_adds_up_and_gives_no_part_more_than_its_own(cents: int, weights: list[int]) -> None:
    shares = allotted(cents, weights)
    assert sum(shares) == cents
    if sum(weights) >= cents:
        assert not any(weights) or all(share <= weight for share, weight in zip(shares, weights, strict=True))


@pytest.mark.parametrize(
    ("code", "quarter", "amounts", "counted"),
    [
        ("51454", None, ["100.00"], True),
        ("51108", None, ["100.00"], True),
        ("08105", "croix rouge", ["100.00"], True),
        ("08105", "Bélair", [], True),
        ("08105", None, [], False),
        (None, None, [], False),
    ],
)
def test_aid_of_a_territory_goes_to_actions_that_are_held_there(
    estimating: Estimating, code: str | None, quarter: str | None, amounts: list[str], counted: bool
) -> None:
    asking = Asking(action_facts={"place": (Place("ici", code, quarter),)})
    estimate = estimating(_aid(per="group", amount=100, territory="reims"), applicant=Applicant(groups=(asking,)))
    assert _amounts(estimate) == amounts
    assert (not any("pas comptée" in each for each in estimate.remarks)) == counted


SEATED = """
[[aids.criteria]]
id = "a.here"
subject = "dossier"
kind = "within"
field = "seat"
territory = "reims"
severity = "blocking"
label = "porteur d'ici"
message = "L'aide va aux porteurs d'ici."
source = "note"
standing = "published"
checked_on = 2026-11-21
"""


@pytest.mark.parametrize(
    ("seat", "amounts", "counted"),
    [
        (Place("Reims", "51454"), ["100.00"], True),
        (Place("Sedan", "08409", "Torcy"), [], True),
        (Place("Sedan", "08409"), [], False),
        (None, [], False),
    ],
)
def test_a_condition_of_aid_may_name_a_territory(
    estimating: Estimating, seat: Place | None, amounts: list[str], counted: bool
) -> None:
    applicant = Applicant(dossier={"seat": seat and (seat,)})
    estimate = estimating(_aid(per="group", amount=100) + SEATED, applicant=applicant)
    assert _amounts(estimate) == amounts
    assert (not any("pas comptée" in each for each in estimate.remarks)) == counted
