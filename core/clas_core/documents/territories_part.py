"""The territories of a call and the figures of years before, in words."""

from collections.abc import Mapping, Sequence

from clas_core.departments import Campaign
from clas_core.departments.indicators import Indicator
from clas_core.departments.territories import Territory
from clas_core.documents.model import Section, Table, Text

NAMES: Mapping[str, str] = {
    "communes": "communes",
    "intercommunalities": "intercommunalités",
    "neighbourhoods": "quartiers prioritaires",
    "cantons": "cantons",
}
"""What a territory is made of, in words."""


def territories_section(campaign: Campaign) -> Section | None:
    """What each territory of the call is made of; `None` where it names none."""
    if not campaign.territories:
        return None
    rows: list[Sequence[Text]] = [(each.name, made_of(each), each.source.citation) for each in campaign.territories]
    table = Table("Territoires de l'appel", ("Territoire", "Ce qu'il comprend", "Source"), rows)
    return Section("territoires", "Les territoires", [table])


def made_of(territory: Territory) -> str:
    """Say what a territory is made of."""
    return " ; ".join(f"{NAMES[kind]} : {', '.join(names)}" for kind, names in territory.parts.items() if names)


def indicators_section(indicators: Sequence[Indicator]) -> Section | None:
    """The figures of years before; `None` where there is none."""
    if not indicators:
        return None
    ordered = sorted(indicators, key=lambda each: (-each.school_year.start, each.label))
    rows: list[Sequence[Text]] = [
        (each.label, str(each.school_year), each.text, each.source.citation) for each in ordered
    ]
    header = ("Ce qui est compté", "Année scolaire", "Valeur", "Source")
    return Section(
        "chiffres", "Les années passées", [Table("Chiffres des années passées", header, rows, frozenset({2}))]
    )
