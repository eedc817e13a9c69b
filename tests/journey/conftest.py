"""What the journeys share: installations on both databases, with the calls of the year that follows."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import PostgresServer, upgrade_url
from tests.installations import Installation, Letterbox, mail_server

_REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer.running(durable=False) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.new_database()
    url = f"sqlite:///{tmp_path / 'clas.sqlite3'}"
    upgrade_url(url)
    return url


@pytest.fixture
def letters() -> Iterator[tuple[Letterbox, str]]:
    with mail_server() as served:
        yield served


@pytest.fixture
def installation(tmp_path: Path, database_url: str, letters: tuple[Letterbox, str]) -> Installation:
    """Return an installation in which each department has the call of the year that follows its last one, and the
    national rules of 2026-2027 exist: both are copies of the year before, made for the journey."""
    plugins, referentials = tmp_path / "plugins", tmp_path / "referentials"
    referentials.mkdir()
    national = _REPOSITORY / "core" / "clas_core" / "national" / "data" / "2025-2026.toml"
    rules = national.read_text(encoding="utf-8").replace('school_year = "2025-2026"', 'school_year = "2026-2027"')
    (referentials / "2026-2027.toml").write_text(rules, encoding="utf-8")
    asked = national.parent / "questions" / national.name
    (referentials / "questions").mkdir()
    shutil.copy(asked, referentials / "questions" / "2026-2027.toml")
    for slug, last in (("marne", 2025), ("seine_et_marne", 2024)):
        package = plugins / f"clas_{slug}"
        shutil.copytree(_REPOSITORY / "plugins" / slug / f"clas_{slug}", package)
        _add_to_call(package / f"{last}-{last + 1}.toml", last)
        _next_call(package, last)
    settings = {
        "CLAS_DATABASE_URL": database_url,
        "CLAS_ATTACHMENTS": str(tmp_path / "attachments"),
        "CLAS_REFERENTIALS": str(referentials),
        "CLAS_SMTP_URL": letters[1],
        "CLAS_MAIL_FROM": "clas@clas.example",
        "CLAS_BASE_URL": "http://127.0.0.1:8000",
    }
    return Installation(tmp_path, settings, (plugins,))


_COMMITTEE = """
[institutions.education-nationale]
name = "Éducation nationale"

[[committees]]
id = "technical"
kind = "technical"
label = "Comité technique"
members = ["caf", "education-nationale"]
source = "appel"
"""


def _add_to_call(file: Path, year: int) -> None:
    """Say what a whole year needs and no document says: a committee, an advance, a day for the bilan."""
    text = file.read_text(encoding="utf-8")
    source = "note" if "[sources.note]" in text else "appel"
    if "[[committees]]" not in text:
        text += _COMMITTEE
    text = text.replace("[bilan]\n", f"[bilan]\ndue = {year + 1}-07-05\n")
    text += f'\n[[advances]]\nshare = 0.70\non = {year}-11-15\nsource = "{source}"\n'
    file.write_text(text, encoding="utf-8")


def _next_call(package: Path, last: int) -> None:
    """Write the call that follows: the same one, a year later."""
    text = (package / f"{last}-{last + 1}.toml").read_text(encoding="utf-8")
    head, calendar = text.split("[calendar]")
    calendar, rest = calendar.split("[deposit]")
    rest = rest.replace(f"{last + 1}-07-05", f"{last + 2}-07-05").replace(f"{last}-11-15", f"{last + 1}-11-15")
    for year in (last + 1, last):
        calendar = calendar.replace(f"{year}-", f"{year + 1}-")
        rest = rest.replace(f'about = "{year - 1}-{year}"', f'about = "{year}-{year + 1}"', 1) if year == last else rest
    head = head.replace(f'school_year = "{last}-{last + 1}"', f'school_year = "{last + 1}-{last + 2}"', 1)
    following = f"{head}[calendar]{calendar}[deposit]{rest}"
    (package / f"{last + 1}-{last + 2}.toml").write_text(following, encoding="utf-8")
