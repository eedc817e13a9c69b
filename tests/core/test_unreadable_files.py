"""A file that cannot be read, or that is not TOML, is refused with its line and its words."""

from decimal import Decimal
from pathlib import Path

import pytest

from clas_core.errors import InvalidFile
from clas_core.reading import parse_toml, reason_of, text_of


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError(2, "No such file"), "ce fichier ou son dossier n'existe pas"),
        (PermissionError(13, "Permission denied"), "l'accès est refusé"),
        (IsADirectoryError(21, "Is a directory"), "c'est un dossier"),
        (OSError(5, "Input/output error"), "le système l'a refusé"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_in_french(error: OSError, reason: str) -> None:
    assert reason_of(error) == reason


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("a = 1\nb = \nc = 2\n", 2, "Ce n'est pas du TOML, près de « b = »."),
        ("a = 1\n\nthis is not TOML\n", 3, "Ce n'est pas du TOML, près de « this is not TOML »."),
        ('a = 1\nb = "open\n', 2, "Ce n'est pas du TOML, près de « b = \"open »."),
        ("a = 1\nb = [1,\n2\n", 3, "Ce n'est pas du TOML, près de « 2 »."),
        ("a = 1\nb = 2025-13-45\n", 2, "Ce n'est pas du TOML, près de « b = 2025-13-45 »."),
        ("a = 1\nb = 2\na = 3\n", 3, "Une valeur ou une table est écrite deux fois, près de « a = 3 »."),
        ("[t]\na = 1\n[u]\n[t]\n", 4, "Une valeur ou une table est écrite deux fois, près de « [t] »."),
    ],
)
def test_a_syntax_error_has_its_line_and_its_words(text: str, line: int, sentence: str) -> None:
    with pytest.raises(InvalidFile) as refusal:
        parse_toml(text, name="a.toml")
    (said,) = refusal.value.lines
    assert said.startswith(f"a.toml:{line}: {sentence}")


def test_decimals_are_read_exactly() -> None:
    assert parse_toml("rate = 0.1\n", name="a.toml") == {"rate": Decimal("0.1")}


def test_a_number_that_nobody_can_mean_is_a_problem_of_the_file() -> None:
    with pytest.raises(InvalidFile) as refusal:
        parse_toml(f"a = 1\nb = 2\nc = {'1' * 5_000}\nd = 3\n", name="a.toml")
    (line,) = refusal.value.lines
    assert line.startswith("a.toml:3: Ce n'est pas du TOML, près de « c = 1111")
    assert len(line) < 150


def test_a_nesting_without_end_is_a_problem_of_the_file() -> None:
    with pytest.raises(InvalidFile) as refusal:
        parse_toml(f"a = 1\nb = {'[' * 50_000}\n", name="a.toml")
    assert refusal.value.lines[0].startswith("a.toml:2: Ce n'est pas du TOML")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes('name = "Sté"\n'.encode("latin-1"))
    with pytest.raises(InvalidFile) as refusal:
        text_of(tmp_path / "a.toml", name="x/a.toml")
    assert str(refusal.value) == (
        "x/a.toml:1: Le fichier n'est pas en UTF-8 (sans doute « ANSI », celui de Windows) : réenregistrez-le en UTF-8."
    )


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    for name, reason in (
        ("absent.toml", "ce fichier ou son dossier n'existe pas"),
        ("folder.toml", "c'est un dossier"),
    ):
        with pytest.raises(InvalidFile, match=f"{name}:1: Le fichier ne peut pas être lu : {reason}"):
            text_of(tmp_path / name, name=name)


def test_a_byte_order_mark_is_understood(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('name = "Sté"\n', encoding="utf-8-sig")
    assert parse_toml(text_of(tmp_path / "a.toml", name="a.toml"), name="a.toml") == {"name": "Sté"}
