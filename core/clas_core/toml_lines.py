"""Where each value of a TOML text begins: `tomllib` gives the values without their lines.

A text is read once, whatever is asked of it then. It was parsed already: what is no TOML is passed over, and whatever
was understood before it keeps its line.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from clas_core.errors import Path

_TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|(?!""").)*"{3,5}|\'\'\'(?:(?!\'\'\').)*\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<line>\n)|(?P<sign>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.#\"']+)|(?P<blank>[^\S\n]+|.)",
    re.DOTALL,
)
_LONG_SIGN = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SHORT_SIGNS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}

DEEPEST = 100
"""How deep values lie in one another at most; what lies deeper has the line of what it lies in."""

Token = tuple[str, str, int]
"""The kind of a piece of a text, what is written, and its line."""


@lru_cache(maxsize=8)
def lines_by_path(text: str) -> Mapping[Path, int]:
    """Return the line of each table and of each value of `text`, by its path; the lines of an editor, from 1."""
    reading = _Reading(text)
    reading.read()
    return MappingProxyType(reading.lines)


def _tokens(text: str) -> Iterator[Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        kind, written = found.lastgroup or "", found[0]
        if kind not in ("blank", "comment"):
            yield kind, written, line
        line += written.count("\n")


def _key(kind: str, written: str) -> str:
    """Return the name that a key is, without its quotes."""
    if kind != "text":
        return written
    if written[0] == "'":
        return written[1:-1]
    return _LONG_SIGN.sub(_sign, written[1:-1])


def _sign(found: re.Match[str]) -> str:
    code = int(found[1] or found[2] or "0", 16)
    if found[3]:
        return _SHORT_SIGNS.get(found[3], found[3])
    return chr(code) if code < 0x110000 else ""


class _Reading:
    """One reading of a text, from its first token to its last."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text.replace("\r\n", "\n")))
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        """How many tables each list of tables has had until here."""

    def read(self) -> None:
        base: Path = ()
        at = 0
        while at < len(self.tokens):
            kind, written, _ = self.tokens[at]
            if kind == "line":
                at += 1
            elif written == "[" and kind == "sign":
                base, at = self._header(at)
            else:
                at = self._pair(base, at)

    def _header(self, at: int) -> tuple[Path, int]:
        line = self.tokens[at][2]
        listed = self._is_sign(at + 1, "[")
        names, at = self._names(at + 2 if listed else at + 1, line)
        path: Path = ()
        for rank, name in enumerate(names):
            path = (*path, name)
            self.lines.setdefault(path, line)
            if listed and rank == len(names) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.lines.setdefault(path, line)
        while at < len(self.tokens) and self.tokens[at][0] != "line":
            at += 1
        return path, at

    def _names(self, at: int, line: int) -> tuple[list[str], int]:
        """Return the names of a dotted key from `at`, and where they end: at another sign, or at the end of `line`."""
        names = []
        while at < len(self.tokens) and self.tokens[at][2] == line:
            kind, written, _ = self.tokens[at]
            if kind in ("bare", "text"):
                names.append(_key(kind, written))
            elif not (kind == "sign" and written == "."):
                break
            at += 1
        return names, at

    def _pair(self, base: Path, at: int) -> int:
        line = self.tokens[at][2]
        names, at = self._names(at, line)
        path = base
        for name in names:
            path = (*path, name)
            self.lines.setdefault(path, line)
        if names and self._is_sign(at, "="):
            at = self._value(path, at + 1)
        while at < len(self.tokens) and self.tokens[at][0] != "line":
            at += 1
        return at

    def _value(self, path: Path, at: int, depth: int = 0) -> int:
        """Pass over the value at `path`, which begins at `at`, with the lines of all that lies within it."""
        if depth < DEEPEST and self._is_sign(at, "["):
            return self._items(path, at + 1, depth + 1)
        if depth < DEEPEST and self._is_sign(at, "{"):
            return self._inline(path, at + 1, depth + 1)
        at += 1
        while at < len(self.tokens) and (self.tokens[at][0] in ("bare", "text") or self._is_sign(at, ".")):
            at += 1
        return at

    def _items(self, path: Path, at: int, depth: int) -> int:
        rank = 0
        while at < len(self.tokens):
            if self._is_sign(at, "]"):
                return at + 1
            if self.tokens[at][0] == "line":
                at += 1
            elif self._is_sign(at, ","):
                at, rank = at + 1, rank + 1
            else:
                self.lines.setdefault((*path, rank), self.tokens[at][2])
                at = self._value((*path, rank), at, depth)
        return at

    def _inline(self, path: Path, at: int, depth: int) -> int:
        while at < len(self.tokens):
            kind, _, line = self.tokens[at]
            if self._is_sign(at, "}"):
                return at + 1
            if kind not in ("bare", "text"):
                at += 1
                continue
            names, at = self._names(at, line)
            for below in range(1, len(names) + 1):
                self.lines.setdefault((*path, *names[:below]), line)
            if self._is_sign(at, "="):
                at = self._value((*path, *names), at + 1, depth)
        return at

    def _is_sign(self, at: int, sign: str) -> bool:
        return at < len(self.tokens) and self.tokens[at][:2] == ("sign", sign)
