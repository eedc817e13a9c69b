"""The words that criteria are written in: what can be asked of a dossier, an action or a group.

A criterion names one of these fields, so a misspelt field is found when its file is read, and a page knows how to
ask for the value. Adding a field here is how the vocabulary grows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from clas_core.eligibility.places import Place
from clas_core.money import amount_text, cents_of, write_euros
from clas_core.questions.known import AXES
from clas_core.questions.levels import LEVELS
from clas_core.years import write_day

Subject = Literal["dossier", "action", "group"]
SUBJECTS: tuple[Subject, ...] = ("dossier", "action", "group")

FieldKind = Literal["number", "flag", "choices", "day", "places"]
Fact = int | bool | date | Decimal | Sequence[str] | Sequence[Place] | None
"""A value given for a field, an amount in euros; `None` where it is not known yet."""

__all__ = [
    "AXES",
    "FIELDS",
    "LEVELS",
    "SUBJECTS",
    "Fact",
    "FactField",
    "FieldKind",
    "Subject",
    "fact_json",
    "write_fact",
]


@dataclass(frozen=True, slots=True)
class FactField:
    """A field that a criterion may ask about; `choices` maps what may be given to how it is written."""

    kind: FieldKind
    label: str
    choices: Mapping[str, str] | None = None


FIELDS: Mapping[Subject, Mapping[str, FactField]] = MappingProxyType(
    {
        "dossier": MappingProxyType(
            {
                "axes": FactField(
                    "choices",
                    "axes d'intervention",
                    MappingProxyType(
                        {
                            "children": "enfants et jeunes",
                            "parents": "parents",
                            "school": "concertation avec l'école",
                            "territory": "concertation avec les acteurs du territoire",
                        }
                    ),
                ),
                "beyond_homework": FactField("flag", "plus que l'aide aux devoirs"),
                "deposited_online": FactField("flag", "dépôt en ligne"),
                "deposited_on": FactField("day", "jour du dépôt"),
                "complete": FactField("flag", "dossier complet"),
                "previous_bilan_filed": FactField("flag", "bilan de l'année précédente déposé"),
                "seat": FactField("places", "siège du porteur"),
            }
        ),
        "action": MappingProxyType(
            {
                "partner_schools": FactField("number", "établissements scolaires partenaires"),
                "groups": FactField("number", "groupes"),
                "place": FactField("places", "lieu de l'action"),
            }
        ),
        "group": MappingProxyType(
            {
                "children": FactField("number", "enfants inscrits"),
                "adults": FactField("number", "adultes qui encadrent"),
                "levels": FactField("choices", "niveaux scolaires", LEVELS),
                "outside_school_time": FactField("flag", "hors temps scolaire"),
                "sessions_per_week": FactField("number", "séances par semaine"),
                "weeks": FactField("number", "semaines par an"),
            }
        ),
    }
)


def write_fact(field: FactField, value: Fact) -> str:
    """Write a given value in French."""
    if value is None:
        return "non indiqué"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return write_euros(cents_of(value))
    if isinstance(value, date):
        return write_day(value)
    names = field.choices or {}
    return ", ".join(each.said if isinstance(each, Place) else names.get(each, each) for each in value) or "aucun"


def fact_json(value: Fact) -> Any:
    """Return a given value as JSON: an amount as text, a place as it was said."""
    if isinstance(value, Decimal):
        return amount_text(cents_of(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return tuple(each.said if isinstance(each, Place) else each for each in value)
    return value
