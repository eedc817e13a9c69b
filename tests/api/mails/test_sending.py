"""Each mail goes once, whoever sends, whatever breaks; what nobody can tell is left to a person."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from sqlalchemy import Engine

from clas_api.services.maintenance import sending
from clas_api.services.maintenance.sending import DELAYS, Tally, resend, send_waiting
from clas_api.services.maintenance.verifying import open_chains, verify
from clas_core.errors import Refused, Unknown
from tests.api.mails.conftest import MailServer, MakeContext, letters, outbox, states, write
from tests.api.mails.reading import assert_says_the_same
from tests.contexts import NOW, context_on

LATER = timedelta(minutes=11)


def test_a_mail_is_sent_once_as_it_was_written(engine: Engine, sender: MakeContext, server: MailServer) -> None:
    write(engine)
    with sender() as context:
        assert send_waiting(context) == Tally(sent=1)
        assert send_waiting(context) == Tally()
    (message,) = server.mailbox.received
    (row,) = outbox(engine)
    text, html = message.iter_parts()  # type: ignore[attr-defined]
    assert message.get_content_type() == "multipart/alternative"
    assert text.get_content().replace("\r\n", "\n") == row.body
    assert_says_the_same(html.get_content(), row.body)
    assert (message["To"], message["From"], message["Subject"]) == (row.recipient, "clas@caf.example", row.subject)
    assert message["Message-ID"] == f"<{row.id}@caf.example>"
    assert (row.state, row.attempts, row.sent_at, row.last_error) == ("sent", 1, NOW, None)


def test_two_senders_at_once_send_each_mail_once(engine: Engine, sender: MakeContext, server: MailServer) -> None:
    write(engine, 30)

    def send(_: int) -> int:
        with sender() as context:
            return send_waiting(context).sent

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(send, range(4)))
    assert sum(counts) == 30
    assert len(letters(server)) == len(set(letters(server))) == 30
    assert set(states(engine)) == {"sent"}


def test_a_server_that_is_away_is_waited_for(engine: Engine, sender: MakeContext, server: MailServer) -> None:
    write(engine, 3)
    with sender(url="smtp://127.0.0.1:9") as context:
        assert send_waiting(context) == Tally(waiting=1)  # one attempt tells that none would go
    assert states(engine) == ["waiting"] * 3
    with sender() as context:
        assert send_waiting(context) == Tally(sent=2)
    with sender(NOW + DELAYS[0]) as context:
        assert send_waiting(context) == Tally(sent=1)
    assert set(states(engine)) == {"sent"}


def test_a_temporary_refusal_is_tried_again_later_and_later_then_gives_up(
    engine: Engine, sender: MakeContext, server: MailServer
) -> None:
    write(engine)
    server.mailbox.to_recipient = "450 plus tard"
    now = NOW
    for delay in DELAYS:
        with sender(now) as context:
            assert send_waiting(context) == Tally(waiting=1)
        with sender(now + delay - timedelta(seconds=1)) as context:
            assert send_waiting(context) == Tally()
        now += delay
    with sender(now) as context:
        assert send_waiting(context) == Tally(failed=1)
    (row,) = outbox(engine)
    assert (row.state, row.attempts, row.last_error) == ("failed", 6, "450 plus tard")


@pytest.mark.parametrize("stage", ["to_recipient", "to_text"])
def test_a_refusal_for_good_fails_at_once(engine: Engine, sender: MakeContext, server: MailServer, stage: str) -> None:
    write(engine, 2)
    setattr(server.mailbox, stage, "550 inconnu ici")
    with sender() as context:
        assert send_waiting(context) == Tally(failed=2)
    assert states(engine) == ["failed", "failed"]


def test_a_text_refused_for_now_is_tried_again(engine: Engine, sender: MakeContext, server: MailServer) -> None:
    write(engine)
    server.mailbox.to_text = "451 plus tard"
    with sender() as context:
        assert send_waiting(context) == Tally(waiting=1)
    server.mailbox.to_text = "250 OK"
    with sender(NOW + DELAYS[0]) as context:
        assert send_waiting(context) == Tally(sent=1)


class Crash(BaseException):
    """The process ends here."""


def test_a_crash_after_the_server_took_the_mail_leaves_it_uncertain_and_never_sends_it_again(
    engine: Engine, sender: MakeContext, server: MailServer
) -> None:
    write(engine)
    with sender() as context, patch.object(sending, "_mark", side_effect=Crash), pytest.raises(Crash):
        send_waiting(context)
    assert (len(letters(server)), states(engine)) == (1, ["sending"])
    with sender(NOW + LATER - timedelta(minutes=2)) as context:
        assert send_waiting(context) == Tally()  # its sender may still be at it
    with sender(NOW + LATER) as context:
        assert send_waiting(context) == Tally(uncertain=1)
        assert send_waiting(context) == Tally()
    with sender(NOW + timedelta(days=30)) as context:
        assert send_waiting(context) == Tally()
    assert (len(letters(server)), states(engine)) == (1, ["uncertain"])


def test_every_mail_that_was_left_is_doubted(engine: Engine, sender: MakeContext) -> None:
    write(engine, 3)
    for _ in range(3):
        with sender() as context, patch.object(sending, "deliver", side_effect=Crash), pytest.raises(Crash):
            send_waiting(context)
    with sender(NOW + LATER) as context:
        assert send_waiting(context) == Tally(uncertain=3)


def test_a_server_that_falls_silent_after_the_text_leaves_the_mail_uncertain(
    engine: Engine, sender: MakeContext
) -> None:
    write(engine)
    with _server_that_takes_a_text_and_says_nothing() as url, sender(url=url) as context:
        assert send_waiting(context) == Tally(uncertain=1)
    assert states(engine) == ["uncertain"]


@contextmanager
def _server_that_takes_a_text_and_says_nothing() -> Iterator[str]:
    """Answer every command of one session, read the text to its last dot, and hang up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 ici\r\n")
                for line in lines:
                    if line.startswith(b"DATA"):
                        connection.sendall(b"354 allez\r\n")
                        break
                    connection.sendall(b"250 OK\r\n")
                for line in lines:
                    if line == b".\r\n":
                        return

        thread = Thread(target=answer)
        thread.start()
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def test_a_mail_is_sent_again_only_when_somebody_says_so(
    engine: Engine, sender: MakeContext, server: MailServer
) -> None:
    write(engine)
    server.mailbox.to_recipient = "550 inconnu ici"
    with sender() as context:
        send_waiting(context)
        server.mailbox.to_recipient = "250 OK"
        assert send_waiting(context) == Tally()
        (row,) = outbox(engine)
        resend(context, row.id)
        assert send_waiting(context) == Tally(sent=1)
    with sender() as context, pytest.raises(Refused):
        resend(context, row.id)
    with sender() as context, pytest.raises(Unknown):
        resend(context, UUID(int=0))
    with context_on(engine) as context:
        assert list(verify(context, open_chains(context))) == []


@pytest.mark.parametrize(
    "address", ["", "sans-arobase", "a@b.fr\r\nBcc: c@d.fr", "a@b.fr, c@d.fr", "a b@c.fr", "é@b.fr"]
)
def test_an_address_that_is_not_one_fails_and_reaches_nobody(
    engine: Engine, sender: MakeContext, server: MailServer, address: str
) -> None:
    write(engine, to=address)
    with sender() as context:
        assert send_waiting(context) == Tally(failed=1)
    assert server.mailbox.received == []


def test_a_subject_cannot_become_a_header(engine: Engine, sender: MakeContext, server: MailServer) -> None:
    write(engine, subject="Reçu\r\nBcc: autre@exemple.fr\r\n\r\nTexte\u2028x")
    with sender() as context:
        assert send_waiting(context) == Tally(sent=1)
    (message,) = server.mailbox.received
    assert message["Bcc"] is None
    assert message["Subject"] == "Reçu Bcc: autre@exemple.fr Texte x 1"
    assert server.mailbox.recipients == ["porteur@exemple.fr"]


def test_an_address_with_an_accented_domain_is_written_as_mail_needs(
    engine: Engine, sender: MakeContext, server: MailServer
) -> None:
    write(engine, to="accueil@école.fr")
    with sender() as context:
        assert send_waiting(context) == Tally(sent=1)
    assert server.mailbox.recipients == ["accueil@xn--cole-9oa.fr"]


def test_without_a_server_mails_wait(engine: Engine) -> None:
    write(engine)
    with context_on(engine) as context, pytest.raises(Refused, match="smtp_url"):
        send_waiting(context)
    assert states(engine) == ["waiting"]


def test_a_password_does_not_go_unencrypted_to_another_machine(engine: Engine, sender: MakeContext) -> None:
    write(engine)

    class Plain:
        def __init__(self, *_: Any, **__: Any) -> None: ...
        def ehlo_or_helo_if_needed(self) -> None: ...
        def close(self) -> None: ...
        def has_extn(self, _: str) -> bool:
            return False

        def login(self, *_: str) -> None:
            raise AssertionError("the password went")

    with patch("smtplib.SMTP", Plain), sender(url="smtp://clas:secret@mail.exemple.fr") as context:
        assert send_waiting(context) == Tally(waiting=1)
    assert "ne chiffre pas" in (outbox(engine)[0].last_error or "")
