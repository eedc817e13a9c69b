"""Names of documents: harmless on every computer, and still their owner's, in any script."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clas_core.dossiers import safe_filename
from clas_core.dossiers.filenames import LONGEST_FILENAME, extension_of


@pytest.mark.parametrize(
    "name",
    [
        "Statuts 2025 (signés).pdf",
        "نظام الجمعية.pdf",
        "协会章程.pdf",
        "תקנון.pdf",
        "Καταστατικό.odt",
        "📎 projet 👨‍👩‍👧.pdf",
        "می‌خواهم.pdf",
        "a.b.c.pdf",
    ],
)
def test_a_name_stays_as_it_is_in_any_script(name: str) -> None:
    assert safe_filename(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\x\..\rib.pdf", "rib.pdf"),
        ("/rib.pdf", "rib.pdf"),
        ("rib.pdf/", "document"),
        ("ri\0b.pdf", "rib.pdf"),
        ("rib\r\nX-Header: 1.pdf", "rib X-Header_ 1.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("rapport\u202efdp.exe", "rapportfdp.exe"),
        ("a\u2066b\u2069\u200e\u200f\ufeff.pdf", "ab.pdf"),
        ("a\ud800.pdf", "a.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        (".pdf", "document.pdf"),
        ("...", "document"),
        ("", "document"),
        ("rib.pdf. .", "rib.pdf"),
        ("nul.pdf", "_nul.pdf"),
        ("CON.tar.pdf", "_CON.tar.pdf"),
        ("com¹.pdf", "_com¹.pdf"),
        ("console.pdf", "console.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a \u2028 \t b.pdf", "a b.pdf"),
    ],
)
def test_what_could_harm_in_a_name_is_taken_out(given: str, kept: str) -> None:
    assert safe_filename(given) == kept


def test_a_long_name_is_cut_before_its_extension() -> None:
    # 150 characters in all, of which four are « .pdf ».
    assert safe_filename("é" * 400 + ".pdf") == "é" * 146 + ".pdf"
    assert len(safe_filename("a" * 400 + "." + "b" * 400)) == LONGEST_FILENAME


@given(st.text(max_size=400))
@example("CON" + "." * 3 + "pdf")
@example("a" * 145 + " . .pdf")
def test_no_name_is_dangerous_whatever_is_given(given: str) -> None:
    name = safe_filename(given)
    assert 1 <= len(name) <= LONGEST_FILENAME
    assert not set(name) & set('/\\<>:"|?*\0')
    assert not name.startswith(".")
    assert not name.endswith((".", " "))
    assert all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in name)
    assert safe_filename(name) == name


@pytest.mark.parametrize(("name", "extension"), [("a.PDF", "pdf"), ("a", ""), ("a.b.odt", "odt")])
def test_an_extension_is_what_follows_the_last_dot(name: str, extension: str) -> None:
    assert extension_of(name) == extension
