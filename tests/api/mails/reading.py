"""Reading the bytes of a mail without the library that many programs write mails with: what a server is given."""

import base64
import quopri
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

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

OF_PARTS = HEADERS[:-1]
"""Those of one that has several parts, each of which says by itself how it is encoded."""

_ENCODED = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=")


@dataclass(frozen=True)
class Read:
    """The headers as they stand, in their order, the subject as a reader shows it, and the text."""

    names: list[str]
    headers: dict[str, str]
    subject: str
    body: str
    html: str = ""


def read(raw: bytes) -> Read:
    """Read a mail: the first empty line ends its headers, a line that begins with a blank continues the one before."""
    assert re.search(rb"\r(?!\n)|(?<!\r)\n|[^\r\n\t -~]", raw) is None, "neither lone breaks nor other than plain signs"
    assert max(map(len, raw.split(b"\r\n"))) <= 998, "a line that a server may cut"
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("ascii").replace("\r\n ", " ").split("\r\n")
    pairs = [line.partition(": ") for line in lines]
    headers = {name: value for name, _, value in pairs}
    parts = list(_texts(headers.get("Content-Type", ""), body))
    return Read([name for name, _, _ in pairs], headers, _decoded(headers.get("Subject", "")), *parts)


def _texts(kind: str, body: bytes) -> Iterator[str]:
    """Yield the texts of a body, by hand: what stands between the lines that its boundary makes."""
    boundary = re.search('boundary="([^"]+)"', kind)
    if boundary is None:
        if "text/" in kind:
            yield quopri.decodestring(body).decode("utf-8").replace("\r\n", "\n")
        return
    first, *parts, last = (b"\r\n" + body).split(f"\r\n--{boundary[1]}".encode())
    assert (first, last) == (b"", b"--\r\n")
    for part in parts:
        head, _, text = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if b"base64" not in head:
            yield from _texts(head.decode("ascii"), text)


def _decoded(value: str) -> str:
    """Decode a header wholly made of encoded words, as RFC 2047 says; another is what it reads."""
    words = value.split(" ")
    found = [_ENCODED.fullmatch(word) for word in words]
    if not all(found):
        assert "=?" not in value, "half encoded"
        return value
    assert max(map(len, words)) <= 75, "longer than an encoded word may be"
    return "".join(base64.b64decode(each[1]).decode("utf-8") for each in found if each)


class _Shown(HTMLParser):
    """What a reader of mails shows of a page: its words, each line apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said, self.tags = "", Counter[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags[tag] += 1
        self.said += "\n" if tag in ("p", "br") else ""

    def handle_data(self, data: str) -> None:
        self.said += data if self.tags["body"] else ""


PLAIN = {"html", "head", "meta", "title", "style", "body", "div", "p", "br", "a"}
"""All that a mail of ours is made of: no picture, nothing that is fetched, nothing that acts."""


def assert_says_the_same(html: str, body: str) -> None:
    """Check that the HTML of a mail shows the words of its text, and is made of `PLAIN` alone."""
    shown = _Shown()
    shown.feed(html)
    shown.close()
    assert set(shown.tags) <= PLAIN
    assert (shown.tags["html"], shown.tags["body"], shown.tags["div"]) == (1, 1, 1)
    assert shown.said.split() == body.split()
