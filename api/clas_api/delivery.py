"""Handing a mail to the server that sends it, and telling for certain whether the server took it."""

import base64
import binascii
import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit
from uuid import UUID

from clas_core.mail_addresses import sent_address

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
    html: str = ""
    calendar: str = ""

    def compose(self) -> bytes:
        """Return the text of the mail, as a server is given it. Raises `NotTaken` when an address is not one.

        It is written here and not by the library, which reads a subject before it writes it: what somebody had typed
        encoded came out decoded, with its line breaks, and was headers and a body of its own (CVE-2024-6923).
        """
        sender = _address(self.sender)
        headers = {
            "From": sender,
            "To": _address(self.recipient),
            "Subject": _as_header(self.subject),
            "Date": format_datetime(self.written_at),
            # The same mail always bears the same name: if it ever went twice, the recipient's server could tell.
            "Message-ID": f"<{self.id}@{sender.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            "MIME-Version": "1.0",
        }
        kind, body = self._content()
        return b"\r\n".join([*_lines({**headers, **kind}), b"", *body])

    def _content(self) -> "_Part":
        """Return the text, beside it the same as HTML and what an agenda takes, and a file of the latter."""
        text = (_TEXT, _as_body(self.body))
        shown = [text, (_HTML, _as_body(self.html))] if self.html else [text]
        if not self.calendar:
            return self._several("alternative", shown)
        method = _METHOD.search(self.calendar)
        asked = f"; method={method[1]}" if method else ""
        file = {name: value.replace('utf-8"', f'utf-8"{asked}') for name, value in _CALENDAR.items()}
        if method and method[1] != "PUBLISH":
            at_once = {name: value for name, value in file.items() if name != "Content-Disposition"}
            shown.append((at_once, _in_base64(self.calendar)))
        return self._several("mixed", [self._several("alternative", shown), (file, _in_base64(self.calendar))])

    def _several(self, how: str, parts: "Sequence[_Part]") -> "_Part":
        """Return parts as one, which is that part itself where it is alone."""
        if len(parts) == 1:
            return parts[0]
        # What is quoted has no « = » but those of its quoting, base64 none but at its end: no line is like this one.
        boundary = f"=_clas-{how}-{self.id}"
        between = f"--{boundary}".encode("ascii")
        lines = [line for kind, body in parts for line in (between, *_lines(kind), b"", *body)]
        return {"Content-Type": f'multipart/{how}; boundary="{boundary}"'}, [*lines, between + b"--", b""]


_Part = tuple[Mapping[str, str], Sequence[bytes]]
"""Headers and lines."""

_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
"""What is asked of an agenda: no line of a folded text begins so, nor one of an escaped text."""

_TEXT = {"Content-Type": 'text/plain; charset="utf-8"', "Content-Transfer-Encoding": "quoted-printable"}
_HTML = {**_TEXT, "Content-Type": 'text/html; charset="utf-8"'}
_CALENDAR = {
    "Content-Type": 'text/calendar; charset="utf-8"; name="seance.ics"',
    "Content-Disposition": 'attachment; filename="seance.ics"',
    "Content-Transfer-Encoding": "base64",
}


def _lines(headers: Mapping[str, str]) -> list[bytes]:
    return [f"{name}: {value}".encode("ascii") for name, value in headers.items()]


def _in_base64(text: str) -> list[bytes]:
    """Return a text in base64, in lines of a length that every server takes."""
    return base64.encodebytes(text.encode()).split(b"\n")[:-1]


_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PLAIN = re.compile(r"[ -~]{0,60}")
_WORD = 42
"""Bytes of one encoded word, which has 75 characters at most."""


def _address(text: str) -> str:
    try:
        return sent_address(text)
    except ValueError:
        raise NotTaken("L'adresse n'est pas valable.", for_good=True) from None


def _as_header(text: str) -> str:
    """Return a text as the value of a header, which a reader of mails shows as it was typed.

    What is not plainly readable is encoded by RFC 2047, and so is what looks encoded already; what would begin
    another line becomes a blank.
    """
    text = _BREAKS.sub(" ", text).strip()
    if "=?" not in text and _PLAIN.fullmatch(text):
        return text
    words, word = [], b""
    for sign in text:
        typed = sign.encode("utf-8", errors="replace")
        if len(word) + len(typed) > _WORD:
            words.append(word)
            word = b""
        word += typed
    words.append(word)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(each).decode()}?=" for each in words)


def _as_body(text: str) -> list[bytes]:
    """Return the lines of a text, in the short lines of plain signs that every server takes as they are."""
    typed = "\n".join(re.split(r"\r\n|\r|\n", text)).encode("utf-8", errors="replace")
    return binascii.b2a_qp(typed).split(b"\n")


def deliver(server: str, letter: Letter) -> None:
    """Hand `letter` to `server`, ``smtp://user:password@host:port`` or ``smtps://…``; return once it is taken.

    Raises `Unreachable`, `NotTaken` or `MaybeTaken`.
    """
    text = re.sub(rb"(?m)^\.", b"..", letter.compose())
    try:
        smtp = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_said(error)) from error
    try:
        _offer(smtp, _address(letter.sender), _address(letter.recipient))
        _hand_over(smtp, text)
    finally:
        _leave(smtp)


def _connect(server: str) -> smtplib.SMTP:
    """Return a session, encrypted whenever the server can, with our name given if there is one to give."""
    address = urlsplit(server)
    host = address.hostname or ""
    smtp: smtplib.SMTP
    if address.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(host, address.port or 465, timeout=SECONDS_OF_SILENCE, context=_encryption())
    else:
        smtp = smtplib.SMTP(host, address.port or 25, timeout=SECONDS_OF_SILENCE)
    try:
        smtp.ehlo_or_helo_if_needed()
        encrypted = address.scheme == "smtps"
        if not encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=_encryption())
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


def _encryption() -> ssl.SSLContext:
    """Return what encrypts for a server that shows who it is. Made for a server that encrypts alone: to read whom this
    machine trusts takes longer than the mail."""
    return ssl.create_default_context()


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
