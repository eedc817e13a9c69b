"""The commands of the life of a year, called as nobody should: all is told at once, and nothing is half done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.test_year_by_commands import QUESTIONS, YEAR, confirm
from tests.core.test_corrections_of_a_year import CORRECTION

Clas = Callable[..., Any]
French = Callable[[str], None]

BY = ("--by", "Cnaf")


@pytest.fixture
def ran(clas: Clas) -> Clas:
    """Begin a draft in the folder of the tests; return ``clas referentials`` on a day, with that folder."""
    assert clas("referentials", "new", "2026-2027", "-o", "regles", CLAS_TODAY="2026-03-02").status == 0

    def run(*arguments: Any, **environment: str) -> Any:
        given = {"CLAS_TODAY": "2026-03-02", "CLAS_REFERENTIALS": "regles", **environment}
        return clas("referentials", *arguments, **given)

    return run


def written() -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in sorted(Path().rglob("*")) if each.is_file()}


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "2025-2026"), "L'année 2025-2026 existe déjà, en vigueur"),
        (("new", "2024-2025", "-o", "autre"), "L'année 2024-2025 existe déjà, close"),
        (("new", "2030-2031", "-o", "autre"), "commencez 2027-2028, ou dites de quelle année partir par --from"),
        (("new", "2027-2028", "--from", "2004-2005", "-o", "autre"), "ne posent aucune question"),
        (("new", "2026–2027"), "n'est pas une année scolaire"),
        (("new", "2027-2028", "-o", "x" * 300), "son nom est trop long"),
        (("new", "2027-2028", "-o", "fichier/dessous"), "un fichier est à la place d'un dossier"),
        (("new", "2027-2028", "-o", "lien"), "existe déjà et dit autre chose"),
        (("new", "2027-2028", "--from", "2025-2026.correction-1.toml"), "est une correction : partez du fichier"),
        (("new", "2027-2028", "-o", "autre", "--by", "x" * 201), "--by » : Un texte de 1 à 200 caractères"),
        (("new", "2027-2028", "-o", "autre", "--by", "Caf\udce9"), "n'est pas écrit en UTF-8"),
        (("consult", YEAR, "--by", " "), "--by » : Un texte de 1 à 200 caractères"),
        (("consult", YEAR, *BY, "--text", "x" * 301), "--text » : Un texte de 1 à 300 caractères"),
        (("confirm", YEAR, "axes", "retention.drafts"), "Se confirment : ps, bonuses, thresholds, criteria, questions"),
        (("diff", "1999-2000", "2098-2099"), "pour 2098-2099"),
        (("diff", "absent.toml", "1999-2000"), "absent.toml:1: Le fichier ne peut pas être lu"),
        (("diff", "2024-2025", "2025-2026", "-o", "x.docx"), ".csv"),
    ],
)
def test_what_cannot_be_is_2_in_french_and_writes_nothing(
    ran: Clas, assert_french: French, arguments: tuple[Any, ...], said: str
) -> None:
    Path("fichier").write_text("x")
    Path("2025-2026.correction-1.toml").write_text(CORRECTION, encoding="utf-8")
    Path("lien").mkdir()
    Path("lien/2027-2028.toml").symlink_to("nulle-part")
    before = written()
    done = ran(*arguments)
    assert (done.status, done.output, written()) == (2, "", before)
    assert said in done.errors
    assert_french(done.errors.replace("\udce9", ""))


def test_a_year_that_follows_no_other_may_be_begun_from_one_that_is_named(ran: Clas) -> None:
    assert ran("new", "2030-2031", "--from", "2025-2026", "-o", "autre").status == 0


def test_two_files_and_several_lines_that_are_no_toml_are_told_at_once(ran: Clas) -> None:
    edit(YEAR, "value = 2800.70", "value = 2800,70")
    edit(YEAR, "value = 8487", "value = 8 487")
    edit(YEAR, "value = 329", "value = 329 €")
    edit(QUESTIONS, 'kind = "', 'kind = texte"')
    told = ran("check", YEAR, "--json").json["problems"]
    assert [each.split(" près")[0].rsplit(":", 1)[0] for each in told] == [
        f"{YEAR}:87",
        f"{YEAR}:96",
        f"{YEAR}:115",
        f"{QUESTIONS}:13",
    ]


@pytest.mark.parametrize(
    "broken", ['options = ["children", "parents"', 'label = """', "[[criteria]", "[ps.rate]\n[ps.rate]"]
)
def test_what_is_wrong_over_several_lines_is_told_once(ran: Clas, broken: str) -> None:
    edit(YEAR, "[[criteria]]\n", f"[[criteria]]\n{broken}\n")
    assert len(ran("check", YEAR, "--json").json["problems"]) == 1


def test_a_file_is_of_the_year_of_its_name(ran: Clas) -> None:
    edit(YEAR, 'school_year = "2026-2027"', 'school_year = "2027-2028"')
    for asked in (("check", YEAR), ("consult", YEAR, *BY)):
        done = ran(*asked)
        assert (done.status, "nommez-le 2027-2028.toml" in done.output) == (1, True)


@pytest.mark.parametrize("by", [" Cnaf ", "Cnaf\n", "Cnaf"])
def test_a_step_that_is_asked_twice_is_the_same_whatever_blanks_it_has(ran: Clas, by: str) -> None:
    first = ran("consult", YEAR, "--by", by, "--text", " Note 12 ", "--json").json
    text = YEAR.read_bytes()
    second = ran("consult", YEAR, "--by", by, "--text", "Note 12 ", "--json")
    assert (first["by"], first["text"], first["changed"]) == ("Cnaf", "Note 12", True)
    assert (second.status, second.json["changed"], YEAR.read_bytes()) == (0, False, text)


def test_all_that_keeps_a_year_from_coming_into_force_is_told_at_once(ran: Clas) -> None:
    assert ran("consult", YEAR, *BY).status == 0
    told = ran("enact", YEAR, *BY, "--on", "2026-01-01", "--json").json["problems"]
    assert "donnez sa référence" in told[-2]
    assert "L'étape d'avant est du 2026-03-02" in told[-1]
    assert len(told) == 51 + 6 + 2


@pytest.mark.parametrize("day", ["1900-01-01", "2126-03-02"])
def test_a_step_is_of_a_day_of_its_year(ran: Clas, day: str) -> None:
    done = ran("consult", YEAR, *BY, "--on", day)
    assert (done.status, "à plus de 50 ans de l'année scolaire" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('by = "Cnaf"', 'by = "Autre"'),
        ("on = 2026-03-02", "on = 2026-03-01"),
        ('text = "Circulaire"', 'text = "Autre circulaire"'),
        ("value = 8487", "value = 8488"),
    ],
)
def test_a_year_in_force_that_was_edited_is_refused_by_every_command(ran: Clas, old: str, new: str) -> None:
    assert ran("consult", YEAR, *BY).status == 0
    confirm()
    assert ran("enact", YEAR, *BY, "--text", "Circulaire", "--on", "2026-06-01").status == 0
    edit(YEAR, old, new)
    for asked, status in ((("check", YEAR), 1), (("close", YEAR, *BY), 1), (("list",), 2), (("show", "2025-2026"), 2)):
        done = ran(*asked)
        assert (done.status, "Les règles ne sont plus celles" in done.output + done.errors) == (status, True)


def test_what_is_confirmed_already_is_said_to_be(ran: Clas) -> None:
    assert ran("confirm", YEAR, "ps.rate", "--source", "caf-fr").status == 0
    again = ran("confirm", YEAR, "ps.rate", "--source", "marne-2025-ps")
    assert (again.status, "déjà confirmé, laissé tel quel : ps.rate" in again.output) == (0, True)


def test_what_is_not_written_in_a_table_is_not_passed_over(ran: Clas) -> None:
    text = YEAR.read_text(encoding="utf-8")
    start, end = text.index("[ps.rate]"), text.index("[ps.price_ceiling]")
    pairs = ", ".join(each for each in text[start:end].splitlines()[1:] if each)
    YEAR.write_text(text[:start].rstrip() + f"\nrate = {{ {pairs} }}\n\n" + text[end:], encoding="utf-8")
    before = written()
    done = ran("confirm", YEAR, "ps")
    assert (done.status, written()) == (2, before)
    assert "ps.rate: Ce qui se confirme s'écrit en table" in done.errors


@pytest.mark.parametrize(
    "name",
    [
        "2025-2026.correction-01.toml",
        "2025-2026.Correction-1.toml",
        "2025-2026.correction-1.TOML",
        "2025-2026-correction.toml",
    ],
)
def test_a_correction_by_another_name_is_not_passed_over(ran: Clas, name: str) -> None:
    Path("regles", name).write_text(CORRECTION, encoding="utf-8")
    done = ran("list")
    assert (done.status, "une correction AAAA-AAAA.correction-1.toml" in done.errors) == (2, True)


def test_every_file_of_the_folder_that_is_wrong_is_told(ran: Clas) -> None:
    edit(YEAR, "value = 8487", "value = -1")
    Path("regles/2025-2026.correction-1.toml").write_text(CORRECTION.replace("2790.00", "2800.70"), encoding="utf-8")
    Path("regles/2026-2027.correction-1.toml").write_text(CORRECTION, encoding="utf-8")
    told = ran("list").errors
    assert "2026-2027.toml:87: ps.price_ceiling.value" in told
    assert "2025-2026.correction-1.toml:14: changes.ps.maximum.value: L'année dit déjà 2800.70" in told
    assert "2026-2027.correction-1" not in told


def test_a_year_that_stands_behind_a_link_is_written_there(ran: Clas) -> None:
    Path("regles/2026-2027.toml").rename("ailleurs.toml")
    YEAR.symlink_to(Path("ailleurs.toml").resolve())
    assert ran("consult", YEAR, *BY).status == 0
    assert YEAR.is_symlink()
    assert "[[life]]" in Path("ailleurs.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [("confirm", YEAR, "ps", "questions"), ("new", "2027-2028", "-o", "autre")])
def test_a_command_that_ends_between_two_files_writes_neither(
    ran: Clas, monkeypatch: pytest.MonkeyPatch, command: tuple[Any, ...]
) -> None:
    before = written()
    replace, done = Path.replace, []

    def interrupted(file: Path, to: Path) -> Path:
        done.append(to)
        if len(done) == 2:
            raise OSError(28, "no space")
        return replace(file, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        told = ran(*command)
    assert (told.status, written()) == (2, before)
    assert "le disque est plein. Rien n'est écrit." in told.errors


def test_what_differs_from_a_consultation_can_be_written_in_the_changelog(ran: Clas) -> None:
    assert ran("consult", YEAR, *BY).status == 0
    assert "National rules of 2026-2027 (in consultation)" in ran("diff", "2025-2026", YEAR, "--changelog").output
