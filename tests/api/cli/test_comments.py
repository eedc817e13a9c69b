"""``clas referentials comments``: what Cafs say of a draft, as people and spreadsheets read it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from clas_api.context import asked_by
from clas_api.security.principal import Principal, Role
from clas_api.services.rules.consulting import give_comment
from tests.api.cli.conftest import Ran
from tests.drafts import YEAR, added_year

AGENT = Principal(id="account:x", name="", roles=(Role("agent", department="marne"),))


@pytest.fixture
def consulted(
    clas: Callable[..., Ran], make_app: Callable[..., Flask], lend_database: Callable[[str], str], tmp_path: Path
) -> Callable[..., Ran]:
    """Return the command line of an installation where the Marne has said something of a draft."""
    folder, url = added_year(tmp_path / "annees", "consultation"), lend_database("sqlite")
    app = make_app(database_url=url, today=date(2025, 7, 1), referentials=folder)
    with app.app_context():
        context = asked_by(AGENT, app.extensions["clas"].clock.now())
        give_comment(context, year=YEAR, department="marne", place="ps.maximum", text="=1+1 ne suffit pas")

    def run(*arguments: str) -> Ran:
        return clas(*arguments, CLAS_DATABASE_URL=url, CLAS_REFERENTIALS=str(folder), CLAS_TODAY="2025-07-01")

    return run


def test_comments_are_taken_out_as_rows_json_and_a_file(consulted: Callable[..., Ran], tmp_path: Path) -> None:
    shown = consulted("referentials", "comments", YEAR)
    assert "ps.maximum" in shown.output
    told = consulted("referentials", "comments", YEAR, "--json").json
    assert (told["waiting"], told["comments"][0]["text"]) == (1, "=1+1 ne suffit pas")
    assert told["comments"][0]["role"] == "agent"
    file = tmp_path / "avis.csv"
    assert consulted("referentials", "comments", YEAR, "-o", str(file)).output == f"{file} est écrit : 1 avis.\n"
    text = file.read_text("utf-8-sig")
    assert text.startswith('"Point";"Ce que c\'est";"Département";')
    assert '"\'=1+1 ne suffit pas"' in text
    again = consulted("referentials", "comments", YEAR, "-o", str(file))
    assert again.status == 2
    assert "existe déjà" in again.errors


def test_a_year_of_which_nothing_is_said_says_so(consulted: Callable[..., Ran]) -> None:
    assert consulted("referentials", "comments", "2025-2026").output == "Aucun avis sur les règles 2025-2026.\n"
    assert consulted("referentials", "comments", "2029-2030").status == 2
    assert consulted("referentials", "comments", YEAR, "-o", "avis.pdf").status == 2
