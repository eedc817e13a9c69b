"""The head of a service invites, gives and takes away roles on pages: of their own department alone, and said first."""

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, MailedLink, OutgoingMail, RoleRow
from tests.api.pages.caf.conftest import HEAD, Caf
from tests.api.pages.caf.sound import HOSTILE, assert_sound
from tests.browsing import Browser
from tests.readings import Asked, expect_few_statements

PEOPLE = "/espace/departements/marne/personnes"
NEW = {"name": "Zoé Neuve", "email": "zoe@caf.example", "kind": "committee", "institution": "ddetspp"}


def _head(caf: Caf) -> Browser:
    """Return the browser of the head: nobody who is there is still waited for."""
    browser = caf.site.person("responsable", HEAD)
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        database.session.execute(update(Account).values(password_hash="x"))
        database.session.commit()
    return browser


def _rows(caf: Caf) -> tuple[list[tuple[str, str | None]], list[tuple[str, str]], int]:
    """Return the roles of Zoé, the mails to her, and how many of her links still serve."""
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING)
        her = Account.email == NEW["email"]
        roles = database.session.execute(select(RoleRow.kind, RoleRow.institution).join(Account).where(her))
        mails = database.session.execute(
            select(OutgoingMail.subject, OutgoingMail.body).where(OutgoingMail.recipient == NEW["email"])
        )
        links = database.session.scalars(select(MailedLink).join(Account).where(her, MailedLink.used_at.is_(None)))
        found = [(kind, seat) for kind, seat in roles], [(one, two) for one, two in mails], len(links.all())
        database.session.rollback()
    return found


def _link(page: Browser, words: str) -> str:
    found = re.search(
        rf'href="({PEOPLE}[^"]*)">{words}<span class="visually-hidden"> : {NEW["name"]}', unescape(page.html)
    )
    assert found is not None, page.text
    return found[1]


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_a_member_is_invited_once_again_and_no_more(caf: Caf, one_reading: list[tuple[str, Asked]]) -> None:
    head = _head(caf)
    page = head.open(PEOPLE).send("invite", **NEW)
    assert (page.status, page.address) == (200, PEOPLE)
    assert_sound(page)
    assert "Direction départementale" in page.text or "DDETSPP" in page.text, "the institution has its name"
    assert "invitation en attente" in page.text
    roles, mails, links = _rows(caf)
    assert (roles, len(mails), links) == ([("committee", "ddetspp")], 1, 1)
    page = head.open(PEOPLE).send("again")
    assert "Une nouvelle invitation part" in page.text
    assert len(_rows(caf)[1]) == 2

    page = head.open(_link(head.open(PEOPLE), "Annuler l'invitation"))
    assert_sound(page)
    assert "Le lien de son invitation ne servira plus" in page.text
    page.send("end")
    assert page.address == PEOPLE
    roles, mails, links = _rows(caf)
    assert (roles, len(mails), links) == ([], 3, 0)
    assert "a retiré l'invitation" in mails[-1][1]
    expect_few_statements(one_reading)


def test_who_would_be_the_last_head_is_told_before(caf: Caf) -> None:
    head = _head(caf)
    page = head.open(PEOPLE)
    own = re.search(rf'href="({PEOPLE}/[^"]*/roles/[^"]*)">Retirer ce rôle<span[^>]*> : responsable', page.html)
    assert own is not None, page.html
    asked = head.open(own[1])
    assert "C'est la seule personne responsable du service" in asked.text
    assert "C'est votre propre rôle" in asked.text
    asked.send("end")
    assert asked.address == "/espace"
    assert head.open(PEOPLE).status == 404


def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(caf: Caf) -> None:
    head = _head(caf)
    page = head.open(PEOPLE).send("invite", **{**NEW, "institution": ""})
    assert page.status == 422
    assert "Erreur" in page.html.split("</title>")[0]
    assert 'id="institution-error"' in page.html
    assert NEW["email"] in page.html
    page = head.open(PEOPLE).send("invite", name=HOSTILE, email="pas une adresse", kind="", institution="")
    assert page.status == 422
    assert_sound(page)
    assert _rows(caf)[0] == []
