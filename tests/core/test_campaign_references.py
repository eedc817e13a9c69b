"""Within a campaign's file, what is named is declared, and named once."""

from collections.abc import Callable

import pytest

Mistakes = Callable[..., list[str]]

NO_SOURCE = "n'est pas déclarée sous [sources]."
NO_INSTITUTION = "n'est pas déclarée sous [institutions]."


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("[deposit]", "deposit.source"),
        ("[bilan]", "bilan.source"),
        ("[[committees]]", "committees[0].source"),
        ("[[orientations]]", "orientations[0].source"),
        ("[[articulations]]", "articulations[0].source"),
        ("[[animations]]", "animations[0].source"),
        ("[support]", "support.source"),
        ("[[approved]]", "approved[0].source"),
        ("[[criteria]]", "criteria[0].source"),
        ("[[supplements]]", "supplements[0].source"),
    ],
)
def test_whatever_cites_a_source_cites_a_declared_one(campaign_mistakes: Mistakes, table: str, place: str) -> None:
    said = campaign_mistakes({'source = "note"': 'source = "notte"'}, after=table)
    assert said == [f"{place}: La source « notte » {NO_SOURCE} Vouliez-vous dire « note » ?"]


@pytest.mark.parametrize(
    ("table", "written", "instead", "place"),
    [
        ("[[contacts]]", 'institution = "caf"', 'institution = "caff"', "contacts[0].institution"),
        ("[[committees]]", 'members = ["caf", "msa"]', 'members = ["caf", "caff"]', "committees[0].members[1]"),
        ("[[committees]]", 'presided_by = "msa"', 'presided_by = "caff"', "committees[0].presided_by"),
        ("[[committees]]", 'secretariat = "caf"', 'secretariat = "caff"', "committees[0].secretariat"),
        ("[support]", 'institution = "caf"', 'institution = "caff"', "support.institution"),
    ],
)
def test_whatever_names_an_institution_names_a_declared_one(
    campaign_mistakes: Mistakes, table: str, written: str, instead: str, place: str
) -> None:
    said = campaign_mistakes({written: instead}, after=table)
    assert said == [f"{place}: L'institution « caff » {NO_INSTITUTION} Vouliez-vous dire « caf » ?"]


@pytest.mark.parametrize("name", ["committees", "criteria", "supplements"])
def test_an_identifier_is_given_once(campaign_mistakes: Mistakes, name: str) -> None:
    copies = {
        "committees": 'id = "technical"\nkind = "local"\nlabel = "Autre"\nmembers = ["caf"]\nsource = "note"',
        "criteria": 'id = "essai.three_adults"\nsubject = "group"\nkind = "required"\nfield = "outside_school_time"\n'
        'severity = "warning"\nlabel = "L"\nmessage = "M"\nsource = "note"\nstanding = "published"\n'
        "checked_on = 2026-11-21",
        "supplements": 'id = "ville"\nlabel = "Autre"\namount = 1\nsource = "note"',
    }
    said = campaign_mistakes({f"[[{name}]]": f"[[{name}]]\n{copies[name]}\n\n[[{name}]]"})
    identifier = copies[name].split('"')[1]
    assert said == [f"{name}[1].id: « {identifier} » est déjà l'identifiant de {name}[0] : donnez-en un autre."]


def test_the_name_of_a_source_is_an_identifier(campaign_mistakes: Mistakes) -> None:
    said = campaign_mistakes({"[sources.note]": '[sources."La note"]\ntitle = "T"\n\n[sources.note]'})
    assert [each.split(": ", 1)[1] for each in said] == [
        "Un identifiant en minuscules est attendu (lettres, chiffres, « _ », « - », « . »)."
    ]
    assert said[0].startswith("sources.La note")


def test_a_source_is_known_by_its_table_and_by_no_other_name(campaign_mistakes: Mistakes) -> None:
    assert campaign_mistakes({"[sources.note]": '[sources.note]\nid = "autre"'}) == [
        "sources.note.id: Le nom de la table est déjà l'identifiant : retirez « id »."
    ]


def test_sources_are_named_tables(campaign_mistakes: Mistakes) -> None:
    said = campaign_mistakes({"[sources.note]": "[[sources]]"})
    assert said[0] == "sources: Des tables nommées sont attendues."


def test_a_far_fetched_word_is_refused_without_a_guess(campaign_mistakes: Mistakes) -> None:
    (said,) = campaign_mistakes({'source = "note"': 'source = "journal"'})
    assert said == f"deposit.source: La source « journal » {NO_SOURCE}"
