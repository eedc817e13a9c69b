"""A deposit of which nothing would be paid is made once that is said to be known, and its receipt says it."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bench.samples import content
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail
from clas_core.departments import DepartmentPlugin
from clas_core.dossiers import check_dossier, check_json
from clas_core.estimates import Estimator
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear
from tests.api.dossiers.conftest import save
from tests.core.dossiers.conftest import COMPLETE, porteur, read
from tests.stages import World

CONFIRMED = {"confirmed_unpaid": True}


def with_groups(*changes: dict[str, Any]) -> dict[str, Any]:
    """Return a whole content with a group for each of `changes`, its costs shared so that the budget holds them."""
    made = content()
    (group,) = made["actions"][0]["groups"]
    groups = [copy.deepcopy(group) | {"running_costs": "1000.00"} | each for each in changes]
    return {**made, "actions": [{**made["actions"][0], "groups": groups}]}


def deposit(world: World, body: Any = None, **headers: str) -> Any:
    return world.ask("neighbour51", "POST", f"/dossiers/{world.draft}/deposit", body, headers=headers)


def _mails(world: World) -> list[str]:
    with world.client.application.app_context():
        open_session(database.session, EVERYTHING)
        found = database.session.scalars(select(OutgoingMail.body).order_by(OutgoingMail.created_at))
        return list(found)


@pytest.mark.parametrize(
    ("sections", "pointer"),
    [
        (with_groups({"children": 7}, {"children": 7}), "/actions/0/groups/0/children"),
        (with_groups({"children": 13}), "/actions/0/groups/0/children"),
        (with_groups({"volunteer_adults": 0}), "/actions/0/groups/0/paid_adults"),
        (with_groups({"outside_school_time": False}), "/actions/0/groups/0/outside_school_time"),
        ({**with_groups({"running_costs": "0.00", "bonuses": []}), "common_costs": "0.00"}, "/running_costs"),
        ({**content(), "beyond_homework": False}, "/beyond_homework"),
    ],
    ids=["seven children", "thirteen children", "one adult", "at school", "no costs", "homework alone"],
)
def test_a_deposit_of_which_nothing_would_be_paid_is_refused_with_the_reason_until_that_is_said_to_be_known(
    world: World, sections: dict[str, Any], pointer: str
) -> None:
    assert save(world, world.draft, sections, "neighbour51").status_code == 200
    refused = deposit(world, Idempotency_Key="une fois")
    assert refused.status_code == 422
    errors = refused.get_json()["errors"]
    assert errors[0]["pointer"] == "/confirmed_unpaid"
    assert errors[1]["pointer"].endswith(pointer)
    for body in ({}, {"confirmed_unpaid": False}):
        assert deposit(world, body).status_code == 422
    assert world.ask("neighbour51", "GET", f"/dossiers/{world.draft}").get_json()["state"] == "draft"

    given = deposit(world, CONFIRMED, Idempotency_Key="une fois")
    assert given.status_code == 201
    unpaid = given.get_json()["unpaid"]
    assert unpaid["nothing"] is True
    assert unpaid["reasons"][0]["pointer"].endswith(pointer)
    assert any(unpaid["summary"] in each and unpaid["reasons"][0]["message"] in each for each in _mails(world))
    assert deposit(world, Idempotency_Key="une fois").get_json() == given.get_json()
    version = world.ask("agent51", "GET", f"/dossiers/{world.draft}/versions/1").get_json()
    assert version["unpaid"] == unpaid


def test_seven_children_in_each_group_are_a_receipt_of_nothing(world: World) -> None:
    save(world, world.draft, with_groups({"children": 7}, {"children": 13}), "neighbour51")
    given = deposit(world, CONFIRMED).get_json()
    assert (given["forecast"], given["unpaid"]["summary"]) == ("0.00", "2 groupes sur 2 ne seraient pas payés")


def test_some_groups_paid_and_some_not_asks_nothing_and_is_told_on_the_receipt(world: World) -> None:
    save(world, world.draft, with_groups({"children": 7}, {}), "neighbour51")
    given = deposit(world)
    assert given.status_code == 201
    unpaid = given.get_json()["unpaid"]
    assert (unpaid["summary"], unpaid["nothing"]) == ("1 groupe sur 2 ne serait pas payé", False)


def test_what_is_missing_is_told_before_what_would_not_be_paid(world: World) -> None:
    axes = {**content()["axes"], "school": None}
    save(world, world.draft, {**content(), "axes": axes}, "neighbour51")
    pointers = [each["pointer"] for each in deposit(world).get_json()["errors"]]
    assert pointers == ["/axes/school"]
    assert deposit(world, CONFIRMED).status_code == 422


@pytest.mark.parametrize("value", ["true", 1, None, []])
def test_a_confirmation_that_is_no_yes_or_no_is_refused(world: World, value: Any) -> None:
    save(world, world.draft, with_groups({"children": 7}), "neighbour51")
    refused = deposit(world, {"confirmed_unpaid": value})
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.get_json()["errors"]] == ["/confirmed_unpaid"]


LOCAL = """
[[criteria]]
id = "essai.{field}"
subject = "{subject}"
kind = "at_least"
field = "{field}"
min = {least}
severity = "blocking"
label = "critère local"
message = "Le critère local n'est pas rempli."
source = "note"
standing = "published"
checked_on = 2025-05-05
"""


@pytest.mark.parametrize(
    ("subject", "field", "place"),
    [
        ("group", "weeks", ("actions", 0, "groups", 0, "weeks")),
        ("group", "sessions_per_week", ("actions", 0, "groups", 0, "sessions_per_week")),
        ("group", "children", ("actions", 0, "groups", 0, "children")),
        ("action", "partner_schools", ("actions", 0, "schools")),
    ],
)
def test_a_criterion_of_the_department_counts_as_a_national_one_does(
    make_department: Callable[..., DepartmentPlugin], subject: str, field: str, place: tuple[str | int, ...]
) -> None:
    plugin = make_department(more=LOCAL.format(subject=subject, field=field, least=99))
    year = SchoolYear.parse("2025-2026")
    campaign = plugin.department.campaign(year)
    estimator = Estimator(ReferentialLibrary.load().get(year), plugin)
    checked = check_dossier(read(COMPLETE), porteur(), campaign, estimator, deposited_on=date(2025, 6, 1))
    assert checked.unpaid.nothing
    assert [each.path for each in checked.unpaid.reasons] == [place]
    assert checked.total == 0
    assert checked.estimate is not None
    assert check_json(checked)["estimate"]["groups"][0]["reasons"][0]["criterion"] == f"essai.{field}"
