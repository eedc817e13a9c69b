"""``clas simulate`` and ``clas best-reply`` asked wrongly: all that is wrong at once, and nothing written."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from clas_core.national.library import ReferentialLibrary
from tests.api.cli.conftest import Ran

Clas = Callable[..., Ran]

HEAD = "department,dossier,group,children,adults,levels,running_costs,bonus_children,bonus_parents"
ROW = "51,D1,1,10,2,ce2 cm1,9000.00,oui,non"
SIMULATE = ("simulate", "--rules", "2025-2026", "--data", "g.csv")
REPLY = ("best-reply", "--rules", "2025-2026", "--data", "g.csv", "--envelope", "5000.00")

WRONG: tuple[tuple[tuple[str, ...], str], ...] = (
    (("simulate", "--rules", "2025-2026", "--data", "g.csv", "--data", "./g.csv"), "est donné deux fois"),
    (("simulate", "--rules", "2025-2026", "--data", "dossier.csv"), "est un dossier"),
    (("simulate", "--rules", "2025-2026", "--data", "*.csv"), "« *.csv » n'existe pas"),
    (("simulate", "--rules", "2025-2026", "--data", "vide.csv"), "Ce fichier est vide"),
    (("simulate", "--rules", "2025-2026", "--data", "abime.parquet"), "abime.parquet: Ce fichier ne se lit pas"),
    (("simulate", "--rules", "2025-2026", "--data", "faux.xlsx"), "faux.xlsx"),
    (("simulate", "--rules", "2025-2026", "--data", "dates.parquet"), "« running_costs » n'est faite ni"),
    (("simulate", "--rules", "", "--data", "g.csv"), "Années connues"),
    (("simulate", "--rules", "2025-2027", "--data", "g.csv"), "Années connues"),
    (("simulate", "--rules", "dossier.toml", "--data", "g.csv"), "« dossier.toml » est un dossier"),
    (("simulate", "--rules", "texte.toml", "--data", "g.csv"), "texte.toml:1: Ce n'est pas du TOML"),
    (("simulate", "--rules", "max.toml", "--data", "g.csv"), "Le montant maximum dépasse le prix plafond"),
    (("simulate", "--rules", "taux.toml", "--data", "g.csv"), "33 % s'écrit 0.33"),
    (("simulate", "--rules", "bonus.toml", "--data", "g.csv"), "bonuses[0].amount.value"),
    ((*SIMULATE, "--against", ""), "« --against »: Aucun référentiel"),
    ((*SIMULATE, "--cluster", "spark://x:7077"), "ajoutez « --engine spark »"),
    ((*SIMULATE, "--by", "level;size"), "« level;size » n'est pas une clé"),
    ((*SIMULATE, "--range", "ps.maximum=1..2", "--range", "ps.maximum=3..4"), "a deux fourchettes"),
    ((*SIMULATE, "--range", "ps.maximum=1.001..2"), "au centime près, deux décimales au plus"),
    ((*SIMULATE, "--range", "bonuses.children=1..9000"), "ce bonus dépasserait le prix plafond"),
    ((*SIMULATE, "--range", "ps.maximum=-5..5"), "écrivez par exemple"),
    ((*SIMULATE, "--behaviour", "costs=1%..2%", "--behaviour", "costs=1%..3%"), "a deux fourchettes"),
    ((*SIMULATE, "-o", "g.csv"), "est un fichier de groupes"),
    ((*SIMULATE, "-o", "r.csv", "-o", "./r.csv"), "est demandé deux fois"),
    ((*SIMULATE, "-o", "r.csv", "-o", "nulle/r.pdf"), "le dossier « nulle » n'existe pas"),
    ((*SIMULATE, "-o", "dossier.csv"), "c'est un dossier"),
    ((*SIMULATE, "-o", ""), "le nom du fichier se termine par"),
    (("simulate", "--rules", "2025-2026", "--from-database"), "clas db upgrade"),
    ((*REPLY, "--envelope", "-5"), "Une enveloppe va de 0"),
    ((*REPLY, "--envelope", "1 234,50"), "« 40000000.00 »"),
    ((*REPLY, "--envelope", "nan"), "Un montant en euros est attendu"),
    ((*REPLY, "--envelope", "9" * 60), "Une enveloppe va de 0"),
    ((*REPLY, "--lever", "taux"), "« taux » n'est pas un levier"),
    ((*REPLY, "--lever", "bonus:rural"), "n'est pas un levier"),
    ((*REPLY, "--year", "2025-2026"), "ajoutez « --from-database »"),
    ((*REPLY, "--from-database"), "l'un des deux"),
    ((*REPLY, "-o", "r.svg", "-o", "nulle/r.pdf"), "le dossier « nulle » n'existe pas"),
    ((*REPLY, "--data", "vide.csv"), "Ce fichier est vide"),
    (("best-reply", "--rules", "2030-2031", "--data", "g.csv", "--envelope", "1"), "Années connues"),
    (("best-reply", "--rules", "2025-2026", "--envelope", "1", "--from-database"), "clas db upgrade"),
)


@pytest.fixture
def folder(shell: Path) -> Path:
    """A folder of sound groups, and of files that are none."""
    text = ReferentialLibrary.load().latest().text
    (shell / "g.csv").write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    (shell / "vide.csv").write_bytes(b"")
    (shell / "troue.csv").write_text("department,dossier\n51,D1\n", encoding="utf-8")
    (shell / "faux.xlsx").write_bytes(b"PK\x03\x04" + bytes(40))
    (shell / "dossier.csv").mkdir()
    (shell / "dossier.toml").mkdir()
    (shell / "texte.toml").write_text("bonjour {", encoding="utf-8")
    for name, written, instead in (
        ("max", "value = 2800.70", "value = 9800.70"),
        ("taux", "value = 0.33", "value = 33"),
        ("bonus", "value = 329", "value = -329"),
    ):
        assert written in text
        (shell / f"{name}.toml").write_text(text.replace(written, instead, 1), encoding="utf-8")
    columns = dict(zip(HEAD.split(","), ([each] for each in ROW.split(",")), strict=True))
    frame = pl.DataFrame(columns)
    frame.with_columns(pl.lit("2025-09-01").str.to_date().alias("running_costs")).write_parquet(shell / "dates.parquet")
    frame.write_parquet(shell / "abime.parquet")
    (shell / "abime.parquet").write_bytes((shell / "abime.parquet").read_bytes()[:300])
    return shell


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_what_is_asked_wrongly_is_told_and_writes_nothing(
    clas: Clas, folder: Path, assert_french: Callable[[str], None], words: tuple[str, ...], said: str
) -> None:
    before = {each: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    done = clas(*words)
    assert (done.status, done.output) == (2, "")
    assert said in done.errors
    assert "Traceback" not in done.errors
    assert_french(done.errors)
    assert {each: each.read_bytes() for each in folder.iterdir() if each.is_file()} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            (
                "simulate",
                "--rules",
                "max.toml",
                "--data",
                "troue.csv",
                "--data",
                "rien.csv",
                "--by",
                "x",
                "--engine",
                "flink",
                "-o",
                "r.doc",
            ),
            (
                "« flink » n'est pas un moteur",
                "dépasse le prix plafond",
                "« running_costs » manque",
                "« rien.csv » n'existe pas",
                "« x »",
                "« r.doc »",
            ),
        ),
        (
            ("simulate", "--rules", "2025-2026", "--data", "vide.csv", "--data", "troue.csv", "--range", "x"),
            ("vide.csv: Ce fichier est vide", "troue.csv.group: La colonne « group » manque", "« x »"),
        ),
        (
            ("simulate", "--rules", "2025-2026", "--data", "vide.csv", "--data", "troue.csv"),
            ("vide.csv: Ce fichier est vide", "troue.csv.group: La colonne « group » manque"),
        ),
        (
            (*REPLY, "--data", "troue.csv", "--envelope", "x", "--lever", "y", "-o", "r.doc", "--year", "2020"),
            ("montant en euros", "« y » n'est pas un levier", "« r.doc »", "« 2020 »", "« running_costs » manque"),
        ),
    ],
)
def test_all_that_is_wrong_is_told_at_once(
    clas: Clas, folder: Path, words: tuple[str, ...], said: tuple[str, ...]
) -> None:
    done = clas(*words)
    assert (done.status, done.output) == (2, "")
    assert [each for each in said if each not in done.errors] == []
    assert not list(folder.glob("r.*"))


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--envelope", "0"), 1, "Même la plus petite valeur dépasse"),
        (("--envelope", "1000000000000"[:12]), 0, "Même la plus grande valeur tient"),
        (("--envelope", "1000", "--lever", "bonus:parents"), 1, "Aucun groupe n'est payé selon ce levier"),
        (("--envelope", "4000", "--lever", "bonus:parents"), 0, "Aucun groupe n'est payé selon ce levier"),
        (("--envelope", "330"), 0, "Montant maximum de la Ps : 1,00"),
    ],
)
def test_a_reply_says_by_its_status_whether_the_envelope_holds(
    clas: Clas, folder: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    done = clas(*REPLY, *words)
    assert (done.status, done.errors) == (status, "")
    assert said in done.output


def test_no_group_that_is_paid_leaves_the_whole_envelope(clas: Clas, folder: Path) -> None:
    (folder / "g.csv").write_text(f"{HEAD}\n{ROW.replace(',10,', ',13,')}\n", encoding="utf-8")
    told = clas(*REPLY, "--json").json
    assert (told["outcome"], told["total"], told["left"]) == ("no_effect", "0.00", "5000.00")


def test_rules_of_a_year_that_is_consulted_are_reported(clas: Clas, folder: Path) -> None:
    text = ReferentialLibrary.load().latest().text.replace('status = "in_force"', 'status = "consultation"')
    life = '\n[[life]]\nstep = "consultation"\nby = "Cnaf"\non = 2026-03-02\n'
    (folder / "projet.toml").write_text(text + life, encoding="utf-8")
    done = clas("simulate", "--rules", "projet.toml", "--data", "g.csv", "-o", "r.md")
    assert done.status == 0, done.errors
    report = (folder / "r.md").read_text(encoding="utf-8")
    assert "2025-2026 (en consultation, provisoire)" in report
    assert "**Simulation faite le** : " in report
    assert (
        "se jugent sur le dossier : les quatre axes d'intervention, ensemble ; plus que l'aide aux devoirs." in report
    )
    assert "ni les critères ni les aides d'un département" in report
    told = clas("simulate", "--rules", "projet.toml", "--data", "g.csv", "--json").json
    assert (told["rules"]["provisional"], told["against"]["provisional"]) == (True, False)


def test_an_expected_figure_is_never_a_number_by_itself(clas: Clas, folder: Path) -> None:
    words = ("simulate", "--rules", "2024-2025", "--data", "g.csv", "--without-bonuses")
    done = clas(*words, "-o", "r.md")
    assert (
        "Total : 2\u202f800,70\u00a0€ avant, 2\u202f800,70\u00a0€ si les chiffres attendus se confirment" in done.output
    )
    assert "si les chiffres attendus se confirment" in (folder / "r.md").read_text(encoding="utf-8")
    done = clas(*words, "--range", "ps.maximum=2750..2850", "--range", "ps.rate=0.33..0.33", "-o", "r.md")
    assert "entre 2\u202f750,00\u00a0€ et 2\u202f850,00\u00a0€" in done.output
    assert "entre 2\u202f750,00\u00a0€ et 2\u202f850,00\u00a0€" in (folder / "r.md").read_text(encoding="utf-8")


def test_a_workbook_tells_how_it_was_read_and_its_short_rows_are_whole(clas: Clas, folder: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(folder / "g.xlsx")) as book:
        sheet, _ = book.add_worksheet("Groupes"), book.add_worksheet("Autre").write(0, 0, "x")
        for rank, line in enumerate((HEAD, ROW, "51,D2,1,10,2,ce2,5000.25", "51,D3,1,10,2,ce2,1.005")):
            for column, cell in enumerate(line.split(",")):
                number = rank > 0 and column in (0, 3, 4, 6)
                sheet.write(rank, column, float(cell) if number else cell)
    done = clas("simulate", "--rules", "2025-2026", "--data", "g.xlsx", "--json")
    assert done.status == 0, done.errors
    assert (done.json["groups"], done.json["total"]["after"]) == (2, "4779.78")
    assert [each["reason"] for each in done.json["refused"]] == ["costs_finer"]
    assert any("Feuille lue : « Groupes »" in each for each in done.json["remarks"])
    assert json.loads(clas(*REPLY[:3], "--data", "g.xlsx", "--envelope", "1", "--json").output)["remarks"]


def test_a_workbook_that_is_longer_than_what_is_read_is_refused(
    clas: Clas, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlsxwriter

    monkeypatch.setattr("clas_api.exchange.group_rows.MOST_ROWS", 2)
    with xlsxwriter.Workbook(str(folder / "g.xlsx")) as book:
        sheet = book.add_worksheet()
        for rank, line in enumerate((HEAD, ROW, ROW)):
            sheet.write_row(rank, 0, line.split(","))
    done = clas("simulate", "--rules", "2025-2026", "--data", "g.xlsx")
    assert (done.status, done.output) == (2, "")
    assert "plus de 2 lignes : enregistrez la feuille en « CSV UTF-8 »" in done.errors
