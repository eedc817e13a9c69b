"""The communes of France: found by code, and by name however it is written."""

import pytest

from clas_core.communes import (
    EDITION,
    _lines,
    commune_of,
    find,
    intercommunalities,
    members_of,
    named,
    of_department,
)
from clas_core.departments.names import NAMES
from clas_core.plain_text import place_key


@pytest.mark.parametrize("text", ["Reims", "REIMS", "reims", " Reims ", "Reims Cedex", "REIMS CEDEX 2", "re\u0301ims"])
def test_one_commune_is_one_however_it_is_written(text: str) -> None:
    assert [each.code for each in named(text)] == ["51454"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("st-dizier", "52448"),
        ("Ste Menehould", "51507"),
        ("L’Haÿ les Roses", "94038"),
        ("Chalons en Champagne", "51108"),
        ("Vitry le François", "51649"),
        ("paris 12", "75112"),
        ("Paris 12ème", "75112"),
        ("MARSEILLE 1ER", "13201"),
        ("Lyon 3e arrondissement", "69383"),
        ("Les Abymes", "97101"),
        ("Nouméa", "98818"),
        ("Ajaccio", "2A004"),
    ],
)
def test_accents_hyphens_saints_arrondissements_and_overseas_are_forgiven(text: str, code: str) -> None:
    assert [each.code for each in named(text)] == [code]
    commune = find(code)
    assert commune is not None
    assert commune.code == code


def test_homonyms_are_told_apart_by_their_department_or_their_postal_code() -> None:
    assert len(named("Saint-Denis")) > 2
    assert commune_of("Saint-Denis") is None
    assert commune_of("St Denis", department="93") == find("93066")
    assert commune_of("saint denis", postal_code="97400") == find("97411")
    assert commune_of("Reims", department="77") == find("51454"), "a porteur may act next door"


def test_a_part_is_known_by_its_commune() -> None:
    part = named("Bellegarde-sur-Valserine")[0]
    assert (part.whole, part.within) == ("01033", "01033")
    whole = find(part.whole)
    assert whole is not None
    assert whole.name == "Valserhône"
    district = find("13201")
    assert district is not None
    assert district.whole == "13055"


@pytest.mark.parametrize("text", ["", " ", "zzz", "Reims\t51454", "x" * 10_000, "\n", "Cedex", "paris 99"])
def test_what_names_none_is_none(text: str) -> None:
    assert named(text) == []
    assert commune_of(text) is None


def test_every_department_has_its_communes() -> None:
    assert EDITION == "2026"
    assert NAMES.keys() <= {line.partition("\t")[0] for line in _lines()}
    for code in ("01", "2A", "75", "971", "976"):
        communes = of_department(code)
        assert communes, code
        assert {each.department for each in communes} == {code}
    assert len(of_department("75")) == 21
    names = [place_key(each.name) for each in of_department("51")]
    assert "reims" in names
    assert names == sorted(names)


def test_the_key_of_every_name_is_the_one_of_what_is_typed() -> None:
    for each in (*of_department("51"), *of_department("2B"), *of_department("974"), *of_department("69")):
        assert each in named(each.name), each.name


def test_an_intercommunality_has_its_communes() -> None:
    commune = find("51454")
    assert commune is not None
    assert commune.epci is not None
    assert intercommunalities()[commune.epci] == "CU du Grand Reims"
    assert commune in members_of(commune.epci)
    assert members_of("000000000") == ()
