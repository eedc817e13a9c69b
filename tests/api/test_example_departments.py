"""The departments of `tests/examples`, each of which shows what a file may say: installed together, checked and served
beside the others, as an integrator would install them."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.security.principal import SYSTEM
from clas_api.services.rules.amending import amend_campaign
from clas_api.store.database import database
from clas_core.conformance.checking import check_folder
from clas_core.departments import DepartmentRegistry
from clas_core.departments.amendment_text import request_schema
from clas_core.documents.framing_note import framing_note
from clas_core.national import ReferentialLibrary
from clas_core.reading import read_json
from clas_core.years import PARIS

EXAMPLES = Path(__file__).parents[1] / "examples"
SLUGS = ("aube", "la_reunion", "meuse", "vosges")
YEAR = "2025-2026"
TODAY = date(2025, 6, 2)
GROUP = {"label": "CE2", "children": 10, "adults": 2, "running_costs": "6000.00"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Install the examples where Python looks for packages, as pip would."""
    site = tmp_path_factory.mktemp("site")
    for slug in SLUGS:
        shutil.copytree(EXAMPLES / f"clas_{slug}", site / f"clas_{slug}")
        described = site / f"clas_{slug}-1.0.dist-info"
        described.mkdir()
        name = f"clas-{slug.replace('_', '-')}"
        (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        entry = f"[clas.departments]\n{slug} = clas_{slug}\n"
        (described / "entry_points.txt").write_text(entry, encoding="utf-8")
    sys.path.insert(0, str(site))
    yield site
    sys.path.remove(str(site))
    for slug in SLUGS:
        sys.modules.pop(f"clas_{slug}", None)


@pytest.fixture
def client(installed: Path, make_app: Callable[..., Flask], lend_database: Callable[[str], str]) -> FlaskClient:
    assert installed.is_dir()
    return make_app(database_url=lend_database("sqlite"), today=TODAY, own=True).test_client()


def _estimate(client: FlaskClient, slug: str, **more: Any) -> Any:
    asked = {"department": slug, "school_year": YEAR, "groups": [GROUP], **more}
    answer = client.post("/api/v1/estimates", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_each_example_is_here_and_is_installed(installed: Path) -> None:
    assert {each.name for each in EXAMPLES.glob("clas_*")} == {f"clas_{slug}" for slug in SLUGS}
    registry = DepartmentRegistry.load()
    assert not registry.faults
    assert {each.slug for each in registry} == {"marne", "seine_et_marne", *SLUGS}
    assert installed.is_dir()


@pytest.mark.parametrize("slug", SLUGS)
def test_an_example_is_ready_with_nothing_to_mend(slug: str) -> None:
    report = check_folder(EXAMPLES / f"clas_{slug}", ReferentialLibrary.load(), date(2026, 11, 29))
    assert report.ready
    assert [each.text for each in report.found if each.level != "remark"] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_an_example_is_served_in_every_form(client: FlaskClient, slug: str) -> None:
    below = f"/api/v1/departments/{slug}/campaigns/{YEAR}"
    forms = [f"{below}/{name}.{form}" for name in ("call", "framing-note") for form in ("html", "md", "pdf")]
    pages = [f"/departements/{slug}", f"/departements/{slug}/{YEAR}", f"/departements/{slug}/{YEAR}/deposer"]
    for address in (below, f"{below}/calendar.ics", *forms, *pages, "/", "/simulateur"):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text[:300])
        if not address.endswith(".pdf"):
            assert not re.search(r"\bNone\b|Traceback|datetime\.", answer.text), address
    assert _estimate(client, slug)["groups"][0]["ps"] == "1980.00"


def test_a_call_without_days_is_announced_until_its_caf_states_one(client: FlaskClient) -> None:
    below = f"/api/v1/departments/aube/campaigns/{YEAR}"
    page = client.get(f"/departements/aube/{YEAR}").text
    for words in ("avant l'été", "du 2 au 20 juin 2025", "courant septembre", "de juillet à septembre 2026", "annoncé"):
        assert words in page.replace("’", "'").replace("&#39;", "'"), words
    events = client.get(f"{below}/calendar.ics").text
    assert "DTSTART;VALUE=DATE:20250602" in events
    assert "courant septembre" not in events
    with client.application.app_context():
        stated = {"source": "Courrier de la directrice, 28 mai 2025", "closes": "2025-06-27", "decides": "funders"}
        with Session(database.engine) as session:
            now = datetime.combine(TODAY, time(9), tzinfo=PARIS)
            context = Context(client.application.extensions["clas"], session, SYSTEM, now)
            amend_campaign(context, "aube", YEAR, read_json(stated, request_schema()))
    whole = client.get(below).get_json()
    assert (whole["calendar"]["state"], whole["calendar"]["closes"]) == ("open", "2025-06-27")
    assert "Courrier de la directrice" in client.get(f"/departements/aube/{YEAR}").text


def test_each_amount_has_its_payer(client: FlaskClient) -> None:
    groups = [GROUP, {**GROUP, "label": "CM1"}]
    answer = _estimate(client, "meuse", groups=groups)
    assert [group["supplements"] for group in answer["groups"]] == [[], []]
    told = " ".join(answer["remarks"])
    assert "Aide aux enfants de l'agglomération" in told, "where the action is held is not known"
    assert "Aide à la durée" in told
    assert "le comité en fixe le montant" in told
    note = client.get(f"/api/v1/departments/meuse/campaigns/{YEAR}/framing-note.md").text
    for words in (
        "les actions de « Bar-le-Duc Sud Meuse »",
        "Département de la Meuse",
        "au plus 80\u00a0% des dépenses",
        "décembre 2025",
        "318",
        "le matin, du lundi au jeudi",
    ):
        assert words in note, words


def test_a_call_has_other_programmes_than_the_clas(client: FlaskClient) -> None:
    whole = client.get(f"/api/v1/departments/meuse/campaigns/{YEAR}").get_json()
    assert [(each["id"], each["funder"], each["most"]) for each in whole["programmes"]] == [
        ("reaap", None, "6000.00"),
        ("cafes", "agglo", "2000.00"),
    ]
    page = client.get(f"/departements/meuse/{YEAR}").text.replace("&#39;", "'")
    for words in ("Les autres programmes de cet appel", "Cafés des parents", "300,00\u00a0€ au moins"):
        assert words in page, words
    answers = {"meuse.cafes_open": False, "meuse.reaap_parents": 12}
    said = {"programmes": ["cafes", "reaap"], "answers": answers}
    asked = {"department": "meuse", "school_year": YEAR, "dossier": said}
    told = client.post("/api/v1/assessments", json=asked).get_json()
    assert [(each["id"], each["verdict"]) for each in told["programmes"]] == [("reaap", "met"), ("cafes", "not_met")]
    assert told["eligible"] == "met", "one of the programmes may be granted, and nothing is asked of the Clas"
    refused = client.post("/api/v1/assessments", json={**asked, "dossier": {"programmes": ["reap", 3]}})
    assert refused.status_code == 422
    unknown = client.post("/api/v1/assessments", json={**asked, "dossier": {"programmes": ["reap"]}}).get_json()
    assert [each["pointer"] for each in unknown["errors"]] == ["/dossier/programmes/0"]
    assert "reaap" in unknown["errors"][0]["detail"]


def test_questions_of_every_kind_are_asked_of_porteurs_and_of_those_who_study(client: FlaskClient) -> None:
    whole = client.get(f"/api/v1/departments/vosges/campaigns/{YEAR}").get_json()
    asked = {each["id"]: each for each in whole["questions"]}
    assert {each["subject"] for each in asked.values()} == {
        "dossier", "action", "group", "bilan", "bilan_group", "study",
    }  # fmt: skip
    assert asked["vosges.opinion"]["shown_to"] == ["committee"]
    assert [each["question"] for each in whole["criteria"] if each.get("question")] == ["vosges.fee"]


def test_a_second_call_of_the_year_is_served_beside_the_main_one(client: FlaskClient) -> None:
    name, title = f"{YEAR}-janvier", "2025-2026, Seconde session, janvier 2026"
    below = f"/api/v1/departments/vosges/campaigns/{name}"
    forms = [f"{below}/{kind}.{form}" for kind in ("call", "framing-note") for form in ("html", "md", "pdf")]
    pages = [f"/departements/vosges/{name}", f"/departements/vosges/{name}/deposer"]
    for address in (below, f"{below}/calendar.ics", *forms, *pages):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text[:300])
        if address.endswith((".html", ".md", "/deposer", name)) and address != below:
            assert title in answer.text, address
    listed = client.get("/api/v1/departments/vosges").get_json()["campaigns"]
    assert [(each["call"], each["call_name"]) for each in listed] == [
        (YEAR, None), (name, "Seconde session, janvier 2026"),
    ]  # fmt: skip
    assert title in client.get("/departements/vosges").text
    assert client.get("/api/v1/departments/vosges/campaigns/2025-2026-mars").status_code == 404
    whole = client.get(below).get_json()
    assert (whole["call"], [each["id"] for each in whole["questions"]]) == (name, ["vosges.second_term"])
    answer = client.post("/api/v1/estimates", json={"department": "vosges", "call": name, "groups": [GROUP]})
    assert answer.get_json()["call"] == name


def test_overseas_a_deadline_is_told_here_and_there_and_offices_say_their_hours(client: FlaskClient) -> None:
    page = client.get(f"/departements/la_reunion/{YEAR}").text
    for words in ("heure de Paris", "Secteur Nord", "Le Chaudron", "le mardi, de 8 h à 12 h"):
        assert words in page.replace("&#39;", "'"), words


def test_overseas_the_end_of_a_call_is_told_by_ones_own_clocks_wherever_it_is(client: FlaskClient) -> None:
    there = "soit le 5 juillet 2025 à 1 h 59 à La Réunion"
    for address in (
        "/departements/la_reunion/2025-2026",
        "/departements/la_reunion/2025-2026/deposer",
        "/api/v1/departments/la_reunion/campaigns/2025-2026/framing-note.html",
        "/api/v1/departments/la_reunion/campaigns/2025-2026/calendar.ics",
    ):
        told = client.get(address).get_data(as_text=True).replace("\r\n ", "")
        assert there in told, address


def test_an_orientation_with_an_identifier_is_asked_of_each_dossier(client: FlaskClient) -> None:
    whole = client.get("/api/v1/departments/la_reunion/campaigns/2025-2026").get_json()
    asked = {each["id"]: each for each in whole["questions"]}
    assert asked["la_reunion.quartiers"]["kind"] == "yes_no"
    assert asked["la_reunion.quartiers.how"]["when"]["question"] == "la_reunion.quartiers"


def test_nothing_of_one_example_is_told_of_another(client: FlaskClient) -> None:
    for slug in SLUGS:
        told = json.dumps(client.get(f"/api/v1/departments/{slug}/campaigns/{YEAR}").get_json(), ensure_ascii=False)
        others = [other for other in SLUGS if other != slug and f"{other}." in told]
        assert not others


def test_a_note_is_the_same_whatever_else_is_installed(installed: Path) -> None:
    registry = DepartmentRegistry.load()
    alone = DepartmentRegistry.load(enabled=("vosges",))
    assert installed.is_dir()
    library = ReferentialLibrary.load()
    written = [
        framing_note(each.department, each.department.latest, library.get(each.department.latest.school_year), None)
        for each in (registry.get("vosges"), alone.get("vosges"))
        if each.department.latest is not None
    ]
    assert written[0] == written[1]
