"""Which signs a PDF can draw: those of the typefaces of `fonts/`. Any other is written by its number, never as a box.

A text is looked at letter by letter, each with its accents: one typeface has to hold all of it.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from clas_core.plain_text import lines_of

FONTS = Path(__file__).parent / "fonts"

_ORDINARY = re.compile("[\n -~\xa0-\xac\xae-\xff‐-―‘’‚“”„†-•…‰‹›\u2009\u202f€™←-↓≤≥−œŒŸ]*").fullmatch
"""Recognises at once what most French texts are made of, and each typeface of text holds."""

_JOINER = "\u200d"
_JOINING = re.compile("[\u1160-\u11ff\u200c\u200d\U0001f3fb-\U0001f3ff]")
"""What belongs to the letter before it, beside accents."""


class Signs:
    """The texts of a document as a PDF can draw them, and what had to be written otherwise.

    `rare` says whether typefaces beyond those of text are needed; none is taken where `ordinary` is asked.
    """

    def __init__(self, *, ordinary: bool = False) -> None:
        self.ordinary = ordinary
        self.rare = False
        self.replaced: dict[str, None] = {}

    def drawn(self, text: str) -> str:
        """Return a text as it is drawn."""
        if _ORDINARY(text):
            return text
        return "".join(map(self._letter, letters(lines_of(text))))

    def _letter(self, letter: str) -> str:
        needed = {sign for sign in letter if not _unseen(sign)}
        if needed <= _of_text():
            return letter
        if not self.ordinary and any(needed <= held for held in _of_others()):
            self.rare = True
            return letter
        return letter if len(letter) == 1 and letter == "\n" else self._apart(letter)

    def _apart(self, letter: str) -> str:
        """Write what no typeface holds together: the letter where one holds it, and each accent by its number."""
        if len(letter) > 1:
            first, *others = (each for each in letter if not _unseen(each))
            return self._letter(first) + "".join(map(self._named, others))
        return self._named(letter)

    def _named(self, sign: str) -> str:
        if unicodedata.category(sign) in _BLANKS:
            return " "
        self.replaced[sign] = None
        return f"[signe {number_of(sign)} : {_kind_of(sign)}]"


def number_of(sign: str) -> str:
    """Return the number of a sign as the standard writes it: « U+1F600 »."""
    return f"U+{ord(sign):04X}"


_BLANKS = frozenset({"Zs", "Zl", "Zp", "Cc"})
_KINDS = {"L": "lettre", "M": "accent", "N": "chiffre", "P": "ponctuation", "S": "symbole"}
_NAMED = {"CJK": "idéogramme", "EGYPTIAN": "hiéroglyphe", "CUNEIFORM": "signe cunéiforme", "TANGUT": "idéogramme"}


def _kind_of(sign: str) -> str:
    """Say in French what a sign is."""
    first = unicodedata.name(sign, "").split(" ")[0]
    return _NAMED.get(first) or _KINDS.get(unicodedata.category(sign)[0], "inconnu")


_UNSEEN = re.compile("[\u00ad\u200b-\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""What only says how those around it are drawn. Other signs of format that are left are drawn, as U+0600 is."""


def _unseen(sign: str) -> bool:
    return _UNSEEN.match(sign) is not None


def letters(text: str, *, at_least: int = 1) -> Iterator[str]:
    """Yield letters, each with what is drawn together with it; or pieces of `at_least` so many signs."""
    begun = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or (place - begun >= at_least and not _joined(text, place)):
            yield text[begun:place]
            begun = place


def _joined(text: str, place: int) -> bool:
    """Tell whether a sign is drawn together with the one before it."""
    return (
        unicodedata.category(text[place])[0] == "M"
        or _JOINING.match(text[place]) is not None
        or text[place - 1] == _JOINER
    )


@cache
def _of_text() -> frozenset[str]:
    """Return what each typeface of text holds."""
    held = [signs_of(path) for path in sorted((FONTS / "text").glob("*.otf"))]
    return frozenset.intersection(*held) | {"\n"}


@cache
def _of_others() -> Sequence[frozenset[str]]:
    return [signs_of(path) for path in sorted((FONTS / "signs").glob("*.?tf"))]


def signs_of(path: Path) -> frozenset[str]:
    """Return the signs that a typeface holds, from its own table (`cmap`, OpenType)."""
    font = path.read_bytes()
    tables = {font[at : at + 4]: struct.unpack_from(">L", font, at + 8)[0] for at in range(12, 12 + 16 * font[5], 16)}
    start = tables[b"cmap"]
    count = struct.unpack_from(">H", font, start + 2)[0]
    places = {struct.unpack_from(">HHL", font, start + 4 + 8 * each)[2] for each in range(count)}
    found: set[int] = set()
    for place in places:
        at = start + place
        kind = struct.unpack_from(">H", font, at)[0]
        if kind in _READERS:
            found.update(_READERS[kind](font, at))
    return frozenset(map(chr, found))


def _of_segments(font: bytes, at: int) -> Iterator[int]:
    """Yield the signs of a table of format 4: those of the first plane, in segments."""
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 4 * count)
    offsets_at = at + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    for place, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for sign in range(start, min(end, 0xFFFE) + 1):
            glyph = sign
            if offset:
                glyph = struct.unpack_from(">H", font, offsets_at + 2 * place + offset + 2 * (sign - start))[0]
            if (glyph + delta) & 0xFFFF and (glyph or not offset):
                yield sign


def _of_groups(font: bytes, at: int) -> Iterator[int]:
    """Yield the signs of a table of format 12: those of all planes, in groups."""
    for each in range(struct.unpack_from(">L", font, at + 12)[0]):
        start, end, glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * each)
        yield from range(start if glyph else start + 1, end + 1)


_READERS = {4: _of_segments, 12: _of_groups}
