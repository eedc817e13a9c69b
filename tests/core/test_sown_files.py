"""Files as people really save them, folders as they really leave them: each mistake is named by its check, and nothing
that is sown ends a check."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clas_core.conformance import KINDS, LEVELS, Report
from clas_core.conformance.checking import check_folder, package_in
from clas_core.national import ReferentialLibrary

HERE = Path(__file__).parent / "sown"
CALL = "2025-2026.toml"
TODAY = date(2026, 11, 29)

Change = Callable[[Path], object]


def _saved(encoding: str, file: str = CALL) -> Change:
    def change(package: Path) -> None:
        place = package / file
        text = place.read_text(encoding="utf-8").replace("œ", "oe")
        place.write_bytes(text.encode(encoding, errors="replace"))

    return change


def _renamed(name: str, file: str = CALL) -> Change:
    return lambda package: (package / file).rename(package / name)


def _written(name: str, content: bytes = b"") -> Change:
    return lambda package: (package / name).write_bytes(content)


def _folder_in_place(package: Path) -> None:
    (package / CALL).unlink()
    (package / CALL).mkdir()


def _lines(ends: bytes) -> Change:
    def change(package: Path) -> None:
        place = package / CALL
        place.write_bytes(place.read_bytes().replace(b"\n", ends))

    return change


FILES: dict[str, tuple[Change, str, str, str]] = {
    "a byte-order mark": (_saved("utf-8-sig"), "file.bom", "remark", "BOM"),
    "UTF-16 of Notepad": (_saved("utf-16"), "file.encoding", "error", "UTF-16"),
    "UTF-16 without a mark": (_saved("utf-16-le"), "file.encoding", "error", "UTF-16"),
    "the code page of Windows": (_saved("cp1252"), "file.encoding", "error", "ANSI"),
    "who, in the code page of Windows": (_saved("cp1252", "department.toml"), "file.encoding", "error", "ANSI"),
    "a workbook": (_written(CALL, b"PK\x03\x04\x14\x00\x06\x00\xff\xfe"), "file.encoding", "error", "document"),
    "an empty file": (_written(CALL), "file.empty", "error", "vide"),
    "a file of blanks": (_written(CALL, b" \n\n"), "file.empty", "error", "vide"),
    "a huge file": (_written(CALL, b"# a\n" * 400_000), "file.unreadable", "error", "Kio"),
    "a zero byte": (_written(CALL, b'school_year = "2025\x00-2026"\n'), "file.syntax", "error", "contrôle"),
    "lines of two kinds": (
        lambda package: (package / CALL).write_bytes((package / CALL).read_bytes().replace(b"\n", b"\r\n", 3)),
        "file.lines",
        "remark",
        "deux sortes",
    ),
    "a folder in place of a file": (_folder_in_place, "file.unreadable", "error", "dossier"),
    "no department": (
        lambda package: (package / "department.toml").unlink(),
        "file.unreadable",
        "error",
        "n'existe pas",
    ),
    "a call under another year": (_renamed("2024-2025.toml"), "file.name", "error", "2025-2026.toml"),
    "an underscore": (_renamed("2025_2026.toml"), "file.name", "error", "AAAA-AAAA"),
    "capitals": (_renamed("2025-2026.TOML"), "folder.name", "error", "pas lu"),
    "a second suffix": (_renamed("2025-2026.toml.txt"), "folder.name", "error", "pas lu"),
    "YAML": (_renamed("2025-2026.yaml"), "folder.name", "error", "pas lu"),
    "no call": (lambda package: (package / CALL).unlink(), "folder.no_call", "warning", "Aucun appel"),
    "a copy": (_written("2025-2026.toml.bak", b"a"), "folder.spare", "warning", "copie"),
    "a copy of Windows": (_written("2025-2026 - Copie.toml", b"a = 1"), "file.name", "error", "AAAA-AAAA"),
    "a document": (_written("note.docx", b"a"), "folder.name", "warning", "pas lu"),
    "no type mark": (lambda package: (package / "py.typed").unlink(), "folder.typed", "remark", "typé"),
    "no module": (lambda package: (package / "__init__.py").unlink(), "folder.module", "error", "module"),
    "a broken project": (
        lambda package: (package.parent / "pyproject.toml").write_text("[project"),
        "file.syntax",
        "error",
        "TOML",
    ),
}


@pytest.mark.parametrize(("change", "check", "level", "words"), FILES.values(), ids=FILES)
def test_a_file_as_it_was_saved_is_told(
    package: Path, library: ReferentialLibrary, change: Change, check: str, level: str, words: str
) -> None:
    change(package)
    report = check_folder(package, library, TODAY)
    told = [each for each in report.found if each.check == check and words in each.sentence]
    assert told, [each.text for each in report.found]
    assert told[0].level == level


@pytest.mark.parametrize("ends", [b"\r\n", b"\r"], ids=["Windows", "an old Mac"])
def test_lines_end_as_each_system_ends_them(package: Path, library: ReferentialLibrary, ends: bytes) -> None:
    _lines(ends)(package)
    report = check_folder(package, library, TODAY)
    assert [each.text for each in report.found if each.check != "unknown.gap"] == []


def test_the_folder_of_a_plugin_is_that_of_its_package(package: Path) -> None:
    assert package_in(package.parent) == package_in(package) == package


def test_a_folder_that_is_not_there_is_no_traceback(package: Path, library: ReferentialLibrary) -> None:
    report = check_folder(package / "ailleurs", library, TODAY)
    assert [each.check for each in report.found] == ["folder.unreadable"]


REPLACED = (
    "Le comité soutient les actions du département",
    "Lire la note.",
    "Nom de la salle",
    "2025-05-05",
    "150.50",
    '"caf"',
    "2025-2026",
    "https://www.caf.fr/charte",
    "range",
    "08",
)


def _told(report: Report) -> None:
    for each in report.found:
        assert each.kind in KINDS
        assert each.level in LEVELS
        assert each.reason
        assert "Traceback" not in each.text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(0, 5500),
    cut=st.integers(0, 60),
    put=st.binary(max_size=40),
    file=st.sampled_from([CALL, "department.toml", "__init__.py"]),
)
def test_whatever_is_written_in_a_file_ends_no_check(
    package: Path, library: ReferentialLibrary, place: int, cut: int, put: bytes, file: str
) -> None:
    sound = (HERE / "clas_ardennes" / file).read_bytes()
    at = place % len(sound)
    (package / file).write_bytes(sound[:at] + put + sound[at + cut :])
    _told(check_folder(package, library, TODAY))
    (package / file).write_bytes(sound)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.text(max_size=200),
    where=st.sampled_from(
        [
            "Le comité soutient les actions du département",
            "Lire la note.",
            "Nom de la salle",
            "2025-05-05",
            "150.50",
            '"caf"',
            "2025-2026",
            "https://www.caf.fr/charte",
            "range",
            "08",
        ]
    ),
)
def test_whatever_a_value_becomes_ends_no_check(
    package: Path, library: ReferentialLibrary, said: str, where: str
) -> None:
    for file in (CALL, "department.toml"):
        sound = (HERE / "clas_ardennes" / file).read_text(encoding="utf-8")
        (package / file).write_text(sound.replace(where, said), encoding="utf-8", errors="replace")
    _told(check_folder(package, library, TODAY))
