"""The bilan of a call: what a year came to, beside the one before, in figures that add up or say why."""

import json
import re
from html import unescape

import pytest

from clas_api.cli import clas
from clas_api.store.database import database
from tests.api.year.conftest import Year
from tests.api.year.many import approve_many

STATISTICS = "/espace/caf/marne/2025-2026/statistiques"
BILAN = "/espace/caf/marne/2025-2026/bilan-de-l-appel"


def _rows(text: str, caption: str) -> dict[str, list[str]]:
    """Return the rows of a table of Markdown, by their first cell."""
    table = text.split(f"**{caption}**")[1].split("\n\n")[1]
    found = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table.splitlines()]
    return {first: rest for first, *rest in found}


def test_the_bilan_of_a_call_tells_amounts_bonuses_and_what_was_done(approved: Year) -> None:
    approved.begin()
    approved.file("4000.00", "5500.00")
    text = approved.world.browser("agent51").open(f"{BILAN}.md").text
    amounts = _rows(text, "Ce dont le montant accordé est fait")
    assert amounts["Ensemble"] == ["4\u202f944,70\u00a0€"]
    cents = [int(re.sub(r"\D", "", amounts[name][0])) for name in ("Prestation de service", "Bonus", "Aides locales")]
    assert sum(cents) == 494_470
    assert _rows(text, "Groupes qui ont un bonus")["Bonus enfants"] == ["1"]
    levels, spans = _rows(text, "Par niveau scolaire"), _rows(text, "D'un seul niveau, ou à cheval")
    assert (levels["CE2"][2], levels["CM1"][2], levels["Ensemble"][2]) == ("2", "2", "3")
    assert "2 groupes ont plusieurs niveaux" in text
    assert {name: row[2] for name, row in spans.items() if row[2].isdigit()} == {
        "6e": "1",
        "À cheval sur plusieurs niveaux": "2",
        "Ensemble": "3",
    }
    done = _rows(text, "Ce qui a été fait")
    # 9,5 children on average in each of two groups: 10 and 10.
    assert (done["Bilans déposés"], done["Enfants présents en moyenne"]) == (["1"], ["20"])
    assert "il n'y a pas de comparaison" in text

    page = approved.world.browser("agent51").open(BILAN)
    assert page.status == 200
    assert page.text.count('role="img"') >= 2
    assert approved.world.browser("national").open(BILAN).status in (403, 404)


def test_the_year_before_stands_beside_in_statistics_and_in_the_bilan(
    approved: Year, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = approved.world.browser("agent51")
    alone = browser.open(STATISTICS).text
    assert "Groupes 2024-2025" not in alone
    assert "il n'y a pas de comparaison" in unescape(alone)
    approve_many(approved, 6)
    beside = browser.open(STATISTICS).text
    # Six porteurs had two actions of a group each, all of Reims: beside the three groups of this year.
    row = re.search(r"<th scope=\"row\">Ensemble</th>(.*?)</tr>", beside.split('id="commune"')[1])
    assert row is not None
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", row[1])
    assert (cells[3], cells[9]) == ("3", "12")
    assert "2025-2026), 12 (2024-2025)" in beside
    with approved.app.app_context():
        monkeypatch.setenv("CLAS_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    capfdbinary.readouterr()
    clas(["campaigns", "bilan", "marne", "2025-2026", "--json"], standalone_mode=False)
    told = json.loads(capfdbinary.readouterr().out)
    assert (told["total"]["groups"], told["before"]["total"]["groups"]) == (3, 12)
