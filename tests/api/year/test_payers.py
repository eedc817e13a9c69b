"""Each funder pays its own aid: its advance is a share of that aid, its settlement makes up for nobody else's.

By hand: two groups of 8 500,00 with the bonus « children », and 5 500,00: 4 944,70 by the Caf. The town gives 9 135,00
to the dossier, 70 % of it in advance: 6 394,50 (a share of all that is granted would be 9 855,79). The agglomeration
gives 10 % of the costs, all of it in advance: 850,00 + 550,00 = 1 400,00. In all 15 479,70, for 14 000,00 of costs.
"""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail
from clas_core.departments import DepartmentRegistry
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.year.conftest import Year
from tests.casts import of_a_year
from tests.certified import certified_amounts
from tests.stages import Stages

CALL = """
[bilan]
about = "2024-2025"
service = "Cette plateforme"
due = 2025-09-30
needed_for_next_deposit = true
source = "note"
[[funders]]
id = "ville"
name = "Ville de Reims"
kind = "commune"
[[funders]]
id = "agglo"
name = "Grand Reims"
kind = "intercommunality"
[[aids]]
id = "ville"
funder = "ville"
label = "Aide de la ville"
per = "dossier"
amount = 9135
source = "note"
[[aids.advances]]
share = 0.7
on = 2025-11-15
source = "note"
[[aids]]
id = "agglo"
funder = "agglo"
label = "Soutien aux dépenses"
per = "costs"
rate = 0.1
most_per_dossier = 5000
source = "note"
[[aids.advances]]
share = 1
on = 2025-12-01
source = "note"
"""
CAF_TOO = '[[advances]]\nshare = 0.5\non = 2025-10-15\nsource = "note"\n'


@pytest.fixture
def more() -> str:
    return CALL


@pytest.fixture
def app(make_app: MakeApp, lend_database: LendDatabase, kind: str, make_department: MakeDepartment, more: str) -> Flask:
    marne = make_department("marne", "51", '"Marne"', more=more)
    app = make_app(registry=DepartmentRegistry([marne]), database_url=lend_database(kind, empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def funded(app: Flask, stages: Stages) -> Year:
    """Return the year of a dossier that is approved as it was asked."""
    world = stages.put_back(app, "closed", of_a_year("approved"))
    return Year(app, world, world.draft)


def _payments(year: Year) -> list[tuple[str, str, str | None, str | None]]:
    found = year.ask("neighbour51", "GET", "/payments").get_json()["payments"]
    return [(each["kind"], each["amount"], each["payer"], each["aid"]) for each in found]


def test_an_advance_is_a_share_of_its_own_aid_and_of_no_other(funded: Year) -> None:
    funded.begin()
    assert _payments(funded) == [
        ("advance", "6394.50", "Ville de Reims", "ville"),
        ("advance", "1400.00", "Grand Reims", "agglo"),
    ]


@pytest.mark.parametrize("more", [CALL + CAF_TOO])
def test_the_advances_of_a_call_are_shares_of_what_the_caf_pays(funded: Year) -> None:
    funded.begin()
    assert _payments(funded)[0] == ("advance", "2472.35", None, None)
    assert len(_payments(funded)) == 3


def test_the_porteur_is_told_which_aid_from_whom_and_when_it_is_paid(funded: Year) -> None:
    assert funded.step("agent51", "/notification").status_code == 201
    with funded.app.app_context():
        open_session(database.session, EVERYTHING)
        (body, *_) = [
            each.body for each in database.session.scalars(select(OutgoingMail)) if "décision" in each.subject
        ]
    plain = body.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Il est agréé : 15 479,70 € au plus" in plain
    assert "- dont Aide de la ville, payée par Ville de Reims : 9 135,00 €" in plain
    assert "Acompte prévu le 15 novembre 2025, versé par Ville de Reims (Aide de la ville) : 6 394,50 €." in plain


def test_each_payer_settles_what_it_owes(funded: Year) -> None:
    # Costs of 4 000,00 and 5 500,00: the Caf owes 1 320,00 + 329,00 + 1 815,00 = 3 464,00; the town still 9 135,00, of
    # which 6 394,50 is paid; the agglomeration 950,00, and has paid 1 400,00.
    funded.begin()
    funded.pay()
    funded.file("4000.00", "5500.00")
    made = funded.step("agent51", "/settlement").get_json()
    amounts = {
        each["payer"]: (each["due"], each["paid"], each["balance"], each["overpayment"]) for each in made["payers"]
    }
    assert amounts == {
        "": ("3464.00", "0.00", "3464.00", "0.00"),
        "Ville de Reims": ("9135.00", "6394.50", "2740.50", "0.00"),
        "Grand Reims": ("950.00", "1400.00", "0.00", "450.00"),
    }
    assert (made["due"], made["paid"], made["side"]) == ("13549.00", "7794.50", "balance")
    assert [each for each in _payments(funded) if each[0] != "advance"] == [
        ("balance", "3464.00", None, None),
        ("recovery", "450.00", "Grand Reims", None),
        ("balance", "2740.50", "Ville de Reims", None),
    ]
    whole = {"estimated": "15479.70", "granted": "15479.70", "settled": "13549.00"}
    assert certified_amounts(funded.app, funded.dossier) == whole
    said = " ".join(made["warnings"]).replace("\u202f", " ").replace("\u00a0", " ")
    assert "1 400,00 € sont déjà versés par Grand Reims pour 950,00 € dus : 450,00 € seraient à rendre" in said
    assert "dépassent les dépenses de fonctionnement (9 500,00 €)" in said


def test_costs_that_moved_between_groups_leave_the_aid_of_the_dossier_whole(funded: Year) -> None:
    # 5 000,00 and 9 000,00 instead of 8 500,00 and 5 500,00: 10 % of 14 000,00 is still 1 400,00.
    funded.begin()
    funded.file("5000.00", "9000.00")
    found = funded.ask("agent51", "GET", "/settlement").get_json()
    assert {each["payer"]: each["due"] for each in found["payers"]}["Grand Reims"] == "1400.00"
    made = funded.step("agent51", "/settlement").get_json()
    assert certified_amounts(funded.app, funded.dossier)["settled"] == made["due"]


@pytest.mark.parametrize("more", [CALL + '[cap]\nshare = 0.8\nsource = "note"\n'])
def test_a_cap_brings_local_aid_down_at_the_decision_and_at_the_settlement(funded: Year) -> None:
    # 80 % of 14 000,00 is 11 200,00: local aid is 6 255,30, all of it the town's, whose aid comes first.
    (decision,) = funded.ask("agent51", "GET", "/decisions").get_json()["decisions"]
    assert [(each["payer"], each["amount"]) for each in decision["aids"]] == [
        ("Ville de Reims", "6255.30"),
        ("Grand Reims", "0.00"),
    ]
    assert (decision["granted"], sum(float(each["ps"]) for each in decision["groups"])) == ("11200.00", 4615.70)
    funded.begin()
    # 80 % of 9 500,00 is 7 600,00, and the Caf owes 3 464,00: 4 136,00 is left for the town.
    funded.file("4000.00", "5500.00")
    made = funded.step("agent51", "/settlement").get_json()
    assert {each["payer"]: each["due"] for each in made["payers"]} == {
        "": "3464.00",
        "Ville de Reims": "4136.00",
        "Grand Reims": "0.00",
    }
    whole = {"estimated": "11200.00", "granted": "11200.00", "settled": "7600.00"}
    assert certified_amounts(funded.app, funded.dossier) == whole


def test_the_pages_show_who_pays_what_and_rows_add_up(funded: Year) -> None:
    funded.begin()
    funded.pay()
    funded.file("4000.00", "5500.00")
    assert funded.step("agent51", "/settlement").status_code == 201
    page = funded.world.browser("agent51").open(f"/espace/caf/dossiers/{funded.dossier}/suite")
    plain = page.text.replace("\u202f", " ").replace("\u00a0", " ")
    for words in ("Aide locale", "Qui paie quoi", "Solde (Ville de Reims)", "Indu à récupérer (Grand Reims)"):
        assert words in plain
    for below in ("", "/solde"):
        shown: Any = funded.world.browser("neighbour51").open(f"/espace/dossiers/{funded.dossier}{below}")
        assert "Qui paie quoi" in shown.text


def test_a_year_is_counted_by_funder(funded: Year) -> None:
    funded.begin()
    funded.pay()
    funded.file("4000.00", "5500.00")
    assert funded.step("agent51", "/settlement").status_code == 201
    counted = funded.ask("agent51", "GET", "//departments/marne/statistics/2025-2026").get_json()
    assert [tuple(each.values()) for each in counted["by_funder"]] == [
        (None, None, 1, "4944.70", "3464.00", "0.00"),
        ("agglo", "Grand Reims", 1, "1400.00", "950.00", "1400.00"),
        ("ville", "Ville de Reims", 1, "9135.00", "9135.00", "6394.50"),
    ]
    whole = counted["total"]
    for name in ("approved", "settled"):
        assert sum(round(100 * float(each[name])) for each in counted["by_funder"]) == round(100 * float(whole[name]))
    page = funded.world.browser("agent51").open("/espace/caf/marne/2025-2026/statistiques")
    assert "Par financeur" in page.text


def test_the_calendar_of_the_call_has_the_days_of_advances(funded: Year) -> None:
    found = funded.ask("agent51", "GET", "//departments/marne/campaigns/2025-2026/calendar.ics").text
    unfolded = found.replace("\r\n ", "")
    assert "Acompte\\, Aide de la ville" in unfolded
    assert "DTSTART;VALUE=DATE:20251115" in unfolded
