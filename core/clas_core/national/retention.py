"""How long what is kept is kept: a table of the school year, by class, with its reason and the text that it rests on.

A department may shorten what the national file says may be, and lengthens nothing.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

from clas_core.errors import REQUIRED, Problem
from clas_core.fields import Choice, Whole
from clas_core.reading import tables_in
from clas_core.sources import Cited, Standing

Event = Literal["last_change", "last_step", "last_use", "sent", "end"]
EVENTS: Mapping[Event, str] = MappingProxyType(
    {
        "last_change": "la dernière modification",
        "last_step": "la dernière étape du dossier",
        "last_use": "la fin de la dernière session ou clé du compte",
        "sent": "l'envoi",
        "end": "la fin",
    }
)
Fate = Literal["erased", "anonymised", "kept"]
FATES: Mapping[Fate, str] = MappingProxyType({"erased": "effacé", "anonymised": "rendu anonyme", "kept": "gardé"})


class RetentionClass(NamedTuple):
    """What is kept and goes together: what it is, from when its time counts, what may become of it then, and whether it
    is of a department, which alone may then keep it less long."""

    label: str
    since: Event
    fate: Fate
    of_department: bool


CLASSES: Mapping[str, RetentionClass] = MappingProxyType(
    {
        "drafts": RetentionClass("brouillons jamais déposés", "last_change", "erased", True),
        "unfunded_documents": RetentionClass("documents des dossiers sans aide", "last_step", "erased", True),
        "unfunded": RetentionClass("dossiers refusés, retirés ou irrecevables", "last_step", "erased", True),
        "funded": RetentionClass("dossiers soldés", "last_step", "erased", True),
        "sessions": RetentionClass("séances dont plus aucun dossier n'est gardé", "last_change", "erased", True),
        "accounts": RetentionClass("comptes qui ne servent plus", "last_use", "anonymised", False),
        "organisations": RetentionClass("porteurs sans dossier ni personne", "last_change", "erased", False),
        "invitations": RetentionClass("invitations et liens envoyés", "end", "erased", False),
        "mails": RetentionClass("courriels envoyés", "sent", "erased", False),
        "sign_ins": RetentionClass("sessions de connexion et clés", "end", "erased", False),
    }
)
"""Every class, in the order in which what is due of it goes: a session goes after its dossiers."""

_MONTHS = Whole(least=1, most=1200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a class is kept, from when, why, and what becomes of it then."""

    id: Annotated[str, Choice(CLASSES), "ce qui est gardé"]
    purpose: Annotated[str, "pourquoi c'est gardé"]
    months: Annotated[int | None, _MONTHS, "combien de mois ; rien pour ce qui est gardé sans limite"] = None
    since: Annotated[Event, "à compter de quoi"]
    fate: Annotated[Fate, "ce qu'il en est fait alors : effacé, rendu anonyme, ou gardé"]
    shortened: Annotated[bool, "si un département peut le garder moins longtemps"] = False
    source: Cited
    standing: Annotated[Standing, "publié si un texte donne la durée, sinon attendu : à confirmer"]
    checked_on: Annotated[date, "jour où quelqu'un l'a comparé à sa source"]

    @property
    def label(self) -> str:
        return CLASSES[self.id].label

    @property
    def text(self) -> str:
        """The rule in French: ``24 mois depuis la dernière modification, puis effacé``."""
        if self.months is None:
            return FATES["kept"]
        sure = "" if self.standing == "published" else " (à confirmer)"
        return f"{self.months} mois depuis {EVENTS[self.since]}, puis {FATES[self.fate]}{sure}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShorterRetention:
    """A class that a department keeps less long than the nation lets it."""

    id: Annotated[str, Choice([name for name, each in CLASSES.items() if each.of_department]), "ce qui est gardé"]
    months: Annotated[int, _MONTHS, "combien de mois, moins que la règle nationale"]
    source: Cited


def check_retention(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a class that counts from something else than it can, or that has a fate which is not its own."""
    for path, table in tables_in(tables, "retention"):
        known = CLASSES.get(str(table.get("id")))
        if known is None:
            continue
        since, fate = str(table.get("since")), str(table.get("fate"))
        if since in EVENTS and since != known.since:
            yield Problem((*path, "since"), f"La durée de cette classe se compte depuis « {known.since} ».")
        if fate in FATES and fate not in (known.fate, "kept"):
            yield Problem((*path, "fate"), f"Cette classe est « {known.fate} », ou « kept » : rien d'autre.")
        if fate in FATES and (fate == "kept") != (table.get("months") is None):
            yield Problem(
                (*path, "months"), "Ce qui est gardé sans limite n'a pas de durée." if fate == "kept" else REQUIRED
            )
        if table.get("shortened") is True and not known.of_department:
            yield Problem((*path, "shortened"), "Cette classe n'est pas d'un département : aucun ne la raccourcit.")


def check_shorter(shorter: Sequence[ShorterRetention], national: Sequence[Retention]) -> Iterator[Problem]:
    """Report what a department keeps longer than the nation does, or may not keep less long."""
    rules = {each.id: each for each in national}
    for index, own in enumerate(shorter):
        place, rule = ("retention", index, "months"), rules.get(own.id)
        if rule is None or not rule.shortened:
            yield Problem(place, "Les règles nationales de l'année ne laissent pas raccourcir cette durée.")
        elif rule.months is not None and own.months > rule.months:
            yield Problem(
                place, f"{own.months} mois, pour {rule.months} au plus : un département ajoute, il n'assouplit pas."
            )


def months_before(day: date, months: int) -> date:
    """Return the same day some months earlier; the last of its month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date:
    """Return the same day some months later; the last of its month where there is none."""
    return months_before(day, -months)
