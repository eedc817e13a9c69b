"""No text becomes a header, nor another text: checked on the bytes that a mail server is given."""

import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

import clas_api
from bench.samples import content
from clas_api.delivery import Letter, NotTaken
from clas_api.rendering.mails import mail_html
from clas_api.services.maintenance.sending import send_waiting
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account
from tests.api.mails.conftest import MailServer, MakeContext, outbox, write
from tests.api.mails.reading import HEADERS, OF_PARTS, assert_says_the_same, read
from tests.casts import DEPOSITED, SMALL
from tests.contexts import NOW
from tests.stages import World

PIRATE = "=?utf-8?q?Clas=0D=0AReply-To:_pirate@evil.example=0D=0AContent-Type:_text/html=0D=0A=0D=0A<b>Entrez</b>?="
HIDDEN = ("=?utf-8?b?Q2xhcw0KQmNjOiBhQGI=?=", "=?utf-8?q?x=0D=0ABcc:_a@b?=", "=?us-ascii?q?a?= =?x?=", "=?", PIRATE)
BREAKS = ("\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\0", "\x0b", "\r\n.\r\n", "\n\n")
SIGNS = ("\t", "\ud800", "\xa0", ".", "é", "😀", "?=", "Bcc: a@b.fr", "From: ", " " * 80, "a" * 1200)
TEXTS = st.lists(st.one_of(st.sampled_from([*HIDDEN, *BREAKS, *SIGNS]), st.text()), max_size=8).map("".join)


def letter(**more: Any) -> Letter:
    usual = {"sender": "clas@caf.example", "recipient": "porteur@exemple.fr", "subject": "Clas", "body": "Bonjour.\n"}
    return Letter(id=UUID(int=1), written_at=NOW, **{**usual, **more})


def shown(text: str) -> str:
    """Return a subject as it was typed, what breaks lines having become a blank."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip().encode(errors="replace").decode()


@given(TEXTS, TEXTS)
def test_whatever_is_typed_is_the_subject_and_the_text_and_nothing_else(subject: str, body: str) -> None:
    raw = bytes(letter(subject=subject, body=body).compose())
    mail = read(raw)
    assert mail.names == HEADERS
    assert mail.subject == shown(subject)
    assert mail.body == re.sub("\r\n|\r", "\n", body).encode(errors="replace").decode()
    told = message_from_bytes(raw, policy=default)  # what the library's own reader makes of it
    assert told.keys() == HEADERS
    assert told.get_content_type() == "text/plain"
    assert not told.defects


@given(TEXTS, TEXTS)
def test_the_two_parts_of_a_mail_say_the_same_whatever_is_typed(subject: str, body: str) -> None:
    html = mail_html(subject, body, "https://clas.example/")
    mail = read(bytes(letter(subject=subject, body=body, html=html).compose()))
    assert (mail.names, mail.subject) == (OF_PARTS, shown(subject))
    assert_says_the_same(mail.html, mail.body)


def test_the_address_of_the_platform_is_a_link_and_what_is_typed_is_none() -> None:
    home = "https://clas.example"
    body = (
        f"Bonjour,\n\nVotre dossier : {home}/espace?a=1&b=2\n\nLu sur https://ailleurs.example\n{home}.autre.example/x"
    )
    html = mail_html("Clas", body, home)
    assert re.findall('<a href="([^"]+)">', html) == [f"{home}/espace?a=1&amp;b=2"]
    assert "<img" not in html
    assert "color-scheme: light dark" in html
    assert mail_html("Clas", "<a href='x'>\n</p><script>", home).count("<script") == 0


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_looks_encoded_is_shown_as_it_was_typed(hidden: str) -> None:
    mail = read(bytes(letter(subject=f"{hidden} : vous êtes ajouté").compose()))
    assert mail.subject == f"{hidden} : vous êtes ajouté"


@given(st.one_of(TEXTS, st.tuples(TEXTS, TEXTS).map("@".join)))
def test_an_address_is_written_as_it_is_or_refused(address: str) -> None:
    for place in ("recipient", "sender"):
        try:
            mail = read(bytes(letter(**{place: address}).compose()))
        except NotTaken:
            continue
        assert mail.names == HEADERS
        assert "=?" not in mail.headers["To"] + mail.headers["From"]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_an_address_that_looks_encoded_is_refused(hidden: str) -> None:
    with pytest.raises(NotTaken):
        letter(recipient=f"{hidden}@exemple.fr").compose()


def test_a_usual_subject_is_plainly_readable() -> None:
    assert read(bytes(letter(subject="Votre compte Clas").compose())).headers["Subject"] == "Votre compte Clas"


def test_a_server_is_given_a_hostile_subject_as_text(engine: Engine, sender: MakeContext, server: MailServer) -> None:
    write(engine, subject=PIRATE)
    with sender() as context:
        assert send_waiting(context).sent == 1
    mail = read(server.mailbox.contents[0])
    assert (mail.names, mail.subject) == (OF_PARTS, f"{PIRATE} 1")
    assert mail.body == outbox(engine)[0].body


TYPED = ("reason", "place", "title", "label")
GRANTED = {"position": 1, "retained": True, "running_costs": "9000.00", "bonuses": {"children": "Un projet d'un an."}}
DECISION = {"outcome": "approved", "reason": "Tout est là.", "groups": [GRANTED]}
HOSTILE_YEAR = replace(
    SMALL,
    parts=(replace(DEPOSITED, end="settled"), *SMALL.parts[1:]),
    sitting=replace(SMALL.sitting, place=PIRATE),
)


class Campaign:
    """A year of the Marne in which whatever somebody types is hostile."""

    def __init__(self, world: World, typed: str = PIRATE) -> None:
        self.world, self.typed = world, typed
        with world.app.app_context():
            open_session(database.session, EVERYTHING, writing=True)
            database.session.get_one(Account, self.world.accounts["porteur77"]).password_hash = "there is one"
            database.session.commit()

    def make(self, who: str, method: str, path: str, body: Any = None, *, of: str = "") -> Any:
        headers = {"If-Match": self.world.ask(who, "GET", of).headers["ETag"]} if of else {}
        answer = self.world.ask(who, method, path, _hostile(body, self.typed), headers=headers)
        assert answer.status_code in (200, 201, 202, 204), f"{method} {path}: {answer.text}"
        return answer.get_json(silent=True)

    def play(self) -> None:
        world, dossier, draft = self.world, f"/dossiers/{self.world.deposited}", f"/dossiers/{self.world.draft}"
        self._people(f"/porteurs/{world.porteur}")
        self.make(
            "porteur51", "PATCH", dossier, {"contact": {"name": self.typed, "email": "a.b@exemple.fr"}}, of=dossier
        )
        self.make("head51", "POST", f"{dossier}/complements", {"text": self.typed, "due_on": "2025-07-10"}, of=dossier)
        self.make("porteur51", "POST", f"{dossier}/deposit")
        for who in ("head51", "porteur51"):
            self.make(who, "POST", f"{dossier}/messages", {"text": self.typed})
        made = world.made = world.tell(HOSTILE_YEAR, after="deposited", until="session open", made=world.made)
        session = f"/sessions/{made.session}"
        item = f"{session}/items/{made.items['deposited']}"
        self.make("head51", "PUT", f"{item}/decision", DECISION, of=item)
        self.make("head51", "POST", f"{session}/closing", of=session)
        world.tell(HOSTILE_YEAR, after="closed", until="bilan filed", made=made)
        self.make("head51", "POST", f"{dossier}/bilan/return", {"reason": self.typed}, of=f"{dossier}/bilan")
        self.make("porteur51", "POST", f"{dossier}/bilan/filing", of=f"{dossier}/bilan")
        world.tell(HOSTILE_YEAR, after="bilan filed", until="settled", made=made)
        self.make("neighbour51", "PATCH", draft, content(), of=draft)
        self.make("neighbour51", "POST", f"{draft}/deposit")
        refused = {"verdict": "not_met", "reason": self.typed}
        self.make("head51", "POST", f"{draft}/admissibility", refused, of=draft)

    def _people(self, porteur: str) -> None:
        """Have people ask for accounts and be added, under names that are not names."""
        self.make("porteur51", "PATCH", porteur, {"name": self.typed}, of=porteur)
        for address in ("porteur77@clas.example", "quelqu.un@clas.example"):
            self.make("porteur51", "POST", f"{porteur}/people", {"email": address, "name": self.typed})
            self.make("anonymous", "POST", "/accounts", {"email": address, "name": self.typed})
            self.make("anonymous", "POST", "/accounts/resets", {"email": address})
        role = {"kind": "committee", "department": "marne", "institution": "msa"}
        for address in ("membre@clas.example", "agent51@clas.example"):
            asked = {"email": address, "name": self.typed, "roles": [role]}
            self.make("head51", "POST", "/accounts/invitations", asked)


def _hostile(body: Any, typed: str) -> Any:
    """Return a request whose sentences are hostile."""
    if isinstance(body, dict):
        said = {key: key in TYPED and isinstance(each, str) for key, each in body.items()}
        return {key: typed if said[key] else _hostile(each, typed) for key, each in body.items()}
    return [_hostile(each, typed) for each in body] if isinstance(body, list) else body


def test_no_mail_of_a_year_lets_what_was_typed_become_a_header(kind: str, small_world: Callable[[str], World]) -> None:
    campaign = Campaign(small_world(kind))
    campaign.play()
    engine = create_engine(campaign.world.app.extensions["clas"].settings.database_url)
    rows = outbox(engine)
    engine.dispose()
    kinds = {re.sub(r"\S*\d\S*", "…", each.subject) for each in rows}
    assert len(kinds) >= 12, sorted(kinds)
    hostile = [each for each in rows if PIRATE in each.subject + each.body]
    assert len(hostile) >= 8
    for row in rows:
        html = mail_html(row.subject, row.body, "http://127.0.0.1:8000")
        mail = read(bytes(letter(recipient=row.recipient, subject=row.subject, body=row.body, html=html).compose()))
        assert mail.names == OF_PARTS, row.subject
        assert (mail.subject, mail.body, mail.headers["To"]) == (shown(row.subject), row.body, row.recipient)
        assert mail.html == html
        assert_says_the_same(mail.html, row.body)


def test_one_module_alone_writes_and_sends_mails() -> None:
    folder = Path(clas_api.__file__).parent
    writing = re.compile(r"^\s*(?:import|from) (?:smtplib|email)\b", re.MULTILINE)
    found = [each.name for each in folder.rglob("*.py") if writing.search(each.read_text(encoding="utf-8"))]
    assert found == ["delivery.py"]
