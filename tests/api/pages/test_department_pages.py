"""Both departments' pages show the facts of their documents, and what is national comes from the core alone."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_core.departments import Department
from clas_core.departments.call_name import ByCall

Read = Callable[[str], str]

MARNE_CALL = "/departements/marne/2025-2026"
MARNE_NOTE = f"{MARNE_CALL}/note-de-cadrage"
SEINE_ET_MARNE_CALL = "/departements/seine_et_marne/2024-2025"
SEINE_ET_MARNE_NOTE = f"{SEINE_ET_MARNE_CALL}/note-de-cadrage"

MARNE_EVERYWHERE = [
    "26 mai 2025",
    "18 août 2025",
    "23 h 59",
    "septembre 2025",
    "Caf de la Marne",
    "202 rue des Capucins",
    "51100 Reims",
    "03 26 79 15 41",
    "Sylvie Jurion",
    "sylvie.jurion@caf51.caf.fr",
    "Céline Gangnard",
    "gangnard.celine@marne.fr",
    "Manon Abdellali",
    "Manon.abdellali@ac-reims.fr",
    "Amandine Olivier",
    "amandine.olivier@marne.gouv.fr",
    "20 juin 2024",
    "en ligne uniquement",
    "compte partenaire",
    "2\u202f800,70\u00a0€",
    "3\u202f458,70\u00a0€",
    "329,00\u00a0€",
    "33\u00a0%",
    "8\u202f487,00\u00a0€",
]

MARNE_IN_THE_NOTE = [
    "19 porteurs et 86 actions",
    "Comité technique et des financeurs",
    "Comité de pilotage départemental du Clas",
    "comité départemental des services aux familles",
    "Préfet",
    "MSA",
    "Mutualité sociale agricole",
    "DDETSPP",
    "Cget",
    "Anct",
    "Reaap",
    "PRE",
    "PEdT",
    "Charte nationale",
    "soutien technique",
    "comité local",
]

SEINE_ET_MARNE_EVERYWHERE = [
    "10 juin 2024",
    "7 mai 2024 à 10 h",
    "24 mai 2024 à 10 h",
    "Élan Clas",
    "bilan 2023",
    "2023-2024",
    "Afas",
    "en ligne uniquement",
    "irrecevable",
    "Caf de Seine-et-Marne",
    "attendus",
]


@pytest.mark.parametrize("fact", MARNE_EVERYWHERE)
def test_the_call_and_the_note_of_marne_show_each_fact(read: Read, fact: str) -> None:
    assert fact in read(MARNE_CALL)
    assert fact in read(MARNE_NOTE)


@pytest.mark.parametrize("fact", MARNE_IN_THE_NOTE)
def test_the_note_of_marne_shows_each_fact(read: Read, fact: str) -> None:
    assert fact in read(MARNE_NOTE)


def test_the_note_of_marne_says_what_is_asked_of_those_who_lead_the_groups(read: Read) -> None:
    """[51], part 3: they take part in the department's parenting network, or in the training plan of its scheme."""
    text = read(MARNE_NOTE).lower()
    assert "sdsf" in text or "schéma départemental des services aux familles" in text


def test_the_note_of_marne_says_who_proposes_the_bonuses(read: Read) -> None:
    """[51], part 3: the committee grants them on the proposal of the Caf."""
    text = read(MARNE_NOTE)
    bonuses = text[text.index("\nLes bonus\n") : text.index("\nDéposer son dossier\n")]
    assert "Caf" in bonuses.split("Bonus enfants")[0]


@pytest.mark.parametrize("fact", SEINE_ET_MARNE_EVERYWHERE)
def test_the_call_and_the_note_of_seine_et_marne_show_each_fact(read: Read, fact: str) -> None:
    assert fact in read(SEINE_ET_MARNE_CALL)
    assert fact in read(SEINE_ET_MARNE_NOTE)


def test_a_month_is_never_given_a_day(read: Read) -> None:
    for path in (MARNE_CALL, MARNE_NOTE):
        assert "1er septembre 2025" not in read(path)
        assert "30 septembre 2025" not in read(path)


def test_an_expected_figure_is_said_to_be_provisional_where_it_stands(read: Read) -> None:
    assert "provisoire" in read(SEINE_ET_MARNE_CALL).lower()
    assert "provisoire" not in read(MARNE_CALL).lower()


def test_an_amount_that_is_not_published_is_said_to_be_missing(read: Read) -> None:
    text = read(SEINE_ET_MARNE_NOTE)
    assert "montant non publié" in text
    assert "329" not in text


def test_what_the_document_does_not_say_is_said_to_be_missing(read: Read) -> None:
    assert "Le jour d'ouverture de l'appel" in read(SEINE_ET_MARNE_CALL)


def test_each_amount_on_a_call_page_goes_with_its_school_year(read: Read) -> None:
    (line,) = [line for line in read(MARNE_CALL).split("\n") if "avec tous les bonus" in line]
    assert "2025-2026" in line


def test_the_home_page_lists_both_calls_with_their_dates(read: Read) -> None:
    home = read("/")
    assert home.index("51 Marne") < home.index("77 Seine-et-Marne")
    for fact in ("26 mai 2025", "18 août 2025", "encore 48 jours", "10 juin 2024", "2\u202f800,70\u00a0€", "2004-2005"):
        assert fact in home


def test_the_page_of_a_department_lists_its_calls(read: Read) -> None:
    text = read("/departements/marne")
    assert "Appel 2025-2026" in text
    assert "18 août 2025" in text
    assert "03 26 79 15 41" in text


def test_a_department_without_a_call_has_a_page_and_no_call(
    client: FlaskClient, text_of: Callable[[TestResponse], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = client.application.extensions["clas"].registry.get("marne")
    empty = Department(
        slug="marne",
        code="51",
        name="Marne",
        caf=plugin.department.caf,
        campaigns=ByCall({}),
        digest="sha256:" + "0" * 64,
    )
    monkeypatch.setattr(plugin, "department", empty)
    assert "Aucun appel" in text_of(client.get("/departements/marne"))
    assert client.get("/").status_code == 200
    assert client.get(MARNE_CALL).status_code == 404


def test_the_national_rules_say_what_changed_since_the_year_before(read: Read) -> None:
    text = read("/regles-nationales/2025-2026")
    assert "Ce qui change de 2024-2025 à 2025-2026" in text
    assert "Ce qui change" not in read("/regles-nationales/2004-2005")
