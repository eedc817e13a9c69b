"""The facts of [51], the framing note of the Marne for 2025-2026, as its plugin holds them."""

from datetime import date, datetime

import pytest

from clas_core.departments import Campaign, DepartmentRegistry
from clas_core.eligibility import Fact, assess, verdict_of
from clas_core.years import Month, SchoolYear


def test_the_caf_of_the_marne(registry: DepartmentRegistry) -> None:
    """[51], end of part 3, "modalités de dépôt"."""
    department = registry.get("marne").department
    assert (department.slug, department.code, department.name) == ("marne", "51", "Marne")
    assert department.caf.name == "Caf de la Marne"
    assert department.caf.address == ("202 rue des Capucins", "51100 Reims")
    assert department.caf.phone == "03 26 79 15 41"
    assert (department.caf.email, department.caf.website, department.caf.sirets) == (None, None, ())


def test_the_campaign_opens_on_26_may_and_closes_on_18_august_2025(marne: Campaign) -> None:
    """[51], first page: 84 days apart, the widest window seen."""
    assert (marne.calendar.opens, marne.calendar.closes) == (date(2025, 5, 26), date(2025, 8, 18))
    assert marne.calendar.days_left(date(2025, 5, 26)) == 84
    assert marne.calendar.deadline == datetime.fromisoformat("2025-08-18T23:59:59+02:00")


def test_the_committee_meets_in_september_2025_without_a_day(marne: Campaign) -> None:
    """[51], contacts: "qui se réunira en septembre 2025"."""
    (committee,) = marne.calendar.events
    assert (committee.kind, committee.when) == ("committee", Month(2025, 9))
    assert committee.title == "Comité technique et des financeurs"


@pytest.mark.parametrize(
    ("institution", "name", "email"),
    [
        ("caf", "Sylvie Jurion", "sylvie.jurion@caf51.caf.fr"),
        ("departement", "Céline Gangnard", "gangnard.celine@marne.fr"),
        ("education-nationale", "Manon Abdellali", "Manon.abdellali@ac-reims.fr"),
        ("ddetspp", "Amandine Olivier", "amandine.olivier@marne.gouv.fr"),
    ],
)
def test_the_members_of_the_technical_committee_can_be_reached(
    marne: Campaign, institution: str, name: str, email: str
) -> None:
    """[51], contacts."""
    (contact,) = [each for each in marne.contacts if each.institution == institution]
    assert (contact.name, contact.email, contact.phone) == (name, email, None)
    assert len(marne.contacts) == 4


def test_the_parenthood_officer_of_the_caf_coordinates_the_support(marne: Campaign) -> None:
    """[51], "animation départementale"."""
    assert "parentalité" in marne.contacts[0].role.lower()
    assert any("référent parentalité" in str(each.text) for each in marne.animations)


def test_the_technical_and_funders_committee_has_four_members(marne: Campaign) -> None:
    (technical,) = [each for each in marne.committees if each.kind == "technical"]
    assert technical.label == "Comité technique et des financeurs"
    assert technical.members == ("caf", "departement", "education-nationale", "ddetspp")
    assert technical.secretariat == "caf"


def test_the_steering_committee_belongs_to_a_body_that_the_prefect_presides(marne: Campaign) -> None:
    """[51], part 2. The prefect presides the committee for services to families, to which this one is attached."""
    (steering,) = [each for each in marne.committees if each.kind == "steering"]
    assert steering.attached_to == "comité départemental des services aux familles"
    assert marne.institution_name(str(steering.presided_by)) == "Préfet"
    assert steering.secretariat == "caf"
    assert set(steering.members) == {"caf", "education-nationale", "departement", "msa", "ddetspp", "cget", "anct"}
    assert "préside" in str(steering.remark)


def test_the_institutions_have_their_full_names(marne: Campaign) -> None:
    names = {each.id: each.full_name for each in marne.institutions.values() if each.full_name}
    assert names == {
        "caf": "Caisse d'allocations familiales de la Marne",
        "ddetspp": "Direction départementale de l'emploi, du travail, des solidarités et de la protection des "
        "populations",
        "msa": "Mutualité sociale agricole",
        "cget": "Commissariat général à l'égalité des territoires",
        "anct": "Agence nationale de la cohésion des territoires",
    }


def test_the_steering_committee_has_eight_missions(marne: Campaign) -> None:
    """[51], part 2: needs, complementarity, objectives, partnership, call, choice, evaluation, use of credits."""
    (steering,) = [each for each in marne.committees if each.kind == "steering"]
    words = [
        "besoins",
        "complémentarité",
        "objectifs",
        "partenariats",
        "appel à projets",
        "projets à agréer",
        "suivre",
        "crédits",
    ]
    assert len(steering.missions) == 8
    assert [word for word, mission in zip(words, steering.missions, strict=True) if word not in mission] == []


def test_the_three_orientations_of_2025_2026(marne: Campaign) -> None:
    """[51], "les orientations 2025-2026"."""
    assert [each.title for each in marne.orientations] == [
        "Répondre aux besoins",
        "Assurer la continuité éducative",
        "Articuler les dispositifs",
    ]
    assert "comité local" in str(marne.orientations[0].text)
    assert "établissements scolaires" in str(marne.orientations[1].text)
    assert "Reaap" in str(marne.orientations[2].text)
    assert str(marne.presentation).startswith("Pour 2025-2026, le comité départemental continue de soutenir")


def test_the_schemes_to_fit_with(marne: Campaign) -> None:
    assert [each.title for each in marne.articulations] == ["Reaap", "PRE", "PEdT", "Projet éducatif local"]
    assert "se complé" in str(marne.articulations[3].text)
    assert "concurrenc" in str(marne.articulations[3].text)
    assert "lisibles" in str(marne.articulations[3].text)


def test_the_workshops_of_the_network_are_announced_on_its_site(marne: Campaign) -> None:
    """[51], "animation départementale"."""
    assert [each.url for each in marne.animations if each.url] == [
        "https://www.infosparents51.fr/sinscrire-aux-ateliers-du-reseau.html"
    ]
    assert any("territoire du porteur" in str(each.text) for each in marne.animations)


def test_any_porteur_may_ask_the_secretariat_for_support(marne: Campaign) -> None:
    assert marne.support
    assert marne.support.institution == "caf"
    assert all(word in str(marne.support.text) for word in ("construire", "mener", "évaluer"))


def test_a_dossier_is_deposited_online_on_elan(marne: Campaign) -> None:
    """[51], part 3. The note gives no address."""
    assert (marne.deposit.online_only, marne.deposit.service, marne.deposit.url) == (True, "Élan", None)
    assert len(marne.deposit.rules) == 2


def test_the_bilan_of_2024_2025_is_filed_on_mon_compte_partenaire_since_20_june_2024(marne: Campaign) -> None:
    """[51], part 3, "le bilan"; it serves to study the next dossier."""
    assert marne.bilan
    assert marne.bilan.about == SchoolYear(2024)
    assert marne.bilan.since == date(2024, 6, 20)
    assert "Mon compte partenaire" in marne.bilan.service
    assert "Afas" in marne.bilan.service
    assert marne.bilan.url == "https://partenaires.caf.fr/portal/auth/login"
    assert marne.bilan.needed_for_next_deposit
    assert len(marne.bilan.steps) == 3


def test_nineteen_porteurs_and_eighty_six_actions_were_approved_in_2024_2025(marne: Campaign) -> None:
    """[51], part 2."""
    (approved,) = marne.approved
    assert (approved.school_year, approved.porteurs, approved.actions) == (SchoolYear(2024), 19, 86)


def test_the_documents_that_the_note_points_at(marne: Campaign) -> None:
    assert [(each.kind, each.url) for each in marne.documents] == [
        ("charter", None),
        ("referential", None),
        ("service", "https://partenaires.caf.fr/portal/auth/login"),
    ]
    assert "2001" in marne.documents[0].title
    assert "annexe 1" in marne.documents[1].title


def test_the_note_asks_of_a_group_only_what_the_nation_asks(marne: Campaign) -> None:
    assert [criterion.id for _, criterion in marne.rules.criteria] == [
        "marne.deadline",
        "marne.online",
        "marne.previous_bilan",
    ]
    assert marne.supplements == ()


@pytest.mark.parametrize(("day", "verdict"), [(date(2025, 8, 18), "met"), (date(2025, 8, 19), "not_met")])
def test_a_dossier_of_19_august_is_too_late(marne: Campaign, day: date, verdict: str) -> None:
    facts: dict[str, Fact] = {"deposited_on": day, "deposited_online": True, "previous_bilan_filed": True}
    assert verdict_of(assess(marne.rules, facts), "admissibility") == verdict
