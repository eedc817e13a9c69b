"""Handing a mail to the server that sends it, and telling for certain whether the server took it."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit
from uuid import UUID

SECONDS_OF_SILENCE = 30
"""A server that says nothing for so long is not waited for any longer."""

_READY_FOR_THE_TEXT = 354
_ACCEPTED = 250


class Unreachable(Exception):
    """The server does not answer, or refuses us and not the mail: no mail would go now."""


class NotTaken(Exception):
    """The server has not taken this mail. `for_good`: it never will."""

    def __init__(self, message: str, *, for_good: bool) -> None:
        super().__init__(message)
        self.for_good = for_good


class MaybeTaken(Exception):
    """The text was on its way when the server stopped answering: it may have taken the mail, and nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it leaves."""

    id: UUID
    sender: str
    recipient: str
    subject: str
    body: str
    written_at: datetime

    def compose(self) -> EmailMessage:
        """Return the message. Raises `NotTaken` when an address is not one.

        Whatever is in the subject, it stays in the subject: what would begin another header becomes a blank.
        """
        message = EmailMessage(policy=SMTP)
        message["From"] = _address(self.sender)
        message["To"] = _address(self.recipient)
        message["Subject"] = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", self.subject).strip()
        message["Date"] = format_datetime(self.written_at)
        # The same mail always bears the same name: if it ever went twice, the recipient's server could tell.
        message["Message-ID"] = f"<{self.id}@{_address(self.sender).domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.body, charset="utf-8")
        return message


def _address(text: str) -> Address:
    local, _, domain = text.rpartition("@")
    try:
        address = Address(addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (HeaderParseError, ValueError, IndexError):
        raise NotTaken("L'adresse n'est pas valable.", for_good=True) from None
    if not address.addr_spec.isascii() or re.search(r"[\s\x00-\x1f<>]", address.addr_spec):
        raise NotTaken("L'adresse n'est pas valable.", for_good=True)
    return address


def deliver(server: str, letter: Letter) -> None:
    """Hand `letter` to `server`, ``smtp://user:password@host:port`` or ``smtps://…``; return once it is taken.

    Raises `Unreachable`, `NotTaken` or `MaybeTaken`.
    """
    message = letter.compose()
    text = re.sub(rb"(?m)^\.", b"..", message.as_bytes())
    try:
        smtp = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_said(error)) from error
    try:
        _offer(smtp, _address(letter.sender).addr_spec, _address(letter.recipient).addr_spec)
        _hand_over(smtp, text)
    finally:
        _leave(smtp)


def _connect(server: str) -> smtplib.SMTP:
    """Return a session, encrypted whenever the server can, with our name given if there is one to give."""
    address = urlsplit(server)
    host, context = address.hostname or "", ssl.create_default_context()
    smtp: smtplib.SMTP
    if address.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(host, address.port or 465, timeout=SECONDS_OF_SILENCE, context=context)
    else:
        smtp = smtplib.SMTP(host, address.port or 25, timeout=SECONDS_OF_SILENCE)
    try:
        smtp.ehlo_or_helo_if_needed()
        encrypted = address.scheme == "smtps"
        if not encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
            encrypted = True
        if address.username is not None:
            if not encrypted and not _is_this_machine(host):
                raise smtplib.SMTPException("Le serveur ne chiffre pas : le mot de passe ne lui est pas envoyé.")
            smtp.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _offer(smtp: smtplib.SMTP, sender: str, recipient: str) -> None:
    """Say who writes to whom. Nothing has gone yet, whatever happens here."""
    try:
        code, reply = smtp.mail(sender)
        if code != _ACCEPTED:
            raise Unreachable(_reply(code, reply))
        code, reply = smtp.rcpt(recipient)
        if code not in (_ACCEPTED, 251):
            raise NotTaken(_reply(code, reply), for_good=code >= 500)
        code, reply = smtp.docmd("DATA")
        if code != _READY_FOR_THE_TEXT:
            raise NotTaken(_reply(code, reply), for_good=code >= 500)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_said(error)) from error


def _hand_over(smtp: smtplib.SMTP, text: bytes) -> None:
    """Send the text. From its first byte on, silence leaves us in doubt."""
    try:
        smtp.send(text + (b"" if text.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, reply = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise MaybeTaken(_said(error)) from error
    if code != _ACCEPTED:
        raise NotTaken(_reply(code, reply), for_good=code >= 500)


def _leave(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()  # whether the mail was taken is known already


def _reply(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode(errors='replace')}"


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return _reply(error.smtp_code, text if isinstance(text, bytes) else str(text).encode())
    return str(error) or type(error).__name__
