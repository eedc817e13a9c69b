"""The one door of typed text: what cannot be seen is taken off, the rest stays, and it costs little."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from clas_core.fields import Cents, values
from clas_core.identifiers import parse_siret
from clas_core.mail_addresses import address_fault
from clas_core.plain_text import are_lines, is_line, line_of, lines_of, pasted, place_key, search_key

_SEEN_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Signs of format that have a shape: those that go around numbers in Arabic, Syriac and Kaithi."""
_BULLETS = "\uf0b7\uf0a7\uf0d8\uf076\uf0a8"
_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def test_every_sign_that_the_standard_calls_unseen_is_taken_off_and_no_letter_is() -> None:
    signs = list(map(chr, (*range(0x20000), *range(0xE0000, 0xE0200), 0xF0000, sys.maxunicode)))
    seen = {"Lu", "Ll", "Lt", "Lm", "Nd", "Nl", "No", "Po", "Sc", "Sm"}
    kept = [sign for sign in signs if unicodedata.category(sign) in seen]
    apart = {*map(chr, _SEEN_FORMATS), *_BREAKS, *_BULLETS, "\t"}
    unseen = [s for s in signs if unicodedata.category(s) in ("Cc", "Cf", "Cs", "Co") and s not in apart]
    assert len(unseen) > 8_000
    assert line_of("".join(unseen)) == lines_of("".join(unseen)) == pasted("".join(unseen)) == ""
    assert line_of("x".join(unseen)) == "x" * (len(unseen) - 1)
    assert lines_of("x".join(kept)) == unicodedata.normalize("NFC", "x".join(kept))


@pytest.mark.parametrize("sign", _BREAKS + "\t")
def test_a_line_has_one_blank_where_another_line_began(sign: str) -> None:
    assert line_of(f"Association {sign}  {sign}Retour{sign}") == "Association Retour"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"),
        ("  retrait\n\tet tabulation ", "  retrait\n\tet tabulation "),
        ("\uf0b7 l’accueil\n\uf0a7 les parents", "• l’accueil\n• les parents"),
        ("« L’Envol »\u00a0: 12\u202f% — œuvre", "« L’Envol »\u00a0: 12\u202f% — œuvre"),
        ("E\u0301cole", "École"),
    ],
)
def test_a_long_text_keeps_its_lines(typed: str, kept: str) -> None:
    assert lines_of(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["👨‍👩‍👧‍👦 Familles", "❤️‍🔥", "می‌خواهم", "1️⃣", "नमस्ते क्‍ष", "葛\U000e0100", "שלום", "e" + "\u0316\u0301" * 15],
)
def test_what_a_script_or_an_emoji_is_made_of_stays(typed: str) -> None:
    assert line_of(typed) == lines_of(typed) == unicodedata.normalize("NFC", typed)


@pytest.mark.parametrize("typed", ["Cl\u200das", "Clas\u200c", "Clas\ufe0f", "C\u034flas", "Cl\u3164as"])
def test_what_joins_nothing_is_taken_off(typed: str) -> None:
    assert line_of(typed) == "Clas"


@given(st.text(max_size=60))
def test_what_was_cleaned_once_is_clean(typed: str) -> None:
    for clean in (line_of, lines_of, pasted):
        once = clean(typed)
        assert clean(once) == once == unicodedata.normalize("NFC", once)
    assert is_line(typed) <= (line_of(typed) == typed)
    assert are_lines([typed, "École"]) <= (line_of(typed) == typed)


@pytest.mark.parametrize(
    "typed", ["e" + "\u0301\u0316" * 15_000, " " * 30_000 + "\n", "\u200d" * 30_000, "👨\u200d\ufeff" * 10_000]
)
def test_nothing_that_is_typed_costs_much(typed: str) -> None:
    began = time.process_time()
    for clean in (line_of, lines_of, pasted, place_key, search_key):
        clean(typed)
    assert time.process_time() - began < 0.5  # 2 s and more before marks were counted


@pytest.mark.parametrize("one", ["École ouverte", "ecole  OUVERTE", "E\u0301cole-ouverte", "« École » ouverte"])
def test_what_reads_alike_has_one_key(one: str) -> None:
    assert search_key(one).replace("« ", "").replace(" »", "") == "ecole ouverte"
    assert search_key("L’Œuvre de St-Dizier") == search_key("l'oeuvre de st dizier") == "l oeuvre de st dizier"


@pytest.mark.parametrize("one", ["St-Dizier", "Saint Dizier", "SAINT-DIZIER ", "st dizier"])
def test_a_commune_has_one_key(one: str) -> None:
    assert place_key(one) == "saint dizier"


@pytest.mark.parametrize("around", ["\ufeff{}", "{}\u200b", "\u200e{}\u200f", "{}\u2060", "\u00a0{} "])
def test_a_pasted_number_is_the_one_that_one_sees(around: str) -> None:
    assert parse_siret(around.format("732\u202f829\u00a0320 000‑74")) == "73282932000074"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("35338402700036.0", "tableur"),
        ("3,53384E+13", "tableur"),
        ("3.53384e13", "tableur"),
        ("5338402700036", "zéro"),
        ("0" * 14, "zéros"),
    ],
)
def test_a_number_that_a_spreadsheet_has_spoilt_is_refused_with_its_cause(number: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_siret(number)


@pytest.mark.parametrize("address", ["élodie@clas.example", '"a b"@clas.example', "a@b@c.example", "=?a?q?a?=@x.fr"])
def test_an_address_that_no_mail_reaches_is_none(address: str) -> None:
    assert address_fault(address)


@pytest.mark.parametrize("address", ["o'neill@clas.example", "contact+clas@clas.example", "a@école.example"])
def test_an_address_that_a_mail_reaches_is_one(address: str) -> None:
    assert not address_fault(address)


def test_what_is_too_long_to_be_an_amount_is_not_cleaned_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "pasted", lambda text: pytest.fail(f"{len(text)} signs are cleaned"))
    with pytest.raises(ValidationError, match="montant"):
        Cents().deserialize("1" + "\u0301" * 100_000)
