"""Settings: one ``clas.toml``, each key also as ``CLAS_…``, which wins; what is wrong is refused with its place."""

from datetime import date
from pathlib import Path

import pytest

from clas_api.config import Settings, load_settings
from clas_core.errors import InvalidFile, InvalidInput


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(folder: Path, text: str, name: str = "clas.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def _problems(environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        load_settings(environment or {})
    error = refused.value
    return list(error.lines) if isinstance(error, InvalidFile) else str(error).split("\n")[1:]


def test_nothing_need_be_set(folder: Path) -> None:
    settings = load_settings({})
    assert settings == Settings()
    assert settings.database_url == f"sqlite:///{folder / 'clas.sqlite3'}"
    assert (settings.today, settings.departments, settings.referentials) == (None, None, None)


def test_the_file_of_the_folder_is_read(folder: Path) -> None:
    (folder / "regles").mkdir()
    lines = (
        'database_url = "sqlite:///autre.sqlite3"',
        "today = 2025-07-01",
        'departments = ["marne", "seine_et_marne"]',
        'referentials = "regles"',
    )
    _write(folder, "\n".join(lines))
    settings = load_settings({})
    assert settings.database_url == f"sqlite:///{folder / 'autre.sqlite3'}"
    assert settings.today == date(2025, 7, 1)
    assert settings.departments == ("marne", "seine_et_marne")
    assert settings.referentials is not None
    assert settings.referentials.absolute() == folder / "regles"


def test_the_environment_wins_over_the_file_key_by_key(folder: Path) -> None:
    _write(folder, 'today = 2025-07-01\ndepartments = ["marne"]')
    settings = load_settings({"CLAS_TODAY": "2025-08-18"})
    assert (settings.today, settings.departments) == (date(2025, 8, 18), ("marne",))


def test_each_key_may_come_from_the_environment(folder: Path) -> None:
    environment = {
        "CLAS_DATABASE_URL": "postgresql://clas@localhost/clas",
        "CLAS_TODAY": "2025-07-01",
        "CLAS_DEPARTMENTS": " marne , seine_et_marne,",
        "CLAS_REFERENTIALS": str(folder),
        "PATH": "/bin",
    }
    settings = load_settings(environment)
    assert settings.database_url == "postgresql://clas@localhost/clas"
    assert settings.today == date(2025, 7, 1)
    assert settings.departments == ("marne", "seine_et_marne")
    assert settings.referentials == folder


def test_another_file_may_be_named_and_then_replaces_that_of_the_folder(folder: Path) -> None:
    _write(folder, "today = 2025-07-01")
    other = _write(folder, 'departments = ["marne"]', "autre.toml")
    settings = load_settings({"CLAS_CONFIG": str(other)})
    assert (settings.today, settings.departments) == (None, ("marne",))


def test_a_named_file_that_is_not_there_is_refused(folder: Path) -> None:
    (line,) = _problems({"CLAS_CONFIG": str(folder / "absent.toml")})
    assert "absent.toml" in line


def test_a_misspelt_key_of_the_file_is_refused_with_its_line_and_what_was_meant(folder: Path) -> None:
    _write(folder, '# Réglages\n\ntoday = 2025-07-01\ndatabse_url = "sqlite:///x"\nport = 8000\n')
    first, second = _problems()
    assert first.startswith("clas.toml:4: databse_url: ")
    assert "« database_url »" in first
    assert second.startswith("clas.toml:5: port: ")


def test_a_misspelt_variable_is_refused_with_what_was_meant() -> None:
    (line,) = _problems({"CLAS_TODY": "2025-07-01"})
    assert line.startswith("CLAS_TODY: ")
    assert "today" in line.lower().split("vouliez-vous dire")[1]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('today = "demain"', "today"),
        ("today = 20250701", "today"),
        ("today = 10:00:00", "today"),  # a moment is no day
        ("today = true", "today"),
        ('departments = "marne"', "departments"),
        ("departments = [51]", "departments"),
        ("database_url = 3", "database_url"),
        ('database_url = "clas.sqlite3"', "database_url"),
        ('referentials = "nulle/part"', "referentials"),
        ("referentials = []", "referentials"),
    ],
)
def test_a_value_of_the_wrong_sort_is_refused(folder: Path, written: str, key: str) -> None:
    _write(folder, f"\n{written}\n")
    (line,) = _problems()
    assert line.startswith(f"clas.toml:2: {key}: ")


@pytest.mark.parametrize("variable", ["CLAS_TODAY", "CLAS_DATABASE_URL", "CLAS_REFERENTIALS"])
def test_a_wrong_value_of_the_environment_is_refused(variable: str) -> None:
    (line,) = _problems({variable: "n'importe quoi"})
    assert line.startswith(f"{variable}: ")


def test_all_that_is_wrong_comes_at_once() -> None:
    assert len(_problems({"CLAS_TODAY": "x", "CLAS_REFERENTIALS": "/nulle/part", "CLAS_AUTRE": "y"})) == 3


@pytest.mark.parametrize("text", ["\n\ntoday = = 1\n", "\n\ntoday = 2025-07-01\ntoday = 2025-07-02"])
def test_what_is_no_toml_is_refused_with_its_line(folder: Path, text: str) -> None:
    _write(folder, text)
    (line,) = _problems()
    assert line.startswith(("clas.toml:3: ", "clas.toml:4: "))


def test_a_file_that_is_not_in_utf_8_is_refused(folder: Path) -> None:
    (folder / "clas.toml").write_bytes('departments = ["h\xe9rault"]'.encode("latin-1"))
    (line,) = _problems()
    assert line.startswith("clas.toml:1: ")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://clas:secret@base/clas", "postgresql://clas:***@base/clas"),
        ("postgresql+psycopg://clas:s%40cr:et@base:5432/clas", "postgresql+psycopg://clas:***@base:5432/clas"),
        ("postgresql://clas:se@cret@base/clas", "postgresql://clas:***@base/clas"),
        ("postgresql://clas@base/clas", "postgresql://clas"),
        ("postgresql://base/clas?user=clas&password=secret", "postgresql://base/clas"),
        ("postgresql://clas@base/clas?password=secret&sslmode=require", "postgresql://clas"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    text = Settings(database_url=url).shown()["database_url"] or ""
    assert text.startswith(shown)
    assert not any(secret in text for secret in ("secret", "s%40cr", "cret@"))


@pytest.mark.parametrize(
    ("url", "absolute"),
    [("sqlite:///a.sqlite3", True), ("sqlite:///b/a.sqlite3", True), ("sqlite:////b/a.sqlite3", False)],
)
def test_the_path_of_an_embedded_database_is_taken_from_the_folder(folder: Path, url: str, absolute: bool) -> None:
    given = url.removeprefix("sqlite:///")
    expected = str(folder / given) if absolute else given
    assert load_settings({"CLAS_DATABASE_URL": url}).database_url == f"sqlite:///{expected}"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://base/clas"])
def test_other_addresses_are_left_as_they_are(url: str) -> None:
    assert load_settings({"CLAS_DATABASE_URL": url}).database_url == url
