"""Letters are sent with the act that they tell of, kept as they were sent, and say what the record says."""

import io
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text

from clas_api.services.letters import composing, sending_letters
from clas_api.services.maintenance.verifying import open_chains, verify
from clas_api.services.year import missing_letters, notifying
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import CommitteeSession, OutgoingMail
from clas_core.errors import Refused
from clas_core.money import parse_amount, write_euros
from clas_core.national import ReferentialLibrary
from tests.api.year.conftest import Year
from tests.api.year.test_notifications import _grant
from tests.contexts import context_on
from tests.core.test_corrections_of_a_year import CORRECTION
from tests.decided import decide, otherwise


def _letters(year: Year, who: str = "neighbour51") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = year.ask(who, "GET", "/letters").get_json()["letters"]
    return found


def _read(year: Year, letter: dict[str, Any], form: str = "md") -> str:
    answer = year.ask("neighbour51", "GET", f"/letters/{letter['id']}.{form}")
    assert answer.status_code == 200, answer.text
    if form != "pdf":
        return str(answer.text)
    return "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.data)).pages)


def _plain(words: str) -> str:
    return " ".join(words.replace("\u202f", " ").replace("\xa0", " ").split())


def test_a_notification_sends_a_letter_that_says_what_was_decided(approved: Year) -> None:
    assert _letters(approved) == [], "nothing is told before it is"
    assert approved.step("agent51", "/notification").status_code == 201
    (letter,) = _letters(approved)
    assert (letter["kind"], letter["title"]) == ("approved", "notification d'agrément")
    (told,) = approved.ask("neighbour51", "GET", "/decisions").get_json()["decisions"]
    payments = approved.ask("agent51", "GET", "/payments").get_json()["payments"]
    amounts = {told["granted"], *(each["amount"] for each in payments), "2800.70", "329.00", "3129.70", "1815.00"}
    for form in ("md", "html", "pdf"):
        words = _plain(_read(approved, letter, form))
        for amount in amounts:
            assert _plain(write_euros(parse_amount(amount))) in words, (form, amount)
        assert "15 octobre 2025" in words
    with approved.app.app_context():
        open_session(database.session, EVERYTHING)
        bodies = [each.body for each in database.session.scalars(select(OutgoingMail)) if "décision" in each.subject]
    assert all(f"/espace/dossiers/{approved.dossier}/courriers" in body for body in bodies)


def test_a_corrected_decision_sends_another_letter_and_leaves_the_first(approved: Year) -> None:
    approved.step("agent51", "/notification")
    before = _read(approved, _letters(approved)[0])
    refusal = {"outcome": "refused", "reason": "Un # axe *manque*.", "groups": []}
    assert approved.step("head51", "/corrections", refusal).status_code == 201
    approved.step("agent51", "/notification")
    letters = _letters(approved)
    assert {each["kind"] for each in letters} == {"approved", "refused"}
    assert _read(approved, next(each for each in letters if each["kind"] == "approved")) == before
    second = _plain(_read(approved, next(each for each in letters if each["kind"] == "refused"), "pdf"))
    assert "remplace celle qui vous a été notifiée le 1er juillet 2025" in second
    assert "Motif : Un # axe *manque*." in second


def test_above_the_threshold_an_agreement_goes_with_the_letter(approved: Year) -> None:
    _grant(approved, 1_805_531)
    approved.step("agent51", "/notification")
    letters = {each["kind"]: each for each in _letters(approved)}
    assert set(letters) == {"approved", "convention"}
    agreement = _plain(_read(approved, letters["convention"], "pdf"))
    for words in ("Article 1 : objet", "Annexe 1", "Annexe 2", "4 944,70 €", "Fait à"):
        assert words in agreement, words


@pytest.mark.parametrize("outcome", ["deferred", "reserve", "refused"])
def test_every_outcome_has_its_letter(deposited: Year, outcome: Any) -> None:
    decide(deposited.world, deposited.dossier, otherwise(outcome, "L'avis de la commune manque."))
    assert deposited.step("agent51", "/notification").status_code == 201
    (letter,) = _letters(deposited)
    assert letter["kind"] == outcome
    assert "L'avis de la commune manque." in _plain(_read(deposited, letter, "pdf"))


def test_complements_are_asked_by_a_letter(deposited: Year) -> None:
    asked = {"text": "Les statuts signés.\n# et le budget", "due_on": "2025-07-11"}
    assert deposited.step("agent51", "/complements", asked).status_code == 201
    (letter,) = _letters(deposited)
    words = _plain(_read(deposited, letter, "pdf"))
    assert (letter["kind"], "11 juillet 2025" in words, "# et le budget" in words) == ("complements", True, True)


def test_a_settlement_sends_what_was_foreseen_beside_what_was_done_and_what_is_to_give_back(approved: Year) -> None:
    approved.begin()
    approved.pay()
    approved.file("100.00", "5500.00")
    settled = approved.step("agent51", "/settlement").get_json()
    assert parse_amount(settled["overpayment"]) > 0
    letters = {each["kind"]: each for each in _letters(approved)}
    assert {"settlement", "overpayment"} <= set(letters)
    for kind, names in (("settlement", ("granted", "due", "paid")), ("overpayment", ("overpayment", "due", "paid"))):
        words = _plain(_read(approved, letters[kind], "pdf"))
        for name in names:
            assert _plain(write_euros(parse_amount(settled[name]))) in words, (kind, name)


def test_a_text_that_fails_leaves_the_decision_intact(approved: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("un champ")

    monkeypatch.setattr(notifying, "decision_letters", fail)
    logged: list[str] = []
    monkeypatch.setattr(sending_letters._log, "exception", lambda message, *_: logged.append(message))
    answer = approved.step("agent51", "/notification")
    assert (answer.status_code, answer.get_json()["state"]) == (201, "notified")
    assert (_letters(approved), len(logged)) == ([], 1)


def test_a_letter_that_failed_is_made_later_from_the_page_once(approved: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, page = approved.world.browser("agent51"), f"/espace/caf/dossiers/{approved.dossier}/suite"
    assert "n'est pas parti" not in unescape(browser.open(page).text)
    with monkeypatch.context() as failing:
        failing.setattr(notifying, "decision_letters", lambda *_, **__: 1 / 0)
        failing.setattr(sending_letters._log, "exception", lambda *_: None)
        approved.step("agent51", "/notification")
    assert "n'est pas parti avec la notification" in unescape(browser.open(page).text)
    with monkeypatch.context() as failing:
        failing.setattr(missing_letters, "decision_letters", lambda *_, **__: 1 / 0)
        failing.setattr(sending_letters._log, "exception", lambda *_: None)
        browser.send("late-letters")
        assert (browser.status, "ne peuvent toujours pas" in browser.text) == (409, True)
    browser.open(page).send("late-letters")
    assert (browser.status, "Le courrier est parti" in browser.text) == (200, True)
    assert "n'est pas parti" not in unescape(browser.text)
    (letter,) = _letters(approved)
    assert "4 944,70" in _plain(_read(approved, letter))
    with approved.app.app_context():
        open_session(database.session, EVERYTHING)
        subjects = [each.subject for each in database.session.scalars(select(OutgoingMail))]
        engine, installation = database.engine, approved.app.extensions["clas"]
    assert any(each.endswith(": courrier") for each in subjects)
    with context_on(engine) as context, pytest.raises(Refused, match="déjà partis"):
        missing_letters.send_missing_letters(replace(context, installation=installation), UUID(approved.dossier))
    assert (
        "courriers envoyés après la notification"
        in approved.world.browser("agent51").open(page.replace("/suite", "/fil")).text.lower()
    )


def test_a_letter_that_is_altered_is_named_by_the_trace(approved: Year) -> None:
    approved.step("agent51", "/notification")
    with approved.app.app_context():
        engine = database.engine
    with engine.begin() as hand:
        if engine.dialect.name == "sqlite":
            hand.execute(text("DROP TRIGGER letters_refuse_update"))
        else:
            hand.execute(text("ALTER TABLE letters DISABLE TRIGGER letters_refuse_change"))
            hand.execute(text("ALTER TABLE letters DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY"))
        hand.execute(text("UPDATE letters SET content = replace(content, '944,70', '999,99')"))
    with context_on(engine) as context:
        faults = [str(each) for each in verify(context, open_chains(context))]
    assert any("courrier" in each for each in faults), faults


def test_nobody_else_reads_a_letter(approved: Year) -> None:
    approved.step("agent51", "/notification")
    (letter,) = _letters(approved)
    for who in ("porteur77", "agent77", "porteur51"):
        assert approved.ask(who, "GET", f"/letters/{letter['id']}.pdf").status_code == 404
        assert approved.ask(who, "GET", "/letters").status_code == 404


@pytest.mark.parametrize("form", ["zip", "pdf"])
def test_the_letters_of_a_session_are_made_by_a_job_as_sent_or_as_drafts(approved: Year, form: Any) -> None:
    from clas_api.services.jobs.asking_jobs import find_job, open_result
    from clas_api.services.maintenance.doing_jobs import go_on
    from clas_api.services.year.session_letters import begin_letters

    def made() -> list[str]:
        with approved.app.app_context():
            engine, files = database.engine, approved.app.extensions["clas"]
        with context_on(engine) as context:
            from dataclasses import replace

            context = replace(context, installation=replace(files, clock=context.installation.clock))
            context.open_wholly()
            session = context.session.scalars(select(CommitteeSession.id).where(CommitteeSession.record.is_not(None)))
            key = session.all()[0]
            context.session.rollback()
            _, job = begin_letters(context, key, form)
            while not go_on(context, job):
                pass
            view = find_job(context, job)
            assert (view.state, view.progress.problems) == ("done", ())
            with open_result(context, job)[1] as stream:
                content = stream.read()
        if form == "pdf":
            pdf = PdfReader(io.BytesIO(content))
            assert b"pdfuaid:part" in content
            return ["\n".join(page.extract_text() for page in pdf.pages)]
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert all(name.endswith(".pdf") for name in archive.namelist())
            return [
                "\n".join(page.extract_text() for page in PdfReader(archive.open(name)).pages)
                for name in archive.namelist()
            ]

    assert all("Projet : cette décision n'est pas encore notifiée" in _plain(each) for each in made())
    approved.step("agent51", "/notification")
    (sent,) = made()
    assert "Projet :" not in sent
    assert "page 1 sur" in _plain(sent)
    assert "4 944,70 €" in _plain(sent)


def test_a_letter_says_by_which_correction_of_the_rules_it_was_calculated(
    approved: Year, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "2025-2026.correction-1.toml").write_text(CORRECTION, encoding="utf-8")
    rules = ReferentialLibrary.load(tmp_path).parse("2025-2026")
    monkeypatch.setattr(composing, "sealed_referential", lambda *_: rules)
    assert approved.step("agent51", "/notification").status_code == 201
    (letter,) = _letters(approved)
    said = "Correction n° 1, du 2 mars 2026 : Le montant publié comportait une erreur."
    for form in ("md", "html", "pdf"):
        assert said in _plain(unescape(_read(approved, letter, form))), form
