"""A file alone puts a question of each kind on a page that is there, and says otherwise what every year asks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from clas_api.services.dossiers.drafting import save_dossier
from clas_core.errors import InvalidInput
from clas_core.national import ReferentialLibrary
from clas_core.national.files import referential_of_text
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, Site
from tests.api.pages.porteur.test_questions import KINDS, _question, answers, begun, kept_of, registry_with
from tests.asked import READ, typed_to
from tests.stages import Stages

PLACES = {"dossier": ("contact", 15), "action": ("place", 25), "group": ("group", 35)}
"""Where the questions about each thing are put: between two that every year asks."""

LOCAL = "\n".join(
    _question(f"marne.{subject}_{kind}", subject, kind, "note", f'page = "{page}"\nrank = {rank}\nrequired = true\n')
    for subject, (page, rank) in PLACES.items()
    for kind in KINDS
)
OTHER_WORDS = {
    'label = "Semaines dans l\'année"\nshort = "semaines dans l\'année"': (
        'label = "Combien de semaines ?"\nhint = "Vacances non comprises."\nshort = "semaines tenues"\nmost = 40'
    ),
    'label = "Téléphone"\nshort = "téléphone de la personne chargée du dossier"\npage = "contact"\nrank = 30': (
        'label = "Numéro où joindre cette personne"\nshort = "numéro"\nrequired = true\npage = "axes"\nrank = 5'
    ),
}
"""What a year says instead of the words of 2025-2026."""


@pytest.fixture
def site(
    make_app: Callable[..., Flask],
    make_department: MakeDepartment,
    stages: Stages,
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
) -> Site:
    library = ReferentialLibrary.load()
    this = library.parse("2025-2026")
    text = this.text
    for written, instead in OTHER_WORDS.items():
        assert written in text
        text = text.replace(written, instead)
    said = referential_of_text(text, name="2025-2026.toml")
    monkeypatch.setattr(ReferentialLibrary, "load", lambda _=None: ReferentialLibrary({this.school_year: said}))
    registry = registry_with(make_department, LOCAL)
    return Site(make_app(database_url=database_url, today=NOW, registry=registry, own=True), database_url, stages)


def fields(place: str, subject: str) -> dict[str, str | list[str]]:
    return typed_to(subject, f"{place}/" if place else "")


def test_there_is_no_page_of_its_own_for_what_stands_on_others(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    assert "Questions de l'appel" not in browser.open(address).text
    assert browser.open(f"{address}/questions").status == 404


def test_a_question_of_each_kind_stands_among_those_of_a_page(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    contact = browser.open(f"{address}/contact").html
    action = browser.open(f"{address}/actions/1").html
    group = browser.open(f"{address}/actions/1/groupes/1").html
    for kind in KINDS:
        assert (
            contact.index("contact/name") < contact.index(f"answers/marne.dossier_{kind}") < contact.index("Courriel")
        )
        place = action.index(f"actions/0/answers/marne.action_{kind}")
        assert action.index("Code postal") < place < action.index("Commune")
        place = group.index(f"groups/0/answers/marne.group_{kind}")
        # The side of the page and its list of fields come first: the labels of the form are the last.
        assert group.index(">Enfants inscrits<") < place < group.index(">Adultes salariés<")


def test_it_is_missing_answered_kept_read_and_compared(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    check = browser.open(f"{address}/verifier")
    for kind in KINDS:
        assert all(f"Question {kind} {subject}" in check.text for subject in PLACES)
    assert f"{address}/contact#answers/marne.dossier_text" in check.html, "what is missing leads to its page"
    browser.open(f"{address}/contact").submit("save", {"answers/marne.dossier_whole": "douze"})
    assert browser.status == 422
    assert "Question whole dossier" in browser.text
    browser.open(f"{address}/contact").submit("save", fields("", "dossier"))
    browser.open(f"{address}/axes").submit("save", {"contact/phone": "03 26 79 15 41"})
    browser.open(f"{address}/actions/1").submit("save", fields("actions/0", "action"))
    browser.open(f"{address}/actions/1/groupes/1").submit("save", fields("actions/0/groups/0", "group"))
    kept = kept_of(site, address)
    assert kept["answers"] == answers("dossier")
    assert kept["actions"][0]["answers"] == answers("action")
    assert kept["actions"][0]["groups"][0]["answers"] == answers("group")
    reading = browser.open(f"{address}/lecture").text
    for kind, words in READ.items():
        assert reading.count(words) >= len(PLACES), kind
    assert reading.index("Question text dossier") < reading.index("Les quatre axes"), "read in its section"
    browser.open(f"{address}/verifier").submit("deposit", {})
    assert browser.address.endswith("/recepisse"), browser.text
    browser.open(f"{address}/contact").submit("save", {"answers/marne.dossier_one_of": "a"})
    browser.open(f"{address}/verifier").submit("deposit", {})
    changes = browser.open(f"{address}/versions?de=1&a=2").text
    assert "« Question one_of dossier »" in changes
    assert "Choix A" in changes


def test_saving_a_page_keeps_what_the_others_say_of_the_same_section(site: Site) -> None:
    """The phone of the contact is asked beside the axes: each page writes its part of the section."""
    address = begun(site)
    browser = site.browser("alex")
    before = kept_of(site, address)["contact"]
    browser.open(f"{address}/axes").submit("save", {"contact/phone": "03 26 79 15 41"})
    assert kept_of(site, address)["contact"] == {**before, "phone": "03 26 79 15 41"}
    browser.open(f"{address}/contact").submit("save", {"contact/name": "Autre Personne"})
    assert kept_of(site, address)["contact"] == {**before, "name": "Autre Personne", "phone": "03 26 79 15 41"}


def test_what_the_year_says_of_a_known_question_is_said_everywhere(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    page = browser.open(f"{address}/actions/1/groupes/1").text
    assert "Combien de semaines ?" in page
    assert "Vacances non comprises." in page
    assert "Téléphone" not in browser.open(f"{address}/contact").text
    assert "Numéro où joindre cette personne" in browser.open(f"{address}/axes").text
    check = browser.open(f"{address}/verifier")
    assert "numéro" in check.text
    assert f"{address}/axes#contact/phone" in check.html, "it leads to the page that it moved to"
    browser.open(f"{address}/actions/1/groupes/1").submit("save", {"actions/0/groups/0/weeks": "41"})
    assert browser.status == 422
    assert "Action 1, groupe 1, semaines tenues" in browser.text
    assert "Un nombre entier de 0 à 40 est attendu ; reçu : 41." in browser.text
    reading = browser.open(f"{address}/lecture").text
    assert "Semaines tenues" in reading
    assert "Semaines dans l'année" not in reading


def test_the_json_service_holds_the_bounds_of_the_year(site: Site) -> None:
    address = begun(site)
    key = UUID(address.rpartition("/")[2])
    sections: dict[str, Any] = {"actions": kept_of(site, address)["actions"]}
    sections["actions"][0]["groups"][0]["weeks"] = 41
    with site.app.test_request_context(), pytest.raises(InvalidInput) as refused:
        save_dossier(site.context("alex"), key, sections, revision=2)
    assert [each.pointer for each in refused.value.problems] == ["/actions/0/groups/0/weeks"]


def test_two_deposits_are_compared_in_the_words_of_the_year(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    browser.open(f"{address}/axes").submit("save", {"contact/phone": "03 26 79 15 41"})
    browser.open(f"{address}/contact").submit("save", fields("", "dossier"))
    browser.open(f"{address}/actions/1").submit("save", fields("actions/0", "action"))
    browser.open(f"{address}/actions/1/groupes/1").submit("save", fields("actions/0/groups/0", "group"))
    browser.open(f"{address}/verifier").submit("deposit", {})
    browser.open(f"{address}/actions/1/groupes/1").submit("save", {"actions/0/groups/0/weeks": "29"})
    browser.open(f"{address}/verifier").submit("deposit", {})
    assert "action 1, groupe 1, semaines tenues" in browser.open(f"{address}/versions?de=1&a=2").text
