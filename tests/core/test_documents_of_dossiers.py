"""Types of documents: known by name and by content, and archives looked into without being trusted."""

import io
import struct
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.departments import Campaign
from clas_core.dossiers import LARGEST_DOCUMENT, check_kind, document_kinds, media_type_of
from clas_core.errors import InvalidInput
from tests import office

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

SOUND = [
    ("a.pdf", office.PDF, "application/pdf"),
    ("a.PDF", office.PDF, "application/pdf"),
    ("scan.pdf", b"\r\n" + office.PDF, "application/pdf"),
    ("a.png", office.PNG, "image/png"),
    ("a.jpg", office.JPEG, "image/jpeg"),
    ("a.jpeg", office.JPEG, "image/jpeg"),
    ("a.txt", "Élan, 协会".encode(), "text/plain"),
    ("a.csv", "\ufeffnom;âge\r\n".encode(), "text/csv"),
    ("a.docx", office.docx(), f"{_OFFICE}.wordprocessingml.document"),
    ("a.xlsx", office.xlsx(), f"{_OFFICE}.spreadsheetml.sheet"),
    ("a.odt", office.odt(), f"{_OPEN}.text"),
    ("a.ods", office.ods(), f"{_OPEN}.spreadsheet"),
]


def _fault(name: str, content: bytes) -> str:
    """Return what is said against a document; nothing when it is accepted."""
    try:
        media_type_of(name, io.BytesIO(content))
    except InvalidInput as error:
        (problem,) = error.problems
        assert problem.path == ("file",)
        return problem.message
    return ""


@pytest.mark.parametrize(("name", "content", "media_type"), SOUND)
def test_a_sound_document_is_known_and_left_at_its_beginning(name: str, content: bytes, media_type: str) -> None:
    stream = io.BytesIO(content)
    assert media_type_of(name, stream) == media_type
    assert stream.read() == content


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.docm", "a.zip", "a", "pdf", "a.pdf.js"])
def test_a_type_that_is_not_accepted_is_refused_with_those_that_are(name: str) -> None:
    assert "Types acceptés : PDF, ODT, ODS, DOCX, XLSX, PNG, JPG, JPEG, TXT, CSV." in _fault(name, office.PDF)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90\x00"),
        ("a.pdf", b" " * 1024 + office.PDF),
        ("a.png", office.JPEG),
        ("a.jpg", office.PNG),
        ("a.docx", office.PDF),
        ("a.docx", office.odt()),
        ("a.docx", office.xlsx()),
        ("a.xlsx", office.docx()),
        ("a.odt", office.ods()),
        ("a.ods", office.zipped({"a": "b"})),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.txt", b"a\0b"),
        ("a.csv", b"\x1b[2J"),
    ],
)
def test_a_content_that_is_not_what_the_name_says_is_refused(name: str, content: bytes) -> None:
    assert "Le contenu n'est pas celui d'un fichier" in _fault(name, content)


def test_a_macro_hidden_by_its_table_of_contents_is_no_document() -> None:
    content = office.zipped(
        {
            "[Content_Types].xml": '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
            "word/document.xml": "<document/>",
        }
    )
    assert "n'est pas celui d'un fichier DOCX" in _fault("a.docx", content)


def test_a_text_in_another_encoding_is_refused_with_what_to_do() -> None:
    assert "UTF-8" in _fault("a.csv", "élève".encode("latin-1"))


def test_an_empty_document_is_refused() -> None:
    assert "vide" in _fault("a.pdf", b"")


def test_a_document_is_accepted_up_to_ten_mebibytes_and_no_further() -> None:
    assert _fault("a.pdf", office.PDF.ljust(LARGEST_DOCUMENT)) == ""
    assert "dépasse 10 Mio" in _fault("a.pdf", office.PDF.ljust(LARGEST_DOCUMENT + 1))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (office.bomb, "démesuré"),
    "a bomb that lies": (office.lying, "démesuré"),
    "overlapping entries": (office.overlapping, "aucun logiciel"),
    "an encrypted archive": (office.locked, "mot de passe"),
    "macros": (lambda: office.docx({"word/vbaProject.bin": "x"}), "macros"),
    "macros in capitals": (lambda: office.docx({"word/VBAPROJECT.BIN": "x"}), "macros"),
    "a nested archive by its name": (lambda: office.docx({"word/embeddings/a.zip": "x"}), "d'autres fichiers"),
    "a nested archive by its content": (lambda: office.docx({"word/media/a.png": office.docx()}), "d'autres fichiers"),
    "a program by its name": (lambda: office.docx({"word/embeddings/a.exe": "x"}), "un programme"),
    "a program by its content": (lambda: office.docx({"word/media/a.png": b"MZ\x90\x00"}), "un programme"),
    "a program of another system": (lambda: office.docx({"word/media/a.png": b"\x7fELF\x02"}), "un programme"),
    "an object of another software": (
        lambda: office.docx({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
        "un objet",
    ),
    "a type of document": (
        lambda: office.docx({"word/a.xml": "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"}),
        "aucun",
    ),
    "entities": (lambda: office.docx({"customXml/a.xml": "<!ENTITY a 'x'><a/>"}), "aucun logiciel"),
    "an entry above its folder": (lambda: office.docx({"word/../../x": "x"}), "aucun logiciel"),
    "an absolute entry": (lambda: office.docx({"/etc/passwd": "x"}), "aucun logiciel"),
    "an entry of another system": (lambda: office.zipped({"word\\..\\x": "x"}), "aucun logiciel"),
    "too many entries": (lambda: office.docx({f"e{number}": "" for number in range(2000)}), "aucun logiciel"),
    "another compression": (lambda: office.zipped({"x.xml": "x"}, method=zipfile.ZIP_LZMA), "aucun logiciel"),
    "a damaged entry": (
        lambda: office.docx(method=zipfile.ZIP_STORED).replace(b"<document/>", b"<documant/>"),
        "abîmé",
    ),
    "nothing but the beginning": (lambda: office.docx()[:100], "abîmé"),
    "a directory without end": (office.with_a_huge_directory, "abîmé"),
}


@pytest.mark.parametrize(("make", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_for_what_it_is(make: Callable[[], bytes], said: str) -> None:
    assert said in _fault("a.docx", make())


@pytest.mark.parametrize(
    "table",
    [
        b"trailer<</Root 1 0 R/Encrypt 9 0 R/ID[(1)(1)]>>",
        b"trailer <</Size 3 /Encrypt\r\n<</Filter/Standard/V 2>>>>",
        b"7 0 obj<</Type/XRef/Root 1 0 R/Encrypt 12 0 R/Length 4>>stream\nabcd\nendstream endobj",
    ],
)
def test_a_protected_pdf_is_refused_with_what_to_do(table: bytes) -> None:
    said = _fault("a.pdf", b"%PDF-1.6\n1 0 obj<</Type/Catalog>>endobj\n" + table + b"\n%%EOF\n")
    assert "protégé par un mot de passe" in said
    assert "imprimez-le" in said


def test_a_pdf_that_speaks_of_protection_is_not_a_protected_one() -> None:
    page = b"4 0 obj<</Length 40>>stream\nBT (/Encrypt et mot de passe) Tj ET\nendstream endobj\n"
    assert _fault("a.pdf", b"%PDF-1.6\n1 0 obj<<>>endobj\n" + page + b"trailer<</Root 1 0 R>>\n%%EOF\n") == ""


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.4\n" + bytes(5000)])
def test_a_pdf_that_holds_nothing_is_refused(content: bytes) -> None:
    assert "ne contient rien" in _fault("a.pdf", content)


def test_the_manifest_of_an_old_open_document_may_name_its_type() -> None:
    manifest = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><a/>'
    assert _fault("a.odt", office.odt({"META-INF/manifest.xml": manifest})) == ""


@pytest.mark.parametrize("entry", ["Basic/script-lc.xml", "Scripts/python/a.py"])
def test_macros_of_open_documents_are_refused(entry: str) -> None:
    assert "macros" in _fault("a.odt", office.odt({entry: "x"}))


def test_an_open_document_with_a_password_is_refused() -> None:
    manifest = "<manifest:encryption-data/>"
    assert "mot de passe" in _fault("a.odt", office.odt({"META-INF/manifest.xml": manifest}))


def test_the_same_entry_twice_is_refused() -> None:
    kept = io.BytesIO(office.docx())
    with zipfile.ZipFile(kept, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr("word/document.xml", "<other/>")
    assert "aucun logiciel" in _fault("a.docx", kept.getvalue())


def test_a_dense_document_that_stays_small_is_accepted() -> None:
    # 9 MiB of the same row pack a thousand times smaller: that is a spreadsheet, and no bomb.
    assert _fault("a.xlsx", office.xlsx({"xl/worksheets/sheet1.xml": b"<row/>" * (9 * 2**20 // 6)})) == ""


def test_looking_at_a_bomb_takes_neither_memory_nor_time() -> None:
    bombs = [office.bomb(), office.lying()]
    assert max(map(len, bombs)) < 2**20
    began = time.process_time()
    with zipfile.ZipFile(io.BytesIO(bombs[0])) as archive, archive.open("word/media/image1.bmp") as entry:
        while entry.read(2**20):
            pass
    unpacked = time.process_time()
    tracemalloc.start()
    assert all(_fault("a.docx", bomb) for bomb in bombs)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - unpacked < (unpacked - began) / 10
    assert peak < 5 * 2**20


@given(content=st.binary(max_size=300), cut=st.integers(0, 400), at=st.integers(0, 400), byte=st.integers(0, 255))
def test_no_archive_however_broken_is_an_accident(content: bytes, cut: int, at: int, byte: int) -> None:
    whole = bytearray(office.docx())
    whole[at % len(whole)] = byte
    for broken in (
        bytes(whole),
        bytes(whole[:cut]),
        b"PK\x03\x04" + content,
        bytes(whole[: cut % len(whole)]) + content,
    ):
        _fault("a.docx", broken)


def test_a_number_of_entries_that_lies_changes_nothing() -> None:
    whole = bytearray(office.docx())
    end = whole.rfind(b"PK\x05\x06")
    struct.pack_into("<HH", whole, end + 8, 65535, 65535)
    assert _fault("a.docx", bytes(whole)) in (
        "",
        "Ce document est abîmé : ouvrez-le, enregistrez-le de nouveau, puis joignez-le.",
    )


def test_a_kind_is_one_that_any_dossier_may_have_or_that_the_campaign_asks_for(essai_campaign: Campaign) -> None:
    kinds = document_kinds(essai_campaign)
    assert kinds == {
        "statutes": "Statuts à jour",
        "essai_plan": "Plan des locaux",
        "bank_details": "relevé d'identité bancaire",
        "delegation": "délégation de signature",
        "project": "projet détaillé",
        "other": "autre document",
    }
    check_kind("statutes", kinds)
    with pytest.raises(InvalidInput, match="Vouliez-vous dire « statutes »"):
        check_kind("statute", kinds)
