"""Every byte of a certificate, one by one: whatever is altered is caught by the platform's check and by the script of
one file, or leaves the very same document, which a strict reader says: the same keys, the same values, their kinds.
"""

import json
import random
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from clas_api.json_bodies import NotJson, parse_json
from clas_core.certificates import Certified, GroupFacts, certificate_json, check, read_certificate
from clas_core.certificates.in_pdf import NoCertificate, certificate_in
from clas_core.errors import InvalidInput
from clas_core.estimates import Estimator
from tests.core.certificates.script import Script

JSON = dict[str, Any]
ALIKE = {
    "0": "\u0660",
    "1": "l",
    "3": "\u0663",
    "a": "\u0430",
    "e": "\u0435",
    "o": "\u03bf",
    "-": "\u2011",
    ".": "\uff0e",
    ":": "\uff1a",
    '"': "\u201d",
    "é": "e\u0301",
}
"""Signs that look like others: Arabic digits, Cyrillic and Greek letters, an « é » in two signs."""
HARMLESS = frozenset(("deleted", "doubled", "a space before", "a line before", "escaped"))
"""Alterations that may leave the same document: of a blank between two values, and of how one sign is written."""


def _others(sign: str, place: int) -> Iterator[tuple[str, str]]:
    """Yield what may stand in the place of a sign: a name, and the text."""
    if sign.isdigit():
        yield "another digit", str((int(sign) + 1 + place % 8) % 10)
    elif sign.isalpha():
        yield "another letter", chr(ord(sign) + 1)
        if sign.swapcase() != sign:
            yield "case", sign.swapcase()
    else:
        yield "another sign", "x" if place % 2 or sign == "," else ","
    yield "deleted", ""
    yield ("doubled", sign * 2)
    yield ("a space before", " " + sign) if place % 3 else ("a line before", "\n" + sign)
    if sign in ALIKE:
        yield "alike", ALIKE[sign]
    if sign.isalnum() and place % 5 == 0:
        yield "escaped", f"\\u{ord(sign):04x}"


class Judges:
    """The platform and the script, which read a certificate as it is written."""

    def __init__(self, estimator: Estimator, script: Script) -> None:
        self._estimator, self._script = estimator, script

    def say_yes(self, body: bytes) -> tuple[bool, bool]:
        return self.platform(body), self._script.says_yes(body)

    def platform(self, body: bytes) -> bool:
        try:
            data = parse_json(certificate_in(body, 5_000_000))
            return check(data, read_certificate(data), self._estimator).holds
        except (InvalidInput, NotJson, NoCertificate):
            return False


@pytest.fixture(scope="module")
def judges(estimator: Estimator, script: Script) -> Judges:
    return Judges(estimator, script)


@pytest.fixture(scope="module")
def written(settled: Certified, estimator: Estimator) -> str:
    """Return the certificate of one group that was settled, with one bonus and one aid, as its file writes it."""
    first, *_ = settled.groups
    assert first.actual is not None
    told, actual = (
        GroupFacts(group=each.group._replace(bonuses=("children",)), aids=each.aids[:1])
        for each in (first.told, first.actual)
    )
    alone = replace(settled, groups=(replace(first, told=told, actual=actual, moved={}),), programmes=())
    return json.dumps(certificate_json(alone, estimator), ensure_ascii=False) + "\n"


def _once(pairs: list[tuple[str, Any]]) -> JSON:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def _strict(body: bytes) -> Any:
    """Return what a text says, with the kind of each number; fails for whatever is not JSON."""
    return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once, parse_float=lambda each: ("float", each))


def test_each_byte_that_is_altered_is_caught_by_both_or_changes_nothing(judges: Judges, written: str) -> None:
    """Every place, with one of its replacements, so that each kind comes in its turn: all of them take minutes."""
    sound, harmless, tried = _strict(written.encode()), Counter[str](), 0
    assert judges.say_yes(written.encode()) == (True, True)
    for place, sign in enumerate(written):
        others = list(_others(sign, place))
        name, other = others[place % len(others)]
        body = (written[:place] + other + written[place + 1 :]).encode()
        tried += 1
        if judges.say_yes(body) != (False, False):
            assert _strict(body) == sound, (name, place, written[place - 30 : place + 30])
            harmless[name] += 1
    assert tried == len(written) > 5_000
    assert {"deleted", "doubled", "escaped"} <= set(harmless) <= HARMLESS


def _spoilt(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield a certificate spoilt in the ways that readers of JSON, and of numbers, are lenient about."""
    body = text.encode()
    for name, instead in (
        ("exponent", "1e1"),
        ("decimal", "10.0"),
        ("plus", "+10"),
        ("zero first", "010"),
        ("underscore", "1_0"),
        ("Arabic digits", "١٠"),
        ("text", '"10"'),
        ("huge", "1" + "0" * 400),
        ("huge exponent", "1e999"),
        ("NaN", "NaN"),
        ("infinity", "Infinity"),
        ("true", "true"),
        ("nothing", "null"),
        ("list", "[10]"),
        ("hexadecimal", "0xA"),
        ("minus", "-10"),
        ("deep", "[" * 100_000 + "]" * 100_000),
    ):
        yield f"children: {name}", text.replace('"children": 10', f'"children": {instead}', 1).encode()
    for instead in (
        "2800.700",
        "+2800.70",
        "02800.70",
        "2_800.70",
        "2800,70",
        "2.8007e3",
        "٢٨٠٠.٧٠",
        "2800.7",
        " 2800.70",
        "2800.70 ",
        "2800.70\\u0000",
        "2800.70\\u200b",
        "−2800.70",
    ):
        yield f"amount: {instead}", text.replace('"2800.70"', f'"{instead}"', 1).encode()
    first = text.index("{") + 1
    yield "a key twice", (text[:first] + '"amount": "9.00", ' + text[first:]).encode()
    yield "a key twice, escaped", (text[:first] + '"amoun\\u0074": "9.00", ' + text[first:]).encode()
    for key in ("groups", "steps", "operands", "told", "aids", "programmes", "paid", "porteur", "rules"):
        at = text.index("{", text.index(f'"{key}"')) + 1
        yield f"an added key in {key}", (text[:at] + '"autre": null, ' + text[at:]).encode()
        yield f"an empty key in {key}", (text[:at] + '"": null, ' + text[at:]).encode()
    yield "an added key", (text[:first] + '"autre": null, ' + text[first:]).encode()
    for name, after in (
        ("a word", b"x"),
        ("another", body),
        ("a nul", b"\0"),
        ("a comma", b","),
        ("a mark", b"\xef\xbb"),
    ):
        yield f"{name} after it", body + after
    yield "a nul before it", b"\0" + body
    yield "UTF-16", text.encode("utf-16")
    yield "Latin 1", text.encode("latin-1", "replace")
    yield "a comment", (text[:first] + "/* */" + text[first:]).encode()
    yield "a comma too many", (text.rstrip()[:-1] + ",}").encode()
    yield "a lone surrogate", text.replace("Les Tilleuls", "Les Tilleuls\\ud800", 1).encode()
    yield "invalid UTF-8", body.replace(b"Les Tilleuls", b"Les Tilleuls\xff", 1)
    yield "too long a form", body.replace(b"Les Tilleuls", b"Les \xc1\x94illeuls", 1)
    yield "accents apart", unicodedata.normalize("NFD", text).encode()


def test_what_readers_are_lenient_about_is_caught_by_both(judges: Judges, written: str) -> None:
    named = dict(_spoilt(written))
    assert len(named) > 50
    assert {name for name, body in named.items() if body == written.encode()} == set()
    assert {name: judges.say_yes(body) for name, body in named.items()} == dict.fromkeys(named, (False, False))


def test_what_leaves_the_same_document_is_told_the_same(judges: Judges, written: str) -> None:
    """Harmless: a JSON text says the same with other blanks, its keys in another order, a sign written by its number,
    and the mark that some editors put before a text."""
    sound = _strict(written.encode())
    turned = json.dumps({key: sound[key] for key in reversed(sound)}, ensure_ascii=False)
    for name, text in (
        ("turned", turned),
        ("escaped", json.dumps(sound, ensure_ascii=True)),
        ("without blanks", json.dumps(sound, separators=(",", ":"))),
        ("a mark before it", "\ufeff" + written),
        ("blanks around it", f"\r\n\t {written} \n"),
    ):
        assert _strict(text.encode()) == sound, name
        assert judges.say_yes(text.encode()) == (True, True), name


def test_each_byte_of_the_certificate_that_a_pdf_carries_is_caught_by_both(judges: Judges, written: str) -> None:
    def carried(packed: bytes) -> bytes:
        said = b"<< /Type /EmbeddedFile /Filter /FlateDecode /Length 9 >>"
        return b"%PDF-1.7\n1 0 obj\n" + said + b"\nstream\n" + packed + b"\nendstream\n"

    packed = zlib.compress(written.encode())
    assert judges.say_yes(carried(packed)) == (True, True)
    for place, byte in enumerate(packed[:-4]):
        for other in {byte ^ 1, 255 - byte}:
            body = carried(packed[:place] + bytes([other]) + packed[place + 1 :])
            assert judges.say_yes(body) == (False, False) or _unpacked(body) == written.encode(), place
    drawn = random.Random(16)
    for at in drawn.sample(range(len(written)), 40):
        for name, instead in _others(written[at], at):
            text = written[:at] + instead + written[at + 1 :]
            same = name != "case" and judges.platform(text.encode())
            assert judges.say_yes(carried(zlib.compress(text.encode()))) == (same, same), (name, at)


def _unpacked(body: bytes) -> bytes:
    return certificate_in(body, 5_000_000)
