"""The one door for text that somebody typed or pasted: what cannot be seen is taken off, and one spelling is kept.

A sign that nobody sees makes two equal names differ, turns a line into two, or the reading of a name round. What is
left here is composed (NFC, as keyboards write) and holds none.
"""

import re
import unicodedata

_LINE_BREAKS = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"

UNSEEN = (
    r"\u0000-\u0008\u000e-\u001b\u001f\u007f-\u0084\u0086-\u009f"  # controls: what is not a line break
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"  # joined to nothing, turning the reading round, or blank
    r"\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"  # private use, another sign in each font and none in most; no signs
)
"""What has no shape of its own, as ranges of a class of signs in any regular expression: the first plane."""

_UNSEEN = (
    UNSEEN + r"\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    r"\U000f0000-\U0010ffff"
)

_JOINED = (
    "\u0590-\u1dff\u2190-\u27ff\u2900-\u2bff\u2e80-\ud7ff"
    "\ufb1d-\ufdcf\ufdf0-\ufdff\ufe0f\ufe70-\ufefe\U00010000-\U000dffff"
)
"""Scripts and emoji that an unseen joiner shapes: a family is one sign, a Persian word keeps its form."""

_PLAIN = " -~\xa0-\xac\xae-\u02ff\u2009\u2013\u2014\u2018-\u201e\u2022\u2026\u202f\u20ac"
_HARMLESS = re.compile(f"[{_PLAIN}]*").fullmatch
"""Recognises at once what most French texts are made of: composed already, on one line, all of it seen."""
_HARMLESS_LINES = re.compile(f"[{_PLAIN}\t\n]*").fullmatch

_TO_TAKE_OFF = re.compile(
    f"[{_UNSEEN}]|(?<![{_JOINED}])[\u200c\u200d\U000e0100-\U000e01ef]|[\u200c\u200d](?![{_JOINED}])"
    f"|(?<![{_JOINED}0-9#*\xa9\xae\u2000-\u213f])[\ufe00-\ufe0f]"
)
_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0a8", "•"))
"""Those of Word, which are letters of a font of symbols."""

_BREAKS = re.compile(f"[\t{_LINE_BREAKS}]+")
_ENDS_OF_LINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_MOST_MARKS = 30
"""Marks on one letter, after UAX #15 (stream-safe text); more are a drawing, and take the square of their number."""

_MANY_MARKS = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")

_BLANKS = re.compile(r"\s")
_DASHES = re.compile("[\u2010-\u2014\u2212\ufe63\uff0d]")
_APART = re.compile(r"[\s'’ʼ‘`´\-\u2010-\u2015/.,;:·]+")
_SAINTS = {"st": "saint", "ste": "sainte"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def is_line(text: str) -> bool:
    """Tell in a hurry whether a text surely is as `line_of` returns it."""
    if text.isascii():
        return text.isprintable() and text.strip(" ") == text
    return _HARMLESS(text) is not None and text.strip() == text


def are_lines(texts: list[str]) -> bool:
    """Tell in a hurry whether many texts surely are as `line_of` returns them."""
    joined = "".join(texts)
    seen = joined.isprintable() if joined.isascii() else _HARMLESS(joined) is not None
    return seen and list(map(str.strip, texts)) == texts


def line_of(text: str) -> str:
    """Return a text on one line, without what cannot be seen and without blanks around it."""
    if not _HARMLESS(text):
        text = _seen(" ".join(filter(None, (part.strip(" ") for part in _BREAKS.split(text)))))
    return text.strip()


def lines_of(text: str) -> str:
    """Return a text of any length without what cannot be seen, its lines each ended by one line feed."""
    return text if _HARMLESS_LINES(text) else _seen(_ENDS_OF_LINES.sub("\n", text))


def pasted(text: str) -> str:
    """Return a number or an address as it would be typed: no unseen sign, plain blanks, plain hyphens."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _DASHES.sub("-", _BLANKS.sub(" ", _seen(text))).strip()


def search_key(text: str) -> str:
    """Return what texts that read alike have in common: no capital, no accent, words apart by one blank."""
    spread = unicodedata.normalize("NFKD", line_of(text).casefold().translate(_LIGATURES))
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return _APART.sub(" ", bare).strip()


LONGEST_SORT_KEY = 200
"""In signs: what comes after them orders nothing."""


def sort_key(text: str) -> str:
    """Return what a French list puts a text in order by: neither capitals nor accents count, « œ » is « oe »."""
    return search_key(text)[:LONGEST_SORT_KEY]


def place_key(text: str) -> str:
    """Return what the spellings of one commune have in common: « St-Dizier » is « Saint Dizier »."""
    return " ".join(_SAINTS.get(word, word) for word in search_key(text).split(" "))


def _seen(text: str) -> str:
    """Return a text composed, without what cannot be seen: what joins goes last, once its neighbours are known."""
    text = _MANY_MARKS.sub(_fewer_marks, text.translate(_BULLETS))
    before = None
    while before != text:
        before, text = text, _TO_TAKE_OFF.sub("", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _fewer_marks(found: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in found[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
