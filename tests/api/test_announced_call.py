"""A call whose closing day nobody has published: read and prepared, never deposited, and no day is made up."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from bench.samples import content
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.dossiers.extending import grant_extension
from clas_core.departments import DepartmentRegistry
from clas_core.errors import OutOfTime, Refused
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import AGENT, NOW, Site
from tests.stages import Stages

CALL = "/api/v1/departments/marne/campaigns/2025-2026"


def marne(make_department: MakeDepartment, dates: str) -> DepartmentRegistry:
    return DepartmentRegistry([make_department("marne", "51", '"Marne"', dates=dates)])


@pytest.fixture
def site(make_app: Callable[..., Flask], make_department: MakeDepartment, stages: Stages, database_url: str) -> Site:
    registry = marne(make_department, "opens = 2025-05-26")
    return Site(make_app(database_url=database_url, today=NOW, registry=registry, own=True), database_url, stages)


def test_it_is_told_as_announced_everywhere_and_counts_no_days(site: Site) -> None:
    client = site.app.test_client()
    (named,) = client.get("/api/v1/departments/marne").get_json()["campaigns"]
    assert (named["state"], named["closes"], named["days_left"]) == ("announced", None, None)
    whole = client.get(CALL).get_json()
    assert (whole["calendar"]["deadline"], whole["calendar"]["closes"]) == (None, None)
    assert not [each for each in whole["criteria"] if "marne.deadline" in str(each)]
    assert b"UID" in client.get(f"{CALL}/calendar.ics").data
    assert "clôture" not in client.get(f"{CALL}/calendar.ics").text
    for address in (
        "/",
        "/departements/marne",
        "/departements/marne/2025-2026",
        "/departements/marne/2025-2026/deposer",
    ):
        page = client.get(address).text
        assert "annoncé" in page, address
        assert "il reste" not in page, address
        assert "None" not in page, address
    for form in ("html", "md", "pdf"):
        assert client.get(f"{CALL}/framing-note.{form}").status_code == 200
        assert client.get(f"{CALL}/call.{form}").status_code == 200
    assert "jour pas encore connu" in client.get(f"{CALL}/call.md").text


def test_a_dossier_is_prepared_and_not_deposited(site: Site) -> None:
    browser = site.person("alex")
    porteur = site.porteur("alex")
    assert "se prépare" in browser.open("/espace").text
    address = site.dossier("alex", porteur, content())
    for page in ("", "/verifier", "/contact", "/lecture"):
        shown = browser.open(address + page).text
        assert "pas encore connu" in shown, page
        assert "encore 1 jour" not in shown
    assert "est annoncé" in browser.open(f"{address}/verifier").text
    with site.app.test_request_context(), pytest.raises(OutOfTime) as refused:
        deposit(site.context("alex"), UUID(address.rpartition("/")[2]))
    assert "son jour de clôture n'est pas encore connu" in refused.value.message


def test_there_is_no_time_to_extend(site: Site) -> None:
    site.person("alex")
    site.person("agent", AGENT)
    porteur = UUID(site.porteur("alex"))
    with site.app.test_request_context(), pytest.raises(Refused) as refused:
        grant_extension(site.context("agent"), "marne", "2025-2026", porteur, until=date(2025, 9, 1), reason="Retard.")
    assert "rien à prolonger" in refused.value.message


def test_what_was_prepared_is_deposited_once_the_day_is_published(
    site: Site, make_app: Callable[..., Flask], make_department: MakeDepartment
) -> None:
    site.person("alex")
    address = site.dossier("alex", site.porteur("alex"), content())
    registry = marne(make_department, "opens = 2025-05-26\ncloses = 2025-08-18")
    later = Site(
        make_app(database_url=site.database_url, today=NOW, registry=registry, own=True),
        site.database_url,
        site.stages,
        site.accounts,
    )
    later.app.secret_key = site.app.secret_key
    with later.app.test_request_context():
        assert deposit(later.context("alex"), UUID(address.rpartition("/")[2]))["receipt"]


@pytest.mark.parametrize(
    ("written", "said", "given"),
    [
        ('"2025-08"', "août 2025", "2025-08"),
        (
            "{ from = 2025-08-18, to = 2025-08-29 }",
            "du 18 au 29 août 2025",
            {"from": "2025-08-18", "to": "2025-08-29"},
        ),
        ('{ text = "fin de l\'été" }', "fin de l&#39;été", {"text": "fin de l'été"}),
    ],
)
def test_a_closing_that_is_no_day_is_told_as_it_was_published(
    make_app: Callable[..., Flask], make_department: MakeDepartment, written: str, said: str, given: object
) -> None:
    registry = marne(make_department, f"opens = 2025-05-26\ncloses = {written}")
    client = make_app(today=NOW, registry=registry).test_client()
    (named,) = client.get("/api/v1/departments/marne").get_json()["campaigns"]
    assert (named["state"], named["closes"], named["days_left"]) == ("announced", None, None)
    calendar = client.get(CALL).get_json()["calendar"]
    assert (calendar["deadline"], calendar["closes"]) == (None, given)
    for address in ("/", "/departements/marne", *(f"/departements/marne/2025-2026{end}" for end in ("", "/deposer"))):
        page = client.get(address).text
        assert said in page, address
        assert "annoncé" in page, address
        assert "il reste" not in page, address
    for form in ("html", "md", "pdf"):
        assert client.get(f"{CALL}/framing-note.{form}").status_code == 200
