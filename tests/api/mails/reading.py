"""Reading the bytes of a mail without the library that many programs write mails with: what a server is given."""

import base64
import quopri
import re
from dataclasses import dataclass

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]
"""The headers of a mail of ours, in their order, and no other."""

_ENCODED = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=")


@dataclass(frozen=True)
class Read:
    """The headers as they stand, in their order, the subject as a reader shows it, and the text."""

    names: list[str]
    headers: dict[str, str]
    subject: str
    body: str


def read(raw: bytes) -> Read:
    """Read a mail: the first empty line ends its headers, a line that begins with a blank continues the one before."""
    assert re.search(rb"\r(?!\n)|(?<!\r)\n|[^\r\n\t -~]", raw) is None, "neither lone breaks nor other than plain signs"
    assert max(map(len, raw.split(b"\r\n"))) <= 998, "a line that a server may cut"
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("ascii").replace("\r\n ", " ").split("\r\n")
    pairs = [line.partition(": ") for line in lines]
    headers = {name: value for name, _, value in pairs}
    text = quopri.decodestring(body).decode("utf-8").replace("\r\n", "\n")
    return Read([name for name, _, _ in pairs], headers, _decoded(headers.get("Subject", "")), text)


def _decoded(value: str) -> str:
    """Decode a header wholly made of encoded words, as RFC 2047 says; another is what it reads."""
    words = value.split(" ")
    found = [_ENCODED.fullmatch(word) for word in words]
    if not all(found):
        assert "=?" not in value, "half encoded"
        return value
    assert max(map(len, words)) <= 75, "longer than an encoded word may be"
    return "".join(base64.b64decode(each[1]).decode("utf-8") for each in found if each)
