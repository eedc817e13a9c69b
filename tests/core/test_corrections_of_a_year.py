"""A year in force is corrected by a file of its own, dated and with its reason, and what was before is still known."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clas_core.documents.estimate_sheet import estimate_sheet
from clas_core.documents.national_rules import national_rules
from clas_core.errors import InvalidFile
from clas_core.estimates import Estimator, answer
from clas_core.groups import Group
from clas_core.national import Referential, ReferentialLibrary, referential_of_text
from clas_core.national.remarks import remarks_on
from clas_core.years import SchoolYear
from tests.core.documents.words import words_of

YEAR = SchoolYear(2025)
CORRECTION = """\
# L'arrêté rectificatif : le montant d'avant était une faute de frappe.
school_year = "2025-2026"
number = 1
on = 2026-03-02
by = "Équipe nationale, Cnaf"
reason = "Le montant publié comportait une erreur."

[sources.rectificatif]
title = "Circulaire rectificative n° 2026-004"
published_on = 2026-03-01

[changes."ps.maximum"]
from = 2800.70
value = 2790.00
source = "rectificatif"
checked_on = 2026-03-02

[changes."criteria.group.children.max"]
from = 12
value = 13
source = "rectificatif"
checked_on = 2026-03-02
"""
SECOND = (
    CORRECTION.replace("number = 1", "number = 2")
    .replace("2800.70", "2790")
    .replace("value = 2790.00", "value = 2795.5")
    .replace("from = 12", "from = 13")
    .replace("value = 13", "value = 12")
)
Correct = Callable[..., Referential]


@pytest.fixture
def correct(tmp_path: Path) -> Correct:
    """Return a function that loads 2025-2026 with corrections, each with its changes."""

    def make(*texts: str, name: str = "2025-2026.correction-{}.toml") -> Referential:
        for rank, text in enumerate(texts, start=1):
            (tmp_path / name.format(rank)).write_text(text, encoding="utf-8")
        return ReferentialLibrary.load(tmp_path).get(YEAR)

    return make


@pytest.fixture
def said_of(correct: Correct) -> Callable[[str, str], list[str]]:
    def said(written: str, instead: str) -> list[str]:
        assert written in CORRECTION
        with pytest.raises(InvalidFile) as refusal:
            correct(CORRECTION.replace(written, instead))
        return [f"{each.line}: {each.dotted}: {each.message}" for each in refusal.value.problems]

    return said


def test_the_corrected_year_has_its_new_values_and_says_what_was_corrected(
    correct: Correct, referential_2025: Referential
) -> None:
    year = correct(CORRECTION)
    assert str(year.ps.maximum.value) == "2790.00"
    assert year.ps.maximum.source.title == "Circulaire rectificative n° 2026-004"
    (criterion,) = [each for _, each in year.rules.criteria if each.id == "group.children"]
    assert criterion.expected == "8 à 13"
    assert year.digest != referential_2025.digest
    (made,) = year.corrections
    assert (made.number, str(made.on), made.before) == (1, "2026-03-02", referential_2025.digest)
    assert made.places == ("ps.maximum", "criteria.group.children.max")
    assert (year.status, year.ps.rate) == (referential_2025.status, referential_2025.ps.rate)


def test_corrections_apply_one_after_the_other(correct: Correct) -> None:
    year = correct(CORRECTION, SECOND)
    assert [each.number for each in year.corrections] == [1, 2]
    assert str(year.ps.maximum.value) == "2795.5"
    assert year.corrections[1].before == correct_once(year)


def correct_once(year: Referential) -> str:
    """Return the digest of the same year with its first correction alone."""
    text = year.text
    return referential_of_text(text[: text.rindex("[[corrections]]")], name="r").digest


def test_the_text_of_a_corrected_year_gives_it_again(correct: Correct) -> None:
    """What a deposit is sealed under is kept as a text, and read years later without any other file."""
    year = correct(CORRECTION, SECOND)
    assert referential_of_text(year.text, name="r") == year


def test_each_result_says_which_corrections_it_used(correct: Correct, referential_2025: Referential) -> None:
    group = Group("A", 10, 1_000_000)
    before = answer(Estimator(referential_2025).estimate([group]))
    after = answer(Estimator(correct(CORRECTION)).estimate([group]))
    assert (before["total"], after["total"]) == ("2800.70", "2790.00")
    assert "corrections" not in before["referential"]
    assert after["referential"]["corrections"] == [
        {
            "number": 1,
            "on": "2026-03-02",
            "reason": "Le montant publié comportait une erreur.",
            "before": referential_2025.digest,
        }
    ]


def test_the_first_amount_of_a_bonus_may_be_a_correction(tmp_path: Path) -> None:
    essai = Path(__file__).parent / "essai_national" / "2030-2031.toml"
    text = essai.read_text(encoding="utf-8").replace('status = "draft"', 'status = "in_force"')
    start, end = text.index("[bonuses.amount]"), text.index("[[bonuses.examples]]")
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / essai.name).write_bytes((essai.parent / "questions" / essai.name).read_bytes())
    (tmp_path / essai.name).write_text(text[:start] + text[end:], encoding="utf-8")
    correction = CORRECTION[: CORRECTION.index("[changes")].replace("2025-2026", "2030-2031")
    correction += '[changes."bonuses.children"]\nvalue = 329\nsource = "rectificatif"\nchecked_on = 2031-01-02\n'
    (tmp_path / "2030-2031.correction-1.toml").write_text(correction, encoding="utf-8")
    year = ReferentialLibrary.load(tmp_path).get(SchoolYear(2030))
    assert year.bonus_amount("children").text == "329,00\u00a0€"
    assert referential_of_text(year.text, name="r") == year


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        (
            "from = 2800.70",
            "from = 2800",
            "13: changes.ps.maximum.from: L'année dit 2800.70 à cette place, et non 2800",
        ),
        ("from = 2800.70\n", "", "12: changes.ps.maximum.from: L'année dit 2800.70 à cette place, et non rien"),
        ('"ps.maximum"', '"ps.maximun"', "Vouliez-vous dire « ps.maximum » ?"),
        ('"criteria.group.children.max"', '"criteria.group.children.day"', "L'année ne dit rien à cette place"),
        ("number = 1", "number = 2", "3: number: La correction qui suit porte le numéro 1."),
        ("number = 1", "number = 100", "3: number: Un nombre entier de 1 à 99"),
        ('"2025-2026"', '"2024-2025"', "2: school_year: Cette correction est celle de 2025-2026."),
        ('source = "rectificatif"', 'source = "autre"', "source: La source « autre » n'est pas déclarée"),
        ('reason = "Le montant publié comportait une erreur."\n', "", "1: reason: Ce champ est obligatoire."),
        ("value = 2790.00", "value = true", "14: changes.ps.maximum.value: Un nombre, un jour"),
        ("value = 2790.00", 'value = ["a"]', "ps.maximum.value: Une fois l'année corrigée : Un nombre positif"),
        ("value = 2790.00", "value = 9000", "Une fois l'année corrigée : Le montant maximum dépasse le prix plafond"),
        ("value = 2790.00", "value = nan", "14: changes.ps.maximum.value: Un nombre positif ou nul"),
        ("value = 2790.00", "value = 1e999999999", "14: changes.ps.maximum.value: Un nombre de 1000000000 au plus"),
        ("from = 2800.70", "from = 1e-999999999", "13: changes.ps.maximum.from: Un nombre de 12 décimales"),
        ("value = 13", "value = 7", "Une fois l'année corrigée : Le maximum (7) est sous le minimum (8)."),
        ("[sources.rectificatif]", "[sources.caf-fr]", "L'année a déjà une source « caf-fr »"),
        ("value = 2790.00", "valeur = 1", "Champ inconnu. Vouliez-vous dire « value » ?"),
        ("[changes", "[[changes", "Ce n'est pas du TOML"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_at_its_place(
    said_of: Callable[[str, str], list[str]], written: str, instead: str, said: str
) -> None:
    assert any(said in each for each in said_of(written, instead))


def test_a_correction_changes_something(correct: Correct) -> None:
    with pytest.raises(InvalidFile, match="Une correction change une valeur au moins"):
        correct(CORRECTION[: CORRECTION.index("[changes")] + "[changes]\n")


def test_a_correction_is_of_a_year_that_is_known(correct: Correct) -> None:
    with pytest.raises(InvalidFile, match="Aucune année 2023-2024 à corriger"):
        correct(CORRECTION, name="2023-2024.correction-{}.toml")


def test_a_correction_is_numbered_as_it_is_named(correct: Correct, tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="n'est pas celui de son nom"):
        correct(CORRECTION, name="2025-2026.correction-3.toml")


def test_a_later_correction_is_not_dated_before_an_earlier_one(correct: Correct) -> None:
    with pytest.raises(InvalidFile, match="2026-03-02 au plus tôt"):
        correct(CORRECTION, SECOND.replace("on = 2026-03-02", "on = 2026-03-01", 1))


def test_no_file_of_a_year_has_corrections_itself(correct: Correct, tmp_path: Path) -> None:
    text = correct(CORRECTION).text.replace('school_year = "2025-2026"', 'school_year = "2026-2027"')
    (tmp_path / "2025-2026.correction-1.toml").unlink()
    (tmp_path / "2026-2027.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidFile, match="corrections: Champ inconnu"):
        ReferentialLibrary.load(tmp_path)


def test_a_project_is_not_corrected(tmp_path: Path, referential_2025: Referential) -> None:
    text = referential_2025.text.replace('"2025-2026"\nstatus = "in_force"', '"2026-2027"\nstatus = "draft"')
    (tmp_path / "2026-2027.toml").write_text(text, encoding="utf-8")
    (tmp_path / "2026-2027.correction-1.toml").write_text(
        CORRECTION.replace("2025-2026", "2026-2027"), encoding="utf-8"
    )
    with pytest.raises(InvalidFile, match="un projet se modifie dans son fichier même"):
        ReferentialLibrary.load(tmp_path)


def test_what_is_written_of_the_figures_says_that_they_were_corrected(correct: Correct) -> None:
    year = correct(CORRECTION)
    said = "correction n° 1, du 2 mars 2026 : Le montant publié comportait une erreur."
    assert f"C{said[1:]}" in remarks_on(year)
    explained = answer(Estimator(year).estimate([Group("A", 10, 1_000_000)]))
    assert said in words_of(estimate_sheet(explained, [{"children": 10}], year))
    assert said in words_of(national_rules(year))
