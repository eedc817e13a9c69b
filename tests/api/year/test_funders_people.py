"""The people of a funder read the dossiers that ask for its aid, with its figures, and no others."""

from uuid import UUID

import pytest
from flask import Flask

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import RoleRow
from clas_core.departments import DepartmentRegistry
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.year.conftest import Year
from tests.api.year.test_payers import CALL
from tests.casts import NOW, of_a_year
from tests.stages import Stages

LIST = "//departments/marne/funders/{funder}/dossiers/2025-2026"
COMMUNES_ONLY = """
[[funders]]
id = "region"
name = "Région"
kind = "region"
[[aids]]
id = "region"
funder = "region"
label = "Aide de la région"
per = "group"
amount = 10
natures = ["commune"]
source = "note"
"""


@pytest.fixture
def app(make_app: MakeApp, lend_database: LendDatabase, kind: str, make_department: MakeDepartment) -> Flask:
    marne = make_department("marne", "51", '"Marne"', more=CALL + COMMUNES_ONLY)
    app = make_app(registry=DepartmentRegistry([marne]), database_url=lend_database(kind, empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def funded(app: Flask, stages: Stages) -> Year:
    world = stages.put_back(app, "closed", of_a_year("approved"))
    return Year(app, world, world.draft)


def _follows(year: Year, who: str, funder: str, *, instead: bool = True) -> None:
    """Make somebody one of the people of a funder, instead of what they are."""
    with year.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        account = UUID(str(year.world.accounts[who]))
        if instead:
            for row in database.session.query(RoleRow).filter(RoleRow.account_id == account):
                database.session.delete(row)
        role = {"kind": "funder", "department": "marne", "institution": funder}
        database.session.add(RoleRow(account_id=account, granted_at=NOW, **role))
        database.session.commit()


def test_they_read_the_dossiers_that_ask_for_its_aid_with_its_figures(funded: Year) -> None:
    funded.begin()
    funded.pay()
    funded.file("4000.00", "5500.00")
    assert funded.step("agent51", "/settlement").status_code == 201
    _follows(funded, "committee51", "agglo")
    listed = funded.ask("committee51", "GET", LIST.format(funder="agglo")).get_json()["dossiers"]
    (found,) = [each for each in listed if each["dossier"] == funded.dossier]
    assert (found["asked"], found["granted"], found["paid"], found["due"]) == (
        "1400.00",
        "1400.00",
        "1400.00",
        "950.00",
    )
    assert [each["payer"] for each in found["aids"]] == ["Grand Reims"]
    one = funded.ask("committee51", "GET", f"{LIST.format(funder='agglo')}/{funded.dossier}").get_json()
    assert len(one["content"]["actions"]) == 1
    assert "9135.00" not in str(one), "the figures of another funder"


def test_nobody_else_reads_them_and_they_read_nothing_else(funded: Year) -> None:
    _follows(funded, "committee51", "region")
    assert funded.ask("committee51", "GET", LIST.format(funder="region")).get_json() == {"dossiers": []}
    refused = f"{LIST.format(funder='region')}/{funded.dossier}"
    assert funded.ask("committee51", "GET", refused).status_code == 404
    for funder in ("agglo", "ville", "nobody"):
        assert funded.ask("committee51", "GET", LIST.format(funder=funder)).status_code == 404
    assert funded.ask("committee51", "GET").status_code in (403, 404)
    for path in ("//dossiers", "//departments/marne/sessions", "//departments/marne/statistics/2025-2026"):
        assert funded.ask("committee51", "GET", path).status_code == 403
    assert funded.ask("neighbour51", "GET", LIST.format(funder="agglo")).status_code == 403
    listed = funded.ask("agent51", "GET", LIST.format(funder="agglo")).get_json()["dossiers"]
    assert funded.dossier in {each["dossier"] for each in listed}


def test_a_member_of_the_committee_who_follows_an_aid_too_keeps_what_they_read(funded: Year) -> None:
    _follows(funded, "committee51", "agglo", instead=False)
    assert funded.ask("committee51", "GET").status_code == 200
    assert funded.ask("committee51", "GET", LIST.format(funder="agglo")).status_code == 200


def test_the_head_of_the_service_gives_the_role_for_a_funder_of_its_call(funded: Year) -> None:
    invited = {
        "email": "ville@clas.example",
        "name": "Ville",
        "roles": [{"kind": "funder", "department": "marne", "institution": "nobody"}],
    }
    refused = funded.ask("head51", "POST", "//accounts/invitations", invited)
    assert refused.status_code == 422
    assert "Financeurs : agglo, region, ville" in refused.text
    invited["roles"] = [{"kind": "funder", "department": "marne", "institution": "ville"}]
    assert funded.ask("head51", "POST", "//accounts/invitations", invited).status_code == 201


def test_their_pages_list_the_dossiers_and_show_each(funded: Year) -> None:
    _follows(funded, "committee51", "ville")
    browser = funded.world.browser("committee51").open("/espace")
    assert "/espace/financeurs/marne/ville/2025-2026" in browser.links
    browser.open("/espace/financeurs/marne/ville/2025-2026")
    assert f"/espace/financeurs/marne/ville/2025-2026/{funded.dossier}" in browser.links
    browser.open(f"/espace/financeurs/marne/ville/2025-2026/{funded.dossier}")
    plain = browser.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert browser.status == 200
    assert "9 135,00 €" in plain
    assert "Aide de la ville" in plain
