"""What the tests of mails share: a real mail server on this machine, and an outbox."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clas_api.config import Settings
from clas_api.services.outbox import write_mail
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import OutgoingMail
from tests.api.cli.conftest import clas, shell
from tests.contexts import NOW, context_on, writing_on

__all__ = ["clas", "shell"]


@dataclass
class Mailbox:
    """What a server was given, and what it answers at each stage; `on_text` is called before it answers to a text."""

    received: list[Message] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_text: str = "250 OK"
    on_text: Callable[[], None] = lambda: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        with self.lock:
            self.contents.append(envelope.content)
            self.received.append(message_from_bytes(envelope.content, policy=default))
            self.recipients += envelope.rcpt_tos
        self.on_text()
        return self.to_text


@dataclass
class MailServer:
    mailbox: Mailbox
    controller: Controller

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"


@pytest.fixture
def server() -> Iterator[MailServer]:
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield MailServer(mailbox, controller)
    controller.stop(no_assert=True)


def write(engine: Engine, count: int = 1, subject: str = "Accusé de réception", to: str = "porteur@exemple.fr") -> None:
    with writing_on(engine) as context:
        for number in range(count):
            write_mail(context, to, f"{subject} {number + 1}", "Bonjour,\n.\nVotre dossier est déposé — reçu n° 1.\n")
        context.session.commit()


def outbox(engine: Engine) -> list[OutgoingMail]:
    with Session(engine, expire_on_commit=False) as session:
        open_session(session, EVERYTHING)
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.subject)))


def states(engine: Engine) -> list[str]:
    return [each.state for each in outbox(engine)]


@pytest.fixture
def sender(engine: Engine, server: MailServer) -> Callable[..., Any]:
    """Return a function that gives a context whose mails go to the server, where it is a moment."""

    def at(now: datetime = NOW, url: str | None = None) -> Any:
        return context_on(engine, now, Settings(smtp_url=url or server.url, mail_from="clas@caf.example"))

    return at


def letters(server: MailServer) -> list[str]:
    return [str(each["Subject"]) for each in server.mailbox.received]


MakeContext = Callable[..., Any]
