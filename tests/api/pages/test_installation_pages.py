"""Whoever keeps the installation does it on pages: accounts, keys, departments, mails, the trace and its check."""

import re
import time
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from clas_api.security.permissions import WITH_SECOND_FACTOR
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail
from tests import browsing
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.casts import NOW, SMALL
from tests.readings import Asked, expect_few_statements, expect_one_reading
from tests.stages import Stages, World

HOME = "/espace/installation"


@pytest.fixture
def world(stages: Stages, app: Flask) -> World:
    app.config["RATELIMIT_ENABLED"] = False
    return stages.put_back(app, "deposited", SMALL)


@pytest.fixture
def admin(world: World) -> Browser:
    return Browser(browsing.signed_in(world.app, world.accounts["admin"]))


def read(browser: Browser) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.text)).replace("\u00a0", " ")


def test_every_page_is_one_reading_sound_and_without_codes(
    admin: Browser, one_reading: list[tuple[str, Asked]]
) -> None:
    for path in (
        "",
        "/comptes",
        "/comptes/inviter",
        "/cles",
        "/departements",
        "/courriels",
        "/trace",
        "/trace/verification",
    ):
        admin.open(HOME + path)
        assert admin.status == 200, path
        assert _faults(admin.response) == [], path
        told = read(admin)
        assert not re.search(r"\b[a-z]+\.[a-z_]+ed\b|sha256|account:|\bNone\b", told), (path, told)
    assert "Marne" in read(admin.open(f"{HOME}/departements"))
    expect_few_statements(one_reading)
    expect_one_reading(one_reading)


def test_somebody_is_invited_given_a_role_more_and_has_it_taken_away(admin: Browser) -> None:
    admin.open(f"{HOME}/comptes/inviter").submit("invite", {"email": "x", "name": ""})
    assert admin.status == 422
    assert "4 points sont à corriger" in read(admin) or "3 points sont à corriger" in read(admin)
    asked: dict[str, str | list[str]] = {
        "email": "Nadia@clas.example",
        "name": "Nadia",
        "roles/0/kind": "agent",
        "roles/0/department": "marne",
    }
    admin.submit("invite", asked)
    assert "agent de la Caf, Marne" in read(admin)
    own = admin.address
    admin.submit("grant", {"kind": "committee", "department": "marne", "institution": "nulle-part"})
    assert admin.status == 422
    admin.submit("grant", {"kind": "committee", "department": "marne", "institution": "education-nationale"})
    assert "membre du comité, Marne (Éducation nationale)" in read(admin)
    assert "education-nationale" not in re.sub(r"<select.*?</select>", "", admin.html, flags=re.DOTALL)
    admin.send("take-away")
    assert "Le rôle est retiré" in read(admin)
    admin.open(f"{own}/fermeture").send("fermeture")
    assert "Le compte est fermé" in read(admin)
    found = read(admin.open(f"{HOME}/comptes?texte=nadia&etat=fermes"))
    assert "nadia@clas.example" in found
    assert "agent51@clas.example" not in found


def test_a_key_is_shown_once_and_the_same_form_makes_no_other(admin: Browser, world: World) -> None:
    admin.open(f"{HOME}/cles")
    form = next(each for each in admin.forms if "label" in each.names)
    sent = {name: form.values.getlist(name) for name in form.values}
    sent |= {"label": ["Tableur"], "department": ["marne"], "scopes": ["dossiers:read"], "days": ["30"]}
    made = admin.client.post(f"{HOME}/cles", data=sent).get_data(as_text=True)
    assert re.search(r"<code>clas_\S+</code>", made)
    again = admin.client.post(f"{HOME}/cles", data=sent)
    assert again.status_code == 303
    listed = read(admin.open(f"{HOME}/cles"))
    assert listed.count("Tableur") == 2  # its row, and the words of its button
    assert "clas_" not in listed
    admin.send("revoke")
    assert "retirée" in read(admin)


def test_disabling_a_department_asks_writes_the_configuration_and_loses_nothing(
    admin: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clas.toml"
    file.write_text('# Les départements que nous servons\ndepartments = ["marne", "seine_et_marne"]\nlog = "errors"\n')
    monkeypatch.setenv("CLAS_CONFIG", str(file))
    admin.open(f"{HOME}/departements/marne/desactivation")
    assert "2 dossiers : rien n'en est perdu" in read(admin)
    admin.send("desactivation")
    assert file.read_text() == '# Les départements que nous servons\ndepartments = ["seine_et_marne"]\nlog = "errors"\n'
    assert "redémarrez le service" in read(admin)
    admin.open(f"{HOME}/departements/seine_et_marne/desactivation").send("desactivation")
    assert (admin.status, file.read_text().count("seine_et_marne")) == (409, 1)
    assert "Département désactivé" in read(admin.open(f"{HOME}/trace"))
    monkeypatch.setenv("CLAS_DEPARTMENTS", "marne")
    told = read(admin.open(f"{HOME}/departements"))
    assert "La variable CLAS_DEPARTMENTS dit quels départements sont servis" in told
    assert f"{HOME}/departements/marne/desactivation" not in admin.html


def test_a_mail_that_failed_waits_again_and_one_that_waits_does_not(admin: Browser, world: World) -> None:
    with world.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        lost = OutgoingMail(
            id=uuid4(), recipient="x@y.fr", subject="S", body="B", state="failed", created_at=NOW, next_attempt_at=NOW
        )
        database.session.add(lost)
        database.session.commit()
        key = lost.id
    admin.open(f"{HOME}/courriels?etat=failed")
    assert "x@y.fr" in read(admin)
    admin.send("resend")
    assert "de nouveau en attente" in read(admin)
    word = admin.open(f"{HOME}/courriels").forms[0].values["csrf_token"]
    assert admin.client.post(f"{HOME}/courriels/{key}/renvoi", data={"csrf_token": word}).status_code == 409


def test_mails_are_read_page_after_page_even_those_of_one_moment(admin: Browser, world: World) -> None:
    with world.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        for rank in range(45):
            mail = {"recipient": f"x{rank}@y.fr", "subject": "S", "body": "B", "state": "failed"}
            database.session.add(OutgoingMail(id=uuid4(), **mail, created_at=NOW, next_attempt_at=NOW))
        database.session.commit()
    admin.open(f"{HOME}/courriels?etat=failed")
    seen: list[str] = []
    for _ in range(3):
        seen += re.findall(r"x\d+@y\.fr(?=</th>)", admin.html)
        following = [each for each in admin.links if "avant=" in each]
        if not following:
            break
        admin.open(following[0])
    assert (following, sorted(seen)) == ([], sorted(f"x{rank}@y.fr" for rank in range(45)))


def test_the_trace_is_searched_as_people_know_things(admin: Browser) -> None:
    told = read(admin.open(f"{HOME}/trace?chaine=marne&action=dossier.deposited"))
    assert "Dossier déposé" in told
    assert "porteur51@clas.example" in told
    receipt = re.search(r"dossier (51-\S+)", told)
    assert receipt
    about = read(admin.open(f"{HOME}/trace?chaine=marne&objet={receipt[1]}&qui=porteur51@clas.example&du=01/07/2025"))
    assert "Dossier commencé" in about
    assert "Rien ne répond" in read(admin.open(f"{HOME}/trace?chaine=marne&objet={receipt[1]}&au=30/06/2025"))
    admin.open(f"{HOME}/trace?qui=personne@x.fr&objet=99&du=hier")
    assert admin.status == 422
    assert read(admin).count("Aucun") >= 2
    assert "Écrivez une date" in read(admin)


def test_the_trace_is_verified_apart_and_says_how_far_it_is(admin: Browser) -> None:
    """The session of this test was written without passing by the service, which a verification finds."""
    admin.open(f"{HOME}/trace/verification").send("verify")
    for _ in range(200):
        if "La dernière vérification" in read(admin.open(f"{HOME}/trace/verification")):
            break
        time.sleep(0.1)
    assert "La trace n'est pas intacte : 1 défaut" in read(admin)
    assert "table tokens" in read(admin)
    assert re.search(r"entrées : \d+ lignes : \d+|Trace vérifiée", read(admin.open(f"{HOME}/trace")))


def test_the_space_of_these_roles_leads_to_their_pages(world: World, admin: Browser) -> None:
    assert f'href="{HOME}"' in admin.open("/espace").html
    national = Browser(browsing.signed_in(world.app, world.accounts["national"])).open("/espace")
    assert 'href="/espace/nation"' in national.html
    assert "ne demande pas de lire les dossiers" not in national.html + admin.html
    assert {"national", "admin"} <= WITH_SECOND_FACTOR
