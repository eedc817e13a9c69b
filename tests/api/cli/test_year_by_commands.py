"""The life of a year by commands: begun, checked, put to the Cafs, confirmed, in force, corrected, closed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.core.test_corrections_of_a_year import CORRECTION

Clas = Callable[..., Any]

PS = ("ps.rate", "ps.price_ceiling", "ps.maximum")
YEAR = Path("regles/2026-2027.toml")
QUESTIONS = Path("regles/questions/2026-2027.toml")
GROUPS = {"school_year": "2026-2027", "groups": [{"label": "CE2", "children": 10, "running_costs": "9000.00"}]}


@pytest.fixture
def clas(clas: Clas) -> Clas:
    """Return ``clas`` on a day, with the years of the folder of the tests once there is one."""

    def run(*arguments: Any, on: str = "2026-03-02", **environment: str) -> Any:
        added = {"CLAS_REFERENTIALS": "regles"} if Path("regles").is_dir() else {}
        return clas(*arguments, **{"CLAS_TODAY": on, **added, **environment})

    return run


@pytest.fixture
def begun(clas: Clas) -> Clas:
    """Begin the draft of 2026-2027."""
    assert clas("referentials", "new", "2026-2027", "-o", "regles").status == 0
    return clas


def confirm() -> None:
    """Confirm everything, as somebody does by hand: each figure is published, each question is right."""
    for file in (YEAR, QUESTIONS):
        text = file.read_text(encoding="utf-8").replace("\nto_confirm = true", "")
        published = text.replace('standing = "expected"', 'standing = "published"')
        file.write_text(published if file == YEAR else text, encoding="utf-8")


def estimated(clas: Clas) -> Any:
    Path("groupes.json").write_text(json.dumps(GROUPS), encoding="utf-8")
    return clas("estimate", "groupes.json", "--json").json


def test_a_year_is_played_from_its_draft_to_its_end(begun: Clas) -> None:
    clas = begun
    told = clas("referentials", "check", "--ready", YEAR)
    assert told.status == 1
    assert "« Taux de la Ps », à confirmer" in told.output
    assert f"{QUESTIONS}:10: questions[0]: « personne chargée du dossier », à confirmer" in told.output
    assert clas("referentials", "check", YEAR).status == 0
    assert clas("referentials", "consult", YEAR, "--by", "Cnaf").status == 0
    assert (estimated(clas)["total"], estimated(clas)["provisional"]) == ("2800.70", True)

    refused = clas("referentials", "enact", YEAR, "--by", "Cnaf", "--text", "Circulaire n° 2026-012")
    assert refused.status == 1
    assert "Rien n'a été changé." in refused.output
    assert len(refused.output.splitlines()) == 51 + 6 + 1
    confirm()
    assert clas("referentials", "check", "--ready", YEAR).status == 0
    enacted = clas("referentials", "enact", YEAR, "--by", "Cnaf", "--text", "Circulaire n° 2026-012", on="2026-06-01")
    assert (enacted.status, enacted.output) == (
        0,
        "L'année 2026-2027 est en vigueur depuis le 1er juin 2026, par Cnaf (Circulaire n° 2026-012).\n",
    )
    assert (estimated(clas)["total"], estimated(clas)["provisional"]) == ("2800.70", False)

    correction = Path("regles/2026-2027.correction-1.toml")
    correction.write_text(CORRECTION.replace('"2025-2026"', '"2026-2027"').replace("2026-03-02", "2026-10-01"))
    assert clas("referentials", "check", correction).status == 0
    corrected = estimated(clas)
    assert corrected["total"] == "2790.00"
    assert [each["number"] for each in corrected["referential"]["corrections"]] == [1]
    shown = clas("referentials", "show", "2026-2027").output
    assert "correction 1 le 1er octobre 2026, par Équipe nationale, Cnaf" in shown

    closed = clas("referentials", "close", YEAR, "--by", "Cnaf", "--on", "2027-12-01", "--json").json
    assert (closed["status"], closed["changed"], closed["on"]) == ("closed", True, "2027-12-01")
    assert estimated(clas)["referential"]["status"] == "closed"


def test_acts_in_another_order_are_told_and_a_year_is_exported_in_each_state(
    begun: Clas, assert_french: Callable[[str], None]
) -> None:
    clas, states = begun, []
    correction = Path("regles/2026-2027.correction-1.toml")
    text = CORRECTION.replace('"2025-2026"', '"2026-2027"').replace("2026-03-02", "2026-10-01")
    for step in ("", "consult", "enact", "close"):
        if step == "enact":
            confirm()
        if step:
            asked = ("--by", "Cnaf", "--on", "2026-09-01", *(("--text", "Note") if step == "enact" else ()))
            assert clas("referentials", step, YEAR, *asked).status == 0
        if step in ("", "consult"):
            correction.write_text(text, encoding="utf-8")
            early = clas("referentials", "check", correction)
            assert (early.status, "un projet se modifie dans son fichier même" in early.output) == (1, True)
            correction.unlink()
        states.append(clas("referentials", "export", "2026-2027", "--json").json["status"])
        exported = Path(f"export-{step}")
        assert clas("referentials", "export", "2026-2027", "-o", exported).status == 0
        assert (exported / YEAR.name).read_bytes() == YEAR.read_bytes()
    assert states == ["draft", "consultation", "in_force", "closed"]
    again = clas("referentials", "close", YEAR, "--by", "Cnaf", "--on", "2026-09-02")
    assert again.status == 2
    assert "est close depuis le 1er septembre 2026, par Cnaf : une étape franchie ne se réécrit pas" in again.errors
    assert_french(again.errors)


def test_two_drafts_at_once_leave_one_another_alone(begun: Clas) -> None:
    first = YEAR.read_bytes()
    assert begun("referentials", "new", "2027-2028", "--from", YEAR, "-o", "regles").status == 0
    years = begun("referentials", "list", "--json").json
    assert [(each["school_year"], each["status"]) for each in years][-2:] == [
        ("2026-2027", "draft"),
        ("2027-2028", "draft"),
    ]
    assert begun("referentials", "consult", YEAR, "--by", "Cnaf").status == 0
    assert first != YEAR.read_bytes()
    assert begun("referentials", "list", "--json").json[-1]["status"] == "draft"


def test_a_draft_is_confirmed_by_a_command(begun: Clas) -> None:
    asked = ("referentials", "confirm", YEAR, "ps", "bonuses.children", "--source", "caf-fr")
    assert begun(*asked, "--json").json["confirmed"] == [
        "ps.rate",
        "ps.price_ceiling",
        "ps.maximum",
        "bonuses.children",
    ]
    text = YEAR.read_bytes()
    assert begun(*asked, "--json").json["confirmed"] == []
    assert YEAR.read_bytes() == text
    whole = begun("referentials", "confirm", YEAR, "bonuses", "thresholds", "criteria", "questions")
    assert (whole.status, "Suite : clas referentials check --ready" in whole.output) == (0, True)
    assert begun("referentials", "check", "--ready", YEAR).status == 0
    wrong = begun("referentials", "confirm", YEAR, "ps.taux")
    assert (wrong.status, "Rien de ce nom dans le projet" in wrong.errors) == (2, True)


def test_the_same_again_changes_nothing(begun: Clas) -> None:
    clas = begun
    again = clas("referentials", "new", "2026-2027", "-o", "regles", "--json").json
    assert (again["changed"], again["to_confirm"]) == (False, 51)
    asked = ("referentials", "consult", YEAR, "--by", "Cnaf", "--json")
    first, text = clas(*asked).json, YEAR.read_bytes()
    second = clas(*asked, on="2026-04-01").json
    assert (first.pop("changed"), second.pop("changed")) == (True, False)
    assert (first, text) == (second, YEAR.read_bytes())


def test_a_draft_is_never_written_over_another_file(begun: Clas) -> None:
    YEAR.write_text("# le mien\n" + YEAR.read_text(encoding="utf-8"), encoding="utf-8")
    text = YEAR.read_bytes()
    done = begun("referentials", "new", "2026-2027", "-o", "regles")
    assert (done.status, YEAR.read_bytes()) == (2, text)
    assert "existe déjà et dit autre chose" in done.errors


def test_a_draft_may_be_begun_from_a_file_and_say_who_began_it(begun: Clas) -> None:
    done = begun("referentials", "new", "2027-2028", "--from", YEAR, "-o", "autres", "--by", "Bureau du Clas")
    assert done.status == 0
    text = Path("autres/2027-2028.toml").read_text(encoding="utf-8")
    assert '[[life]]\nstep = "draft"\non = 2026-03-02\nby = "Bureau du Clas"\n' in text
    assert Path("autres/questions/2027-2028.toml").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "2025-2026", "--from", "2025-2026"), "demandez une année d'après"),
        (("new", "2026"), "n'est pas une année scolaire"),
        (("new", "2026-2027", "--from", "absent.toml"), "« absent.toml » n'est pas un fichier"),
        (("new", "2026-2027", "--from", "1999-2000"), "Aucun référentiel national n'existe pour 1999-2000"),
        (("export", "1999-2000"), "Aucun référentiel national n'existe pour 1999-2000"),
        (("close", YEAR, "--by", "Cnaf"), "l'étape qui suit est « en consultation », et non « close »"),
        (("consult", YEAR), "by"),
        (("consult", YEAR, "--by", "Cnaf", "--on", "hier"), "hier"),
    ],
)
def test_what_cannot_be_is_2_in_french(
    begun: Clas, assert_french: Callable[[str], None], arguments: tuple[Any, ...], said: str
) -> None:
    done = begun("referentials", *arguments)
    assert (done.status, done.output) == (2, "")
    assert said in done.errors
    assert_french(done.errors)


def test_an_interrupted_step_leaves_the_file_of_before(begun: Clas, monkeypatch: pytest.MonkeyPatch) -> None:
    before = YEAR.read_bytes()

    def interrupted(*_: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        done = begun("referentials", "consult", YEAR, "--by", "Cnaf")
    assert (done.status, YEAR.read_bytes()) == (2, before)
    assert "ne peut pas être écrit" in done.errors
    assert [each.name for each in sorted(YEAR.parent.iterdir())] == ["2026-2027.toml", "questions"]


def test_a_year_is_exported_as_it_is_and_as_one_text(begun: Clas) -> None:
    done = begun("referentials", "export", "2026-2027", "-o", "ailleurs")
    assert done.status == 0
    for file in (YEAR, QUESTIONS):
        assert (Path("ailleurs") / file.relative_to("regles")).read_bytes() == file.read_bytes()
    text = begun("referentials", "export", "2025-2026").output
    assert text.startswith("# Le référentiel national du Clas pour l'année scolaire 2025-2026")
    assert "[[questions]]" in text
    assert begun("referentials", "export", "2026-2027", "--json").json["status"] == "draft"


def test_a_broken_correction_is_told_at_its_line(begun: Clas) -> None:
    correction = Path("corrections/2025-2026.correction-1.toml")
    correction.parent.mkdir()
    correction.write_text(CORRECTION.replace("from = 2800.70", "from = 2801"), encoding="utf-8")
    done = begun("referentials", "check", correction)
    assert done.status == 1
    assert f"{correction}:13: changes.ps.maximum.from: L'année dit 2800.70 à cette place" in done.output
