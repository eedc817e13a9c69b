"""A csv of groups, looked into before any engine: what is not quite one is refused with its lines, by each alike."""

import json
from pathlib import Path
from typing import Any

import pytest

from clas_core.errors import InvalidInput
from clas_core.national import Referential
from clas_core.simulation.engines import ENGINES
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.running import Simulation, run
from clas_core.simulation.text_files import look_into

HEAD = "department,dossier,group,children,adults,levels,running_costs,bonus_children,bonus_parents"
ROW = "51,D1,1,10,2,ce2 cm1,9000.00,oui,non"
ALL = f"{HEAD}\n{ROW}\n"


def told(path: Path, referential: Referential, engine: str) -> dict[str, Any]:
    if engine == "duckdb":
        pytest.importorskip("duckdb")
    rules, made = RuleSet(referential=referential), ENGINES[engine]("")
    try:
        simulation = Simulation(before=rules, after=rules, departments={"51": "51"})
        return run(simulation, [("g.csv", path)], made).as_json()
    finally:
        made.ended()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Ce fichier est vide"),
        (b"\n\n" + ALL.encode(), "La première ligne est vide"),
        (b'"a\nb",' + ALL.encode(), "sur une seule"),
        (("sep=;\n" + ALL).encode(), "Retirez la première ligne"),
        (ALL.replace("D1", "Dé").encode("latin-1"), "UTF-8 : enregistrez-le de nouveau en « CSV UTF-8 » (ligne 2)"),
        ((HEAD + f"\n{ROW}" * 30_000 + "\n51,é").encode("cp1252"), "(ligne 30002)"),
        (ALL.encode("utf-16"), "en UTF-8"),
        (b"PK\x03\x04" + bytes(60), "en UTF-8"),
        (ALL.replace("\n", "\r").encode(), "anciens Macintosh"),
        ((HEAD + "\n" + ROW + "\r" + ROW + "\n").encode(), "anciens Macintosh"),
        (ALL.replace("D1", "D\x001").encode(), "ne sont pas du texte (ligne 2)"),
        ((ALL + ROW + ",x\n").encode(), "n'ont pas 9 cases comme la première (ligne 3)"),
        ((ALL + "51,D2,1,10,2,ce2,9000\n").encode(), "(ligne 3)"),
        ((ALL + "51,D2,1,10\n" * 7).encode(), "(7 lignes : 3, 4, 5, 6, 7 …)"),
        ((ALL + "51,D2,1,10,2,ce2,90").encode(), "(ligne 3)"),
        ((HEAD + '\n51,"D\n1",1\n' + ROW).encode(), "(ligne 2)"),
        (ALL.replace("D1", 'D"1').encode(), "Un guillemet n'est pas fermé, ou est au milieu d'une case (ligne 2)"),
        (ALL.replace("D1", '"D"1').encode(), "Un guillemet"),
        (ALL.replace("D1", '"D1').encode(), "Un guillemet"),
        (ALL.replace("D1", '"D\x001"').encode(), "ne sont pas du texte (ligne 2)"),
        ((HEAD + ",children\n" + ROW + ",11\n").encode(), "« children » est écrite deux fois"),
        (b"a,b\n1\n", "La colonne « department » manque"),
        (b"department,dossier\n51\n", "La colonne « group » manque"),
        (HEAD.upper().encode(), "Vouliez-vous dire « DEPARTMENT » ?"),
    ],
)
def test_what_is_not_quite_a_csv_is_refused_by_every_engine_in_the_same_words(
    tmp_path: Path, referential_2025: Referential, body: bytes, said: str
) -> None:
    file = tmp_path / "g.csv"
    file.write_bytes(body)
    refusals = []
    for engine in ("polars", "duckdb"):
        with pytest.raises(InvalidInput) as error:
            told(file, referential_2025, engine)
        refusals.append(str(error.value))
    assert said in refusals[0]
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize(
    ("body", "groups"),
    [
        (ALL, 1),
        (ALL.replace(",", ";").replace("9000.00", "9000,00"), 1),
        (ALL.replace(",", "\t"), 1),
        ("\ufeff" + ALL.replace("\n", "\r\n"), 1),
        (HEAD + "\n" + ROW, 1),
        (HEAD + "\n", 0),
        (ALL + f"\n\n,,,,,,,,\n{ROW}\n\n", 2),
        (HEAD + '\n\n"51","D ""1"", \n2",1,10,2,"ce2, cm1","9000,00",oui,non\n,,,,,,,,\n', 1),
        (HEAD.replace(",", " , ") + f",,\n{ROW},,\n", 1),
        (HEAD + f",note,Note,Children\n{ROW},1,2,3\n", 1),
        ('"a;b;c;d;e;f;g;h;i;j;k;l",' + HEAD + f"\nx,{ROW}\n", 1),
        (HEAD + "\n" + ROW.replace("D1", "'D1'") + "\n", 1),
    ],
)
def test_what_is_a_csv_is_read_alike_by_every_engine(
    tmp_path: Path, referential_2025: Referential, body: str, groups: int
) -> None:
    file = tmp_path / "g[1]*.csv"
    (tmp_path / "g1.csv").write_text(ALL, encoding="utf-8")  # what the name of the other would match
    file.write_bytes(body.encode())
    found = [told(file, referential_2025, engine) for engine in ("polars", "duckdb")]
    assert json.dumps(found[0]) == json.dumps(found[1])
    assert (found[0]["groups"], found[0]["rows"], found[0]["refused"]) == (groups, groups, [])
    assert found[0]["total"]["after"] == f"{groups * 3129.7:.2f}"
    assert any("aucune ligne de groupe" in each for each in found[0]["remarks"]) == (groups == 0)


def test_columns_that_are_not_read_keep_a_name_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "g.csv"
    file.write_text(f"{HEAD},note,note,\n{ROW},1,2,3\n", encoding="utf-8")
    sheet = look_into(file, "g.csv")
    assert sheet.names[9:] == ["note", "note (colonne 11)", "(colonne 12)"]
    assert (sheet.separator, sheet.has_quotes, sheet.has_empty) == (",", False, False)
