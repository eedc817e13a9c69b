"""Questions that are data, through the pages and the JSON: asked, answered, refused, read, compared, carried.

A question of each kind is added to the call of a department, by its file alone, on each thing that may be asked about;
one is national.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from clas_api.installation import current_installation
from clas_api.services.dossiers.drafting import save_dossier
from clas_api.services.rules.recording import record_rules
from clas_api.store.database import database
from clas_api.store.models import DossierRow
from clas_core.departments import DepartmentRegistry
from clas_core.errors import InvalidInput
from clas_core.national import ReferentialLibrary
from clas_core.national.files import referential_of_text
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, Site
from tests.asked import KEPT, READ, typed_to
from tests.browsing import Browser
from tests.stages import Stages

KINDS = tuple(KEPT)
SUBJECTS = ("dossier", "action", "group")
CHOICES = 'choices = [{ id = "a", label = "Choix A" }, { id = "b", label = "Choix B" }]\n'


def _question(identifier: str, subject: str, kind: str, source: str, more: str = "") -> str:
    choices = CHOICES if kind in ("one_of", "several_of") else ""
    label = f"Question {kind} {subject}"
    return (
        f'[[questions]]\nid = "{identifier}"\nsubject = "{subject}"\nkind = "{kind}"\nlabel = "{label}"\n'
        f'source = "{source}"\n{more}{choices}'
    )


LOCAL = "\n".join(
    _question(f"marne.{subject}_{kind}", subject, kind, "note", "required = true\n" if kind == "text" else "")
    for subject in SUBJECTS
    for kind in KINDS
)
NATIONAL = _question("digital", "dossier", "yes_no", "decret-2001-495")


def typed(place: str, subject: str) -> dict[str, str | list[str]]:
    return typed_to(subject, f"{place}/" if place else "")


def answers(subject: str) -> dict[str, Any]:
    return {f"marne.{subject}_{kind}": each for kind, each in KEPT.items()}


def registry_with(make_department: MakeDepartment, questions: str) -> DepartmentRegistry:
    marne = make_department("marne", "51", '"Marne"', dates="opens = 2025-05-26\ncloses = 2025-08-18", more=questions)
    return DepartmentRegistry([marne])


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
    asking = referential_of_text(f"{this.text}\n{NATIONAL}", name="2025-2026.toml")
    monkeypatch.setattr(ReferentialLibrary, "load", lambda _=None: ReferentialLibrary({this.school_year: asking}))
    registry = registry_with(make_department, LOCAL)
    return Site(make_app(database_url=database_url, today=NOW, registry=registry, own=True), database_url, stages)


def begun(site: Site) -> str:
    """Begin the dossier of Alex, whole but for what the call asks; return its address."""
    site.person("alex")
    return site.dossier("alex", site.porteur("alex"))


def kept_of(site: Site, address: str) -> Any:
    """Return the JSON of what a dossier says."""
    with site.app.test_request_context():
        context = site.context("alex")
        context.open_wholly()
        return context.session.get_one(DossierRow, UUID(address.rpartition("/")[2])).content


def answer_by_pages(browser: Browser, address: str) -> None:
    browser.open(f"{address}/questions").submit("continue", {**typed("", "dossier"), "answers/digital": "non"})
    assert browser.address.endswith("/budget"), browser.text
    browser.open(f"{address}/actions/1").submit("continue", typed("actions/0", "action"))
    assert browser.address.endswith("/actions/1/groupes/1"), browser.text
    browser.submit("continue", typed("actions/0/groups/0", "group"))
    assert browser.address.endswith("/actions/1"), browser.text


def test_a_question_of_each_kind_is_asked_answered_and_read_wherever_it_belongs(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    assert "Questions de l'appel" in browser.open(address).text
    check = browser.open(f"{address}/verifier").text
    assert all(f"Question text {subject}" in check for subject in SUBJECTS), "what is required is missing"
    answer_by_pages(browser, address)
    kept = kept_of(site, address)
    assert kept["answers"] == {**answers("dossier"), "digital": False}
    assert kept["actions"][0]["answers"] == answers("action")
    assert kept["actions"][0]["groups"][0]["answers"] == answers("group")
    reading = browser.open(f"{address}/lecture").text
    for kind, words in READ.items():
        for subject in SUBJECTS:
            assert f"Question {kind} {subject}" in reading
        assert reading.count(words) >= len(SUBJECTS), kind
    assert "Question yes_no dossier" in reading
    # Shown again as it was typed: saving the same changes nothing.
    before = browser.open(f"{address}/questions").html
    browser.submit("save", {})
    assert kept_of(site, address) == kept
    assert 'value="1 200,50"'.replace(" ", "\u202f") in before
    assert 'value="22/09/2025"' in before


def test_what_the_call_asks_stands_in_the_way_of_a_deposit_until_it_is_answered(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    browser.open(f"{address}/verifier")
    assert "Question text group" in browser.text
    answer_by_pages(browser, address)
    browser.open(f"{address}/verifier").submit("deposit", {})
    assert browser.address.endswith("/recepisse"), browser.text
    assert "Question text group" in browser.open(f"{address}/versions/1").text


def test_a_wrong_answer_stays_in_its_field_with_what_is_wrong(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    wrong: dict[str, str | list[str]] = {
        "answers/marne.dossier_whole": "douze",
        "answers/marne.dossier_amount": "beaucoup",
        "answers/marne.dossier_day": "31/02/2025",
        "answers/marne.dossier_month": "septembre",
        "answers/marne.dossier_text": "Bonne réponse",
    }
    browser.open(f"{address}/questions").submit("save", wrong)
    assert browser.status == 422
    for text in ("douze", "beaucoup", "31/02/2025", "septembre", "Bonne réponse"):
        assert f'value="{text}"' in browser.html
    assert browser.text.count("Question whole dossier") >= 2, "the summary calls the field by its question"
    assert "answers" not in kept_of(site, address)


def test_the_json_service_refuses_each_wrong_answer_at_its_place(site: Site) -> None:
    key = UUID(begun(site).rpartition("/")[2])
    wrong = {"answers": {"marne.dossier_whole": "12", "marne.dossier_txt": "x", "digital": 1}}
    with site.app.test_request_context(), pytest.raises(InvalidInput) as refused:
        save_dossier(site.context("alex"), key, wrong, revision=2)
    assert {each.pointer for each in refused.value.problems} == {
        "/answers/marne.dossier_whole",
        "/answers/marne.dossier_txt",
        "/answers/digital",
    }


def test_two_deposits_are_compared_in_the_words_of_the_questions(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    answer_by_pages(browser, address)
    browser.open(f"{address}/verifier").submit("deposit", {})
    browser.open(f"{address}/questions").submit("save", {"answers/marne.dossier_one_of": "a"})
    browser.open(f"{address}/actions/1/groupes/1").submit(
        "save", {"actions/0/groups/0/answers/marne.group_yes_no": "non"}
    )
    browser.open(f"{address}/verifier").submit("deposit", {})
    changes = browser.open(f"{address}/versions?de=1&a=2").text
    assert "Question one_of dossier" in changes
    assert "Choix A" in changes
    assert "groupe 1 « Question yes_no group »" in changes
    assert "marne." not in changes


def test_an_answer_to_a_question_that_goes_stays_and_is_shown_as_such(
    site: Site, make_app: Callable[..., Flask], make_department: MakeDepartment
) -> None:
    address = begun(site)
    answer_by_pages(site.browser("alex"), address)
    fewer = registry_with(make_department, "")
    secret = site.app.secret_key
    later = replace(site, app=make_app(database_url=site.database_url, today=NOW, registry=fewer, own=True))
    later.app.secret_key = secret
    browser = later.browser("alex")
    reading = browser.open(f"{address}/lecture").text
    assert "Question qui n'est plus posée (marne.dossier_whole)" in reading
    assert "Question text dossier" not in browser.open(f"{address}/questions").text
    browser.submit("save", {"answers/digital": "oui"})
    # The pages of the action and of its group are saved again: nothing of what was answered is lost.
    browser.open(f"{address}/actions/1/groupes/1").submit("save", {"actions/0/groups/0/label": "Autre nom"})
    browser.open(f"{address}/actions/1").submit("save", {"actions/0/title": "Autre titre"})
    assert browser.status == 200, browser.text
    kept = kept_of(site, address)
    assert kept["answers"] == {**answers("dossier"), "digital": True}
    assert kept["actions"][0]["title"] == "Autre titre"
    assert kept["actions"][0]["answers"] == answers("action")
    assert kept["actions"][0]["groups"][0]["answers"] == answers("group")


def test_a_deposit_is_read_by_the_questions_that_it_answered(
    site: Site, make_app: Callable[..., Flask], make_department: MakeDepartment
) -> None:
    with site.app.app_context():
        record_rules(current_installation(), database.session)  # as each start of the service does
    address = begun(site)
    browser = site.browser("alex")
    answer_by_pages(browser, address)
    browser.open(f"{address}/verifier").submit("deposit", {})
    fewer = registry_with(make_department, "")
    later = replace(site, app=make_app(database_url=site.database_url, today=NOW, registry=fewer, own=True))
    later.app.secret_key = site.app.secret_key
    deposit = later.browser("alex").open(f"{address}/versions/1").text
    assert "Question one_of group" in deposit
    assert "Choix B" in deposit
    assert "plus posée" not in deposit


def test_what_a_page_carries_of_questions_that_are_gone_is_no_way_in(site: Site) -> None:
    address = begun(site)
    browser = site.browser("alex")
    for carried in ('{"anything": 1}', "[1]", "{", '"x"'):
        browser.open(f"{address}/questions")
        browser.client.post(
            f"{address}/questions",
            data={**dict(browser.form("save").values), "answers-gone": carried, "action": "save"},
        )
        assert "answers" not in kept_of(site, address)
