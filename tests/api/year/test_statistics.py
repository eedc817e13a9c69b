"""What a year comes to: whole for the department, without small counts outside, and into the next framing note."""

from typing import Any

import pytest

from clas_api.cli import clas
from clas_api.store.database import database
from clas_api.store.statistics import counted_groups
from tests.api.year.conftest import Year
from tests.api.year.many import approve_many
from tests.decided import decide, second_alone


def _statistics(year: Year, who: str = "agent51", path: str = "/departments/marne/statistics/2025-2026") -> Any:
    answer = year.world.ask(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def _by(lines: list[dict[str, Any]], figure: str) -> dict[str, Any]:
    return {line["key"]: line[figure] for line in lines}


# The Marne has two deposits. That of porteur51: one action, one group of 10 children and 2 adults, of CE2 and CM1,
# asked at 9 000,00 € with a bonus, 3 129,70; it is not decided. That of neighbour51, approved: one action, two groups
# of 10 children and 2 adults, one of CE2 and CM1, one of 6e, asked and approved at 4 944,70. 8 074,40 are asked in all.


def test_a_department_counts_what_was_asked_and_approved(approved: Year) -> None:
    found = _statistics(approved)
    assert found["least_shown"] == 0
    assert found["total"] == {
        "key": "",
        "porteurs": 2,
        "dossiers": 2,
        "actions": 2,
        "groups": 3,
        "children": 30,
        "adults": 6,
        "asked": "8074.40",
        "approved": "4944.70",
        "settled": "0.00",
    }
    assert _by(found["by_outcome"], "groups") == {"approved": 2, "pending": 1}
    assert _by(found["by_outcome"], "approved") == {"approved": "4944.70", "pending": "0.00"}
    assert _by(found["by_level"], "groups") == {"6e": 1, "ce2": 2, "cm1": 2}
    assert _by(found["by_level"], "porteurs") == {"6e": 1, "ce2": 2, "cm1": 2}
    assert _by(found["by_level"], "asked") == {"6e": "1815.00", "ce2": "6259.40", "cm1": "6259.40"}
    assert _by(found["by_level"], "settled") == dict.fromkeys(("6e", "ce2", "cm1"))
    assert _by(found["by_territory"], "actions") == {"Reims": 2}
    assert _by(found["by_nature"], "children") == {"association": 30}
    retained = found["retained"]
    assert [retained[each] for each in ("porteurs", "actions", "groups", "children")] == [1, 1, 2, 20]


def test_only_the_groups_that_were_retained_are_approved(deposited: Year) -> None:
    decide(deposited.world, deposited.dossier, second_alone(400_000))
    found = _statistics(deposited)
    # 33 % of 4 000,00: 1 320,00.
    assert (found["retained"]["groups"], found["retained"]["approved"]) == (1, "1320.00")
    assert _by(found["by_level"], "approved") == {"6e": "1320.00", "ce2": "0.00", "cm1": "0.00"}


def test_what_was_settled_is_counted(approved: Year) -> None:
    approved.begin()
    approved.file("4000.00", "5500.00")
    approved.step("agent51", "/settlement")
    found = _statistics(approved)
    assert found["total"]["settled"] == "3464.00"
    assert _by(found["by_nature"], "settled") == {"association": "3464.00"}


def test_a_draft_and_what_was_withdrawn_are_not_counted(deposited: Year) -> None:
    deposited.step("neighbour51", "/withdrawal")
    assert _statistics(deposited)["total"]["dossiers"] == 1


def test_a_year_without_dossiers_counts_nothing(deposited: Year) -> None:
    found = _statistics(deposited, path="/departments/marne/statistics/2031-2032")
    assert (found["total"]["porteurs"], found["total"]["asked"], found["by_level"]) == (0, "0.00", [])


@pytest.mark.parametrize("year", ["2025", "2025-2027", "hier"])
def test_what_is_no_year_is_not_found(deposited: Year, year: str) -> None:
    answer = deposited.world.ask("agent51", "GET", f"/departments/marne/statistics/{year}")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/departments/marne/statistics/2025-2026", "/statistics/2025-2026"])
def test_of_two_porteurs_nothing_is_told_outside_the_department(approved: Year, path: str) -> None:
    found = _statistics(approved, "national", path)
    assert found["least_shown"] == 5
    assert set(found["total"].values()) == set(found["retained"].values()) == {"", None}
    assert [found[f"by_{name}"] for name in ("outcome", "level", "territory", "nature")] == [[], [], [], []]


def test_what_few_were_refused_takes_the_total_with_it_outside(approved: Year) -> None:
    """Six porteurs were retained and one was not: the total would give that one away."""
    approve_many(approved, 6, refused=1)
    path = "/departments/marne/statistics/2024-2025"
    assert _statistics(approved, path=path)["total"]["porteurs"] == 7
    found = _statistics(approved, "national", path)
    assert (found["retained"]["porteurs"], found["retained"]["actions"]) == (6, 12)
    assert (found["total"]["porteurs"], found["by_outcome"], found["by_nature"]) == (None, [], [])
    nation = _statistics(approved, "national", "/statistics/2024-2025")
    assert (nation["total"]["porteurs"], nation["retained"]["porteurs"], nation["by_territory"]) == (None, 6, [])
    # What the page of the nation tells: « 6 à 10 » porteurs, of the department and of the nation.
    assert found["total_between"]["porteurs"] == nation["total_between"]["porteurs"] == {"least": 6, "most": 10}
    assert found["total_between"]["actions"]["least"] == 12
    assert _statistics(approved, path=path)["total_between"] is None


def test_a_count_is_kept_until_the_department_changes(approved: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []

    def count(*arguments: Any) -> Any:
        counted.append(arguments[2])
        return counted_groups(*arguments)

    monkeypatch.setattr("clas_api.services.year.nation.counted_groups", count)
    first, again = _statistics(approved), _statistics(approved)
    assert first["by_territory"]
    assert {**again, "counted_at": None} == {**first, "counted_at": None}
    _statistics(approved, "national", "/statistics/2025-2026")
    assert counted == ["marne"]
    approved.begin()
    approved.file("4000.00", "5500.00")
    approved.step("agent51", "/settlement")
    assert _statistics(approved)["total"]["settled"] == "3464.00"
    assert counted == ["marne", "marne"]


def test_the_national_team_still_reads_no_dossier(approved: Year) -> None:
    _statistics(approved, "national", "/statistics/2025-2026")
    assert approved.world.ask("national", "GET", "/dossiers").status_code == 403
    assert approved.ask("national", "GET").status_code == 403


def _note(year: Year) -> str:
    answer = year.world.client.get("/api/v1/departments/marne/campaigns/2025-2026/framing-note.md")
    text: str = answer.text
    return text


def test_what_was_approved_last_year_comes_into_the_next_framing_note(deposited: Year) -> None:
    before = deposited.world.client.get("/api/v1/departments/marne/campaigns/2025-2026/framing-note.md")
    assert "agréés" not in before.text
    approve_many(deposited, 6)
    after = deposited.world.client.get("/api/v1/departments/marne/campaigns/2025-2026/framing-note.md")
    assert "En 2024-2025 : 6 porteurs et 12 actions agréés." in after.text
    assert after.headers["ETag"] != before.headers["ETag"]
    page = deposited.world.client.get("/departements/marne/2025-2026/note-de-cadrage")
    assert "6 porteurs et 12 actions" in page.text
    # Each action is one group of 10 children, 2 adults and 2,640.00 €.
    figures = ("12\u00a0groupes", "120\u00a0enfants", "24\u00a0adultes", "31\u202f680,00\u00a0€")
    assert all(each in page.text for each in figures), page.text
    assert page.text.count("Décisions enregistrées sur la plateforme, 2024-2025") >= len(figures)
    assert all(each not in before.text for each in figures)


def test_bonuses_and_parents_of_the_last_bilan_come_into_the_next_framing_note(deposited: Year) -> None:
    approve_many(deposited, 6, bonus="children", parents=7)
    note = _note(deposited)
    assert "| Groupes retenus avec le bonus enfants | 2024-2025 | 12\u00a0groupes |" in note
    assert "| Parents rencontrés, d'après les bilans | 2024-2025 | 42\u00a0parents |" in note


def test_bonuses_and_parents_of_few_porteurs_are_in_no_note(deposited: Year) -> None:
    approve_many(deposited, 4, bonus="children", parents=7)
    note = _note(deposited)
    assert "bonus enfants | 2024-2025" not in note
    assert "Parents rencontrés" not in note


def test_19_porteurs_and_86_actions_are_in_the_note_as_the_command_writes_it(
    deposited: Year, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """18 porteurs of four actions and one of fourteen, and three porteurs refused, who do not count."""
    approve_many(deposited, 19, refused=3, actions=(*(4,) * 18, 14, *(4,) * 3))
    with deposited.app.app_context():
        monkeypatch.setenv("CLAS_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    capfdbinary.readouterr()
    clas(["note", "marne", "2025-2026"], standalone_mode=False)
    written = capfdbinary.readouterr().out.decode()
    assert "En 2024-2025 : 19 porteurs et 86 actions agréés." in written
    assert "19 porteurs et 86 actions" in _note(deposited)
    page = deposited.world.client.get("/departements/marne/2025-2026/note-de-cadrage")
    assert "19 porteurs et 86 actions" in page.text


def test_a_public_note_tells_no_count_under_five(deposited: Year) -> None:
    approve_many(deposited, 4)
    note = _note(deposited)
    assert "agréés" not in note
    assert "groupes retenus" not in note.lower()


def test_the_nation_is_told_by_department(deposited: Year) -> None:
    approve_many(deposited, 5)
    found = _statistics(deposited, "national", "/statistics/2024-2025")
    (line,) = found["by_territory"]
    assert (line["key"], line["porteurs"], line["actions"], line["approved"]) == ("marne", 5, 10, "26400.00")
