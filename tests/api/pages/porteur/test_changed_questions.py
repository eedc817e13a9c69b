"""A call whose questions change while dossiers answer them: each draft is told, and whoever checks is warned."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from clas_api.context import Context
from clas_api.installation import current_installation
from clas_api.security.principal import SYSTEM
from clas_api.services.rules.recording import record_rules
from clas_api.store.database import database
from clas_core.departments import DepartmentRegistry
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, Site
from tests.api.pages.test_sound_html import _faults
from tests.asked import question
from tests.browsing import Browser
from tests.stages import Stages

CHOICES = 'choices = [{ id = "a", label = "Choix A" }, { id = "b", label = "Choix B" }]'
FEWER = 'choices = [{ id = "b", label = "Choix B" }, { id = "c", label = "Choix C" }]'
BEFORE = (
    question("marne.where", "dossier", "one_of", CHOICES, label="Où ?"),
    question("marne.gone", "dossier", "text", label="Qui s'en va"),
    question("marne.kept", "dossier", "text", label="Qui reste"),
)
AFTER = (
    question("marne.where", "dossier", "one_of", FEWER, label="Où ?"),
    question("marne.kept", "dossier", "text", label="Qui reste"),
    question("marne.new", "group", "text", label="Qui arrive"),
)
ANSWERED: dict[str, str | list[str]] = {
    "answers/marne.where": "a",
    "answers/marne.gone": "Oui",
    "answers/marne.kept": "Oui",
}
SAYS = ("Qui s&#39;en va", "en moins", "Qui arrive", "en plus", "Choix C", "modifié")


@pytest.fixture
def serve(
    make_app: Callable[..., Flask], make_department: MakeDepartment, stages: Stages, database_url: str
) -> Callable[..., Site]:
    """Return a function that serves a Marne that asks some questions, on the same database each time."""

    def with_questions(asked: tuple[str, ...], before: Site | None = None) -> Site:
        dates = "opens = 2025-05-26\ncloses = 2025-08-18"
        marne = make_department("marne", "51", '"Marne"', dates=dates, more="".join(asked))
        app = make_app(database_url=database_url, today=NOW, registry=DepartmentRegistry([marne]), own=True)
        site = Site(app, database_url, stages) if before is None else replace(before, app=app)
        if before is not None:
            app.secret_key = before.app.secret_key
        with app.app_context():
            record_rules(current_installation(), database.session)
        return site

    return with_questions


def begun(site: Site) -> tuple[Browser, str]:
    site.person("alex")
    address = site.dossier("alex", site.porteur("alex"))
    return site.browser("alex").open(f"{address}/questions").submit("save", ANSWERED), address


def test_a_draft_is_told_which_questions_came_went_and_changed_since_it_was_begun(serve: Callable[..., Site]) -> None:
    site = serve(BEFORE)
    browser, address = begun(site)
    assert "ont changé" not in browser.open(address).text
    later = serve(AFTER, site)
    browser = later.browser("alex")
    for page in (address, f"{address}/questions", f"{address}/verifier"):
        shown = browser.open(page)
        assert "Les questions de l'appel ont changé depuis que vous avez commencé ce dossier" in shown.text
        assert all(words in shown.html for words in SAYS), shown.html
        assert "Qui reste" not in shown.html[shown.html.index("ont changé") : shown.html.index("<h1>")]
        assert _faults(shown.response) == []


def test_a_deposit_that_may_be_changed_is_compared_with_what_it_answered(serve: Callable[..., Site]) -> None:
    site = serve(BEFORE)
    browser, address = begun(site)
    browser.open(f"{address}/verifier").submit("deposit", {})
    assert browser.address.endswith("/recepisse"), browser.text
    assert "ont changé" not in browser.open(f"{address}/questions").text
    browser = serve(AFTER, site).browser("alex").open(f"{address}/questions")
    assert "ont changé depuis votre dernier dépôt" in browser.text


def checked(site: Site, monkeypatch: pytest.MonkeyPatch, *more: str, ready: bool = True) -> tuple[int, str]:
    questions = import_module("clas_api.cli.questions")  # the package names its command so too

    @contextmanager
    def context(**_: Any) -> Iterator[Context]:
        if not ready:
            raise click.ClickException("La base n'est pas là.")
        with site.app.app_context():
            yield Context(site.app.extensions["clas"], database.session, SYSTEM, NOW)

    monkeypatch.setattr(questions, "system_context", context)
    monkeypatch.setattr(questions, "load_installation", lambda: site.app.extensions["clas"])
    done = CliRunner().invoke(questions.questions, ["check", "2025-2026", *more])
    return done.exit_code, done.output


def test_whoever_checks_is_warned_of_answers_that_questions_do_not_take_any_more(
    serve: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve(BEFORE)
    begun(site)
    assert "tout se tient" in checked(site, monkeypatch)[1]
    later = serve(AFTER, site)
    status, said = checked(later, monkeypatch, "--department", "marne", "--json")
    told = json.loads(said)
    assert (status, told["valid"], told["compared"], told["problems"]) == (0, True, True, [])
    assert {each["question"]: (each["dossiers"], each["why"]) for each in told["warnings"]} == {
        "marne.where": (1, "le choix « a » n'est plus proposé"),
        "marne.gone": (1, "la question n'est plus posée"),
    }
    assert "marne, « marne.where » : 1 dossier a répondu, et le choix « a »" in checked(later, monkeypatch)[1]
    assert "n'a pas été comparé" in checked(later, monkeypatch, ready=False)[1]
