"""Completeness: each thing that a deposit needs is met, wrong, or not answered yet, and says what to do."""

from dataclasses import replace
from typing import Any

import pytest

from clas_core.departments import Campaign
from clas_core.dossiers import DossierContent, Point, completeness, missing, questionnaire_of
from clas_core.national import Referential
from clas_core.questions import NO_QUESTIONS
from tests.core.dossiers.conftest import COMPLETE, Check, changed, porteur, read

BONUSES = {"children": "", "parents": ""}


def _missing(check: Check, *changes: Any, **options: Any) -> dict[str, str]:
    """Return the verdicts that stand in the way, by place."""
    points = check(changed(COMPLETE, *changes), **options).points
    return {_pointer(point): point.verdict for point in missing(points)}


def _pointer(point: Point) -> str:
    return "/" + "/".join(map(str, point.path))


def test_a_complete_dossier_has_every_point_met_and_no_obstacle(check: Check) -> None:
    checked = check(COMPLETE)
    assert checked.complete
    assert {point.verdict for point in checked.points} == {"met"}
    assert all(point.message == "" for point in checked.points)
    assert checked.obstacles == ()


def test_an_empty_dossier_is_answered_nowhere_and_wrong_nowhere(check: Check) -> None:
    points = missing(check({}).points)
    assert {point.verdict for point in points} == {"unknown"}
    assert {_pointer(point) for point in points} == {
        "/contact/name",
        "/contact/email",
        "/actions",
        "/axes/children",
        "/axes/parents",
        "/axes/school",
        "/axes/territory",
        "/beyond_homework",
        "/articulations",
        "/budget",
        "/previous_bilan",
        "/attestations/accuracy",
        "/attestations/authority",
        "/attestations/republican_commitment",
    }
    assert {point.message for point in points} == {"À renseigner.", "Attestation à signer."}


_GROUP = ("actions", 0, "groups", 0)
ANSWERS: list[tuple[tuple[str | int, ...], Any]] = [
    (("contact", "name"), None),
    (("contact", "email"), None),
    (("actions",), []),
    (("actions", 0, "title"), None),
    (("actions", 0, "place", "city"), None),
    (("actions", 0, "schools"), []),
    (("actions", 0, "description"), None),
    (("actions", 0, "groups"), []),
    *(((*_GROUP, field), None) for field in ("label", "levels", "children", "paid_adults", "volunteer_adults")),
    *(((*_GROUP, field), None) for field in ("sessions_per_week", "weeks", "outside_school_time", "running_costs")),
    ((*_GROUP, "levels"), []),
    *((("axes", axis), None) for axis in ("children", "parents", "school", "territory")),
    (("beyond_homework",), None),
    (("articulations",), []),
    (("articulations", 0, "text"), None),
    (("budget",), []),
    (("budget", 2, "funder"), None),
    (("previous_bilan",), None),
    *((("attestations", each), False) for each in ("accuracy", "authority", "republican_commitment")),
]


@pytest.mark.parametrize(("place", "value"), ANSWERS, ids=lambda each: str(each))
def test_each_answer_that_is_missing_is_exactly_its_point(
    check: Check, place: tuple[str | int, ...], value: Any
) -> None:
    assert _missing(check, (place, value)) == {"/" + "/".join(map(str, place)): "unknown"}


@pytest.mark.parametrize(("field", "value"), [("contact", None), ("attestations", {})])
def test_a_section_left_out_is_its_points(check: Check, field: str, value: Any) -> None:
    found = _missing(check, ((field,), value))
    assert found
    assert all(pointer.startswith(f"/{field}/") for pointer in found)


@pytest.mark.parametrize(
    ("field", "value"), [("children", 0), ("paid_adults", 0), ("running_costs", "0.00"), ("outside_school_time", False)]
)
def test_zero_and_no_are_answers(check: Check, field: str, value: Any) -> None:
    assert _missing(check, ((*_GROUP, field), value)) == {}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [({"address": None}, "/porteur/address"), ({"representative": None}, "/porteur/representative")],
)
def test_the_porteur_gives_its_address_and_its_representative(check: Check, fields: Any, pointer: str) -> None:
    assert _missing(check, fields=fields) == {pointer: "unknown"}


@pytest.mark.parametrize(("nature", "signs"), [("association", True), ("foundation", True), ("commune", False)])
def test_an_association_signs_the_republican_commitment_and_a_commune_does_not(
    check: Check, nature: str, signs: bool
) -> None:
    unsigned = changed(COMPLETE, (("attestations", "republican_commitment"), False))
    checked = check(unsigned, fields={"nature": nature})
    assert checked.complete is not signs
    assert any(point.path[-1] == "republican_commitment" for point in checked.points) is signs


def test_a_bonus_of_the_year_asks_what_it_adds(check: Check) -> None:
    place = (*_GROUP, "bonuses")
    assert _missing(check, (place, [{"id": "children", "beyond": None}])) == {
        "/actions/0/groups/0/bonuses/0/beyond": "unknown"
    }
    assert _missing(check, (place, [{"id": "children", "beyond": "Une sortie."}])) == {}


def test_a_bonus_that_does_not_exist_is_wrong_and_says_which_do(check: Check) -> None:
    claim = [{"id": "sport", "beyond": "x"}]
    (point,) = missing(check(changed(COMPLETE, ((*_GROUP, "bonuses"), claim))).points)
    assert (_pointer(point), point.verdict) == ("/actions/0/groups/0/bonuses/0/id", "not_met")
    assert "sport" in point.label
    assert point.message == "Ce n'est pas un bonus de cette année ; choix possibles : children, parents."


def test_a_bonus_whose_amount_is_not_published_names_the_missing_figure(check: Check) -> None:
    """No source published the bonuses of 2024-2025: one that is claimed is refused, never guessed."""
    claimed = changed(COMPLETE, ((*_GROUP, "bonuses"), [{"id": "children", "beyond": "Une sortie."}]))
    checked = check(claimed, "seine_et_marne", "2024-2025")
    (point,) = missing(checked.points)
    assert (_pointer(point), point.verdict) == ("/actions/0/groups/0/bonuses/0/id", "not_met")
    assert point.message == (
        "Bonus enfants : aucun montant n'est publié pour 2024-2025, le calcul est donc refusé. "
        "Retirez cette demande, ou attendez la publication du montant."
    )
    # The group is estimated without it: 33 % of 8,000.00 + 1,000.00 = 2,970.00, more than the maximum of 2,800.70.
    assert checked.estimate is not None
    assert checked.estimate.groups[0].bonuses == ()
    assert checked.total == 2_800_70


def test_charges_and_produits_that_differ_are_wrong_and_say_by_how_much(check: Check) -> None:
    # 9,000.01 + 1,000.00 of charges against 10,000.00 of produits.
    checked = check(changed(COMPLETE, (("budget", 0, "amount"), "9000.01")))
    (point,) = missing(checked.points)
    assert (point.path, point.verdict) == (("budget",), "not_met")
    assert point.message.endswith("diffèrent de 0,01\u00a0€.")


def test_volunteer_contributions_that_differ_are_wrong(check: Check) -> None:
    (point,) = missing(check(changed(COMPLETE, (("budget", 4, "amount"), "499.00"))).points)
    assert (point.path, point.verdict) == (("budget",), "not_met")
    assert "Le compte 86 (499,00\u00a0€)" in point.message


@pytest.mark.parametrize(("costs", "complete"), [("9000.00", True), ("9000.01", False)])
def test_groups_cost_no_more_than_the_charges(check: Check, costs: str, complete: bool) -> None:
    # 9,000.00 of the group and 1,000.00 in common are the 10,000.00 of charges; a cent more is too much.
    checked = check(changed(COMPLETE, ((*_GROUP, "running_costs"), costs)))
    assert checked.complete is complete
    if not complete:
        (point,) = missing(checked.points)
        assert point.verdict == "not_met"
        assert "10\u202f000,01\u00a0€" in point.message


def test_a_heading_and_its_own_account_are_not_both_filled(check: Check) -> None:
    # 1,000.00 of supplies typed under 60, and 600.00 of them again under 601: the budget would count them twice.
    twice = [{"account": "601", "amount": "600.00"}, {"account": "70", "amount": "600.00"}]
    checked = check(changed(COMPLETE, (("budget",), [*COMPLETE["budget"], *twice])))
    (point,) = missing(checked.points)
    assert (_pointer(point), point.verdict) == ("/budget/1/amount", "not_met")
    assert "60" in point.message
    assert "601" in point.message
    assert [each.pointer for each in checked.obstacles] == ["/budget/1/amount"]


@pytest.mark.parametrize(("heading", "account"), [("0.00", "600.00"), ("600.00", "0.00"), (None, "600.00")])
def test_a_heading_without_an_amount_counts_nothing_twice(check: Check, heading: str | None, account: str) -> None:
    lines = [{"account": "61", "amount": heading}, {"account": "613", "amount": account}]
    found = _missing(check, (("budget",), [*COMPLETE["budget"], *lines, {"account": "70", "amount": "600.00"}]))
    assert found == ({"/budget/6/amount": "unknown"} if heading is None else {})


def test_a_line_without_its_amount_is_to_answer(check: Check) -> None:
    found = _missing(check, (("budget", 4, "amount"), None), (("budget", 5, "amount"), None))
    assert found == {"/budget/4/amount": "unknown", "/budget/5/amount": "unknown"}


def _of_documents(campaign: Campaign, nature: str, attached: set[str]) -> dict[str, str]:
    points = completeness(DossierContent(), porteur(nature=nature), campaign, attached, BONUSES, NO_QUESTIONS)
    return {str(point.path[1]): point.verdict for point in points if point.path[0] == "attachments"}


def test_documents_are_asked_of_the_natures_that_the_campaign_names(essai_campaign: Campaign) -> None:
    """« Essai » asks for statutes of associations and foundations, and for a plan of everybody."""
    assert _of_documents(essai_campaign, "association", set()) == {"statutes": "unknown", "essai_plan": "unknown"}
    assert _of_documents(essai_campaign, "association", {"statutes"}) == {"statutes": "met", "essai_plan": "unknown"}
    assert _of_documents(essai_campaign, "commune", {"other"}) == {"essai_plan": "unknown"}


def test_a_bilan_is_asked_about_only_where_the_next_deposit_needs_it(
    essai_campaign: Campaign, referential_2025: Referential
) -> None:
    content = read(changed(COMPLETE, (("previous_bilan",), None)))
    assert essai_campaign.bilan is not None
    for bilan, asked in (
        (essai_campaign.bilan, True),
        (replace(essai_campaign.bilan, needed_for_next_deposit=False), False),
        (None, False),
    ):
        campaign = replace(essai_campaign, bilan=bilan)
        questions = questionnaire_of(referential_2025, campaign)
        points = completeness(content, porteur(), campaign, set(), BONUSES, questions)
        assert any(point.path == ("previous_bilan",) for point in points) is asked
