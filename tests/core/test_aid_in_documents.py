"""What the documents of a call say of aid: who gives it, how much there is, when it is paid and by whom."""

from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.documents.aid_parts import aid_section
from clas_core.documents.local_parts import calendar_section
from clas_core.documents.model import Paragraph, Table
from clas_core.years import SchoolYear


def test_the_call_says_who_gives_what_when_it_is_paid_and_how_much_there_is(essai: DepartmentPlugin) -> None:
    section = aid_section(essai.department, essai.department.campaign(SchoolYear(2025)))
    assert section is not None
    tables = {block.caption: block.rows for block in section.blocks if isinstance(block, Table)}
    aids = tables["Aides qui s'ajoutent à la Ps"]
    assert [row[:3] for row in aids] == [
        ("Aide de la ville", "Caf d'essai", "150,50\u00a0€ par groupe éligible"),
        ("Aide de l'agglomération", "Agglomération d'essai", "20,00\u00a0€ par enfant"),
        ("Soutien aux dépenses", "Agglomération d'essai", "10\u00a0% des dépenses"),
        ("Aide aux projets", "Agglomération d'essai", "montant fixé par le comité"),
    ]
    assert tables["Versements avant le solde"] == [
        ("Ps, bonus et aides de la Caf", "Caf d'essai", "50\u00a0%", "1er décembre 2025"),
        ("Aide de l'agglomération", "Agglomération d'essai", "70\u00a0%", "15 novembre 2025"),
        ("Réseau des parents", "Agglomération d'essai", "60\u00a0%", "décembre 2025"),
    ]
    assert [row[0] for row in tables["Enveloppes de l'année"]] == [
        "Bonus",
        "Aide de l'agglomération",
        "Réseau des parents",
    ]
    assert tables["Enveloppes de l'année"][-2][1:] == ("Agglomération d'essai", "12\u202f000,50\u00a0€")
    said = [str(block.text) for block in section.blocks if isinstance(block, Paragraph)]
    assert any("au plus 100\u00a0% des dépenses" in each for each in said)


def test_the_calendar_says_when_advances_are_paid_and_by_whom(
    essai: DepartmentPlugin, essai_campaign: Campaign
) -> None:
    table, *_ = calendar_section(essai.department, essai_campaign).blocks
    assert isinstance(table, Table)
    assert [row for row in table.rows if str(row[1]).startswith("Acompte")] == [
        (
            "15 novembre 2025",
            "Acompte, Aide de l'agglomération",
            "70\u00a0% de ce qui en est accordé, versés par Agglomération d'essai.",
        ),
        (
            "1er décembre 2025",
            "Acompte, Ps, bonus et aides de la Caf",
            "50\u00a0% de ce qui en est accordé, versés par la Caf.",
        ),
        (
            "décembre 2025",
            "Acompte, Réseau des parents",
            "60\u00a0% de ce qui en est accordé, versés par Agglomération d'essai.",
        ),
    ]
