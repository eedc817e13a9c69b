"""``GET /departments``: who is served, with those that cannot be, and every fact of their calls."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

JSON = dict[str, Any]
Problem = Callable[..., JSON]


def test_the_installed_departments_are_listed_by_code(client: FlaskClient) -> None:
    listed = client.get("/api/v1/departments").get_json()["departments"]
    assert [(each["code"], each["slug"], each["name"], each["status"]) for each in listed] == [
        ("51", "marne", "Marne", "available"),
        ("77", "seine_et_marne", "Seine-et-Marne", "available"),
    ]


def test_a_listed_call_says_its_state_and_its_days_left(client: FlaskClient) -> None:
    listed = client.get("/api/v1/departments").get_json()["departments"]
    assert [each["campaigns"] for each in listed] == [
        [
            {
                "school_year": "2025-2026",
                "call": "2025-2026",
                "call_name": None,
                "state": "open",
                "opens": "2025-05-26",
                "opens_text": "26 mai 2025",
                "closes": "2025-08-18",
                "closes_text": "18 août 2025",
                "days_left": 48,
            }
        ],
        [
            {
                "school_year": "2024-2025",
                "call": "2024-2025",
                "call_name": None,
                "state": "closed",
                "opens": None,
                "opens_text": None,
                "closes": "2024-06-10",
                "closes_text": "10 juin 2024",
                "days_left": 0,
            }
        ],
    ]


def test_a_department_is_shown_as_it_is_listed(client: FlaskClient) -> None:
    for listed in client.get("/api/v1/departments").get_json()["departments"]:
        assert client.get(f"/api/v1/departments/{listed['slug']}").get_json() == listed


def test_the_caf_of_marne_can_be_reached(client: FlaskClient) -> None:
    caf = client.get("/api/v1/departments/marne").get_json()["caf"]
    assert caf["name"] == "Caf de la Marne"
    assert caf["address"] == ["202 rue des Capucins", "51100 Reims"]
    assert caf["phone"] == "03 26 79 15 41"


@pytest.mark.parametrize("slug", ["nulle_part", "MARNE", "marne%00", "..", "%3Cb%3E", "m" * 5000])
def test_a_department_that_is_not_there_is_not_found(client: FlaskClient, problem: Problem, slug: str) -> None:
    assert len(problem(client.get(f"/api/v1/departments/{slug}"), 404)["detail"]) < 300


def test_a_broken_department_is_listed_with_its_reason_and_harms_no_other(broken_client: FlaskClient) -> None:
    *served, broken = broken_client.get("/api/v1/departments").get_json()["departments"]
    assert [each["slug"] for each in served] == ["marne", "seine_et_marne"]
    assert (broken["slug"], broken["status"]) == ("aube", "unavailable")
    assert "clas_aube_qui_manque" in broken["reason"]


@pytest.mark.parametrize("below", ["", "/campaigns/2025-2026", "/campaigns/2025-2026/calendar.ics"])
def test_a_broken_department_answers_503(broken_client: FlaskClient, problem: Problem, below: str) -> None:
    found = problem(broken_client.get(f"/api/v1/departments/aube{below}"), 503)
    assert "aube" in found["detail"]
    assert "clas_aube_qui_manque" not in found["detail"]
    assert broken_client.get("/api/v1/departments/marne/campaigns/2025-2026").status_code == 200


@pytest.mark.parametrize("year", ["2024-2025", "2025", "abc", "2025-2027", "%F0%9F%8E%92", "2025-2026 "])
def test_a_call_that_is_not_there_is_not_found(client: FlaskClient, problem: Problem, year: str) -> None:
    assert "2025-2026" in problem(client.get(f"/api/v1/departments/marne/campaigns/{year}"), 404)["detail"]


def test_the_call_of_marne_holds_the_facts_of_its_note(client: FlaskClient) -> None:
    call = client.get("/api/v1/departments/marne/campaigns/2025-2026").get_json()
    assert call["calendar"]["opens"] == "2025-05-26"
    assert call["calendar"]["closes"] == "2025-08-18"
    assert call["calendar"]["deadline"] == "2025-08-18T23:59:59+02:00"
    assert [(event["kind"], event["when"]) for event in call["calendar"]["events"]] == [("committee", "2025-09")]
    assert {contact["email"] for contact in call["contacts"]} == {
        "sylvie.jurion@caf51.caf.fr",
        "gangnard.celine@marne.fr",
        "Manon.abdellali@ac-reims.fr",
        "amandine.olivier@marne.gouv.fr",
    }
    assert [(each["school_year"], each["porteurs"], each["actions"]) for each in call["approved"]] == [
        ("2024-2025", 19, 86)
    ]
    steering = next(each for each in call["committees"] if each["kind"] == "steering")
    assert (steering["presided_by"], steering["secretariat"], len(steering["missions"])) == ("prefet", "caf", 8)
    assert call["deposit"]["online_only"] is True
    assert (call["bilan"]["about"], call["bilan"]["since"]) == ("2024-2025", "2024-06-20")
    assert call["bilan"]["needed_for_next_deposit"] is True


def test_the_call_of_seine_et_marne_holds_the_facts_of_its_page(client: FlaskClient) -> None:
    call = client.get("/api/v1/departments/seine_et_marne/campaigns/2024-2025").get_json()
    assert call["calendar"]["opens"] is None
    assert call["calendar"]["closes"] == "2024-06-10"
    assert call["calendar"]["state"] == "closed"
    webinars = [event["when"] for event in call["calendar"]["events"] if event["kind"] == "webinar"]
    assert webinars == ["2024-05-07T10:00:00+02:00", "2024-05-24T10:00:00+02:00"]
    assert call["bilan"]["about"] == "2023-2024"
    assert "Afas" in call["bilan"]["service"]
    assert call["gaps"]


def test_every_source_that_a_call_cites_is_one_of_its_sources(client: FlaskClient) -> None:
    for slug, year in (("marne", "2025-2026"), ("seine_et_marne", "2024-2025")):
        call = client.get(f"/api/v1/departments/{slug}/campaigns/{year}").get_json()
        known = set(call["sources"].values())
        parts = [call["deposit"], call["bilan"], *call["committees"], *call["orientations"], *call["approved"]]
        assert {part["source"] for part in parts} <= known
