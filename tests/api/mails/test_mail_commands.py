"""``clas mail``: what is sent, what is not, and nothing of anybody's mail where it need not be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.mails.conftest import MailServer, states, write

Clas = Callable[..., Any]


@pytest.fixture
def here(engine: Engine, server: MailServer, monkeypatch: pytest.MonkeyPatch, shell: Path) -> Path:
    monkeypatch.setenv("CLAS_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CLAS_SMTP_URL", server.url)
    return shell


def test_mails_are_sent_and_counted_without_a_word_of_them(engine: Engine, here: Path, clas: Clas) -> None:
    write(engine, 2)
    done = clas("mail", "send")
    assert (done.status, done.output, done.errors) == (0, "2 envoyé.\n", "")
    assert clas("mail", "send").output == "Aucun mail à envoyer.\n"
    assert clas("mail", "send", "--json").json == {"sent": 0, "waiting": 0, "failed": 0, "uncertain": 0}


def test_mails_that_fail_are_listed_and_sent_again(engine: Engine, server: MailServer, here: Path, clas: Clas) -> None:
    write(engine)
    server.mailbox.to_recipient = "550 inconnu ici"
    done = clas("mail", "send")
    assert (done.status, done.output.splitlines()[0]) == (1, "1 en échec.")
    assert clas("mail", "list", "--state", "uncertain").output == "Aucun mail.\n"
    (row,) = clas("mail", "list", "--state", "failed", "--json").json
    assert (row["recipient"], row["last_error"]) == ("porteur@exemple.fr", "550 inconnu ici")
    assert "Votre dossier" not in clas("mail", "list").output
    server.mailbox.to_recipient = "250 OK"
    assert clas("mail", "resend", row["id"]).status == 0
    assert clas("mail", "send").status == 0
    assert states(engine) == ["sent"]
    again = clas("mail", "resend", row["id"])
    assert (again.status, again.output) == (2, "")


def test_without_a_server_a_mail_is_read_with_its_text_and_with_one_it_is_not(
    engine: Engine, here: Path, clas: Clas, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(engine)
    refused = clas("mail", "show")
    assert (refused.status, refused.output) == (2, "")
    monkeypatch.delenv("CLAS_SMTP_URL")
    shown = clas("mail", "show")
    assert (shown.status, shown.output.splitlines()[0]) == (0, "À : porteur@exemple.fr")
    (listed,) = clas("mail", "list", "--json").json
    assert clas("mail", "show", listed["id"], "--json").json["body"] in shown.output
    assert clas("mail", "show", "00000000-0000-0000-0000-000000000000").status == 2


def test_without_a_server_a_sentence_says_what_to_set(here: Path, clas: Clas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLAS_SMTP_URL")
    done = clas("mail", "send")
    assert (done.status, done.output) == (2, "")
    assert "smtp_url" in done.errors


@pytest.mark.parametrize("words", [("resend",), ("resend", "x"), ("list", "--state", "x"), ("send", "--loop", "0")])
def test_what_is_asked_wrongly_is_2(here: Path, clas: Clas, words: tuple[str, ...]) -> None:
    assert clas("mail", *words).status == 2
