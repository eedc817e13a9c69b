"""The facts of [77], the call of Seine-et-Marne for 2024-2025, as its plugin holds them."""

from datetime import date, datetime

import pytest

from clas_core.departments import Campaign, DepartmentRegistry
from clas_core.eligibility import Fact, assess, verdict_of
from clas_core.years import PARIS, SchoolYear, write_when


def test_the_caf_of_seine_et_marne(registry: DepartmentRegistry) -> None:
    """The page gives neither address nor telephone, so neither is made up."""
    department = registry.get("seine_et_marne").department
    assert (department.slug, department.code, department.name) == ("seine_et_marne", "77", "Seine-et-Marne")
    assert department.caf.name == "Caf de Seine-et-Marne"
    assert (department.caf.address, department.caf.phone, department.caf.email) == ((), None, None)


def test_the_call_closes_on_10_june_2024_and_its_opening_is_not_told(seine_et_marne: Campaign) -> None:
    calendar = seine_et_marne.calendar
    assert (calendar.opens, calendar.closes) == (None, date(2024, 6, 10))
    assert calendar.deadline == datetime.fromisoformat("2024-06-10T23:59:59+02:00")


def test_two_webinars_on_7_and_24_may_2024_at_10(seine_et_marne: Campaign) -> None:
    first, second = seine_et_marne.calendar.events
    assert (first.kind, second.kind) == ("webinar", "webinar")
    assert first.when == datetime(2024, 5, 7, 10, tzinfo=PARIS)
    assert second.when == datetime(2024, 5, 24, 10, tzinfo=PARIS)
    assert [write_when(each.when) for each in (first, second)] == ["7 mai 2024 à 10 h", "24 mai 2024 à 10 h"]
    assert "Élan" in first.title
    assert "Afas" in second.title
    assert "2023" in second.title
    assert all("courriel" in str(each.description) for each in (first, second))


def test_a_dossier_is_deposited_on_elan_and_in_no_other_form(seine_et_marne: Campaign) -> None:
    """[77]: "toute autre forme de demande est irrecevable"."""
    deposit = seine_et_marne.deposit
    assert (deposit.online_only, deposit.service, deposit.url) == (True, "Élan", "https://elan.caf.fr/aides")
    assert any("irrecevable" in rule for rule in deposit.rules)
    assert any("documents réglementaires" in rule for rule in deposit.rules)


def test_the_bilan_of_2023_2024_goes_to_afas_from_now_on(seine_et_marne: Campaign) -> None:
    """[77], "Nouveauté". The page does not make it a condition of the next deposit."""
    bilan = seine_et_marne.bilan
    assert bilan
    assert (bilan.about, bilan.since, bilan.needed_for_next_deposit) == (SchoolYear(2023), None, False)
    assert "Afas" in bilan.service
    assert "Mon compte partenaire" in bilan.service


def test_contacts_are_announced_without_a_name(seine_et_marne: Campaign) -> None:
    (contact,) = seine_et_marne.contacts
    assert (contact.institution, contact.name, contact.email, contact.phone) == ("caf", None, None, None)


def test_documents_and_guides_are_announced_without_an_address(seine_et_marne: Campaign) -> None:
    assert [(each.kind, each.url) for each in seine_et_marne.documents] == [("referential", None), ("guide", None)]
    assert "Élan" in seine_et_marne.documents[1].title


@pytest.mark.parametrize("subject", ["ouverture", "interlocuteurs", "comité", "documents réglementaires"])
def test_what_the_page_does_not_give_is_said(seine_et_marne: Campaign, subject: str) -> None:
    assert [gap for gap in seine_et_marne.gaps if subject in gap] != []


def test_what_is_not_known_is_left_empty(seine_et_marne: Campaign) -> None:
    nothing = (
        seine_et_marne.committees,
        seine_et_marne.orientations,
        seine_et_marne.articulations,
        seine_et_marne.animations,
        seine_et_marne.approved,
        seine_et_marne.supplements,
    )
    assert nothing == ((),) * 6
    assert seine_et_marne.support is None


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"deposited_on": date(2024, 6, 10), "deposited_online": True}, "met"),
        ({"deposited_on": date(2024, 6, 11), "deposited_online": True}, "not_met"),
        ({"deposited_on": date(2024, 6, 10), "deposited_online": False}, "not_met"),
        ({"deposited_on": date(2024, 6, 10), "deposited_online": True, "previous_bilan_filed": False}, "met"),
    ],
)
def test_a_dossier_in_time_and_online_may_be_studied(
    seine_et_marne: Campaign, facts: dict[str, Fact], verdict: str
) -> None:
    assert verdict_of(assess(seine_et_marne.rules, facts), "admissibility") == verdict
