"""Whether the coming year is ready: of the nation and of each department, what is there, what waits, and for whom.

It takes what is known as values: who keeps the files, the people and the mails asks, and this judges. A day since when
something waits is one that is known, and says which; where none is, none is made up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from clas_core.conformance.found import Report
from clas_core.departments import Department
from clas_core.national import Referential, Status
from clas_core.national.awaiting import FAMILIES, Family, awaited
from clas_core.years import SchoolYear

Actor = Literal["national", "integrator", "head", "secretariat"]
ACTORS: Mapping[Actor, str] = MappingProxyType(
    {
        "national": "l'équipe nationale",
        "integrator": "l'intégrateur du département",
        "head": "la personne responsable du service, à la Caf",
        "secretariat": "le secrétariat du comité",
    }
)
"""Who must act, as one writes it in a sentence."""

State = Literal["blocked", "waiting", "later", "ready"]
STATES: Mapping[State, str] = MappingProxyType(
    {"blocked": "bloquant", "waiting": "à faire", "later": "plus tard", "ready": "prêt"}
)
"""The gravest first. What is for `later` cannot be done yet, and keeps nothing from being ready."""

Verdict = Literal["blocked", "not_yet", "ready"]
VERDICTS: Mapping[Verdict, str] = MappingProxyType({"blocked": "bloqué", "not_yet": "pas encore prêt", "ready": "prêt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One of the things that an item waits for: its `place` in a file, what it is in words, and since when it waits,
    where a day is known; `because` says which day that is. Whoever must act is the item's."""

    place: str
    label: str
    since: date | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a year needs. `told` is what is known of it; `actor` must act where it is not ready, `since` a day
    that `because` explains, and at best before `before`. `points` are what it waits for, one by one."""

    id: str
    label: str
    state: State
    told: str
    actor: Actor
    since: date | None = None
    because: str = ""
    before: date | None = None
    points: Sequence[Point] = ()

    @property
    def waits(self) -> bool:
        return self.state in ("blocked", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who of a department can sign in: how many head it, study for it, and have no second factor although they must;
    and the institutions for which somebody sits."""

    heads: int = 0
    agents: int = 0
    unprotected: int = 0
    institutions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a department: its plugin if it is served, or else the `fault` that keeps it from being; what its
    check found; and, where a database says so, its people and how many dossiers of the year before are not over."""

    slug: str
    name: str
    department: Department | None = None
    fault: str = ""
    requirement: str | None = None
    report: Report | None = None
    people: People | None = None
    open_before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """How ready the nation (which has no `slug`) or a department is for a year."""

    slug: str
    name: str
    items: Sequence[Item]
    code: str = ""
    held: str = ""
    """What of the nation keeps every department from being ready, in words."""

    @property
    def verdict(self) -> Verdict:
        if self.held or any(each.state == "blocked" for each in self.items):
            return "blocked"
        return "not_yet" if self.missing else "ready"

    @property
    def missing(self) -> Sequence[Item]:
        """What waits for somebody, the gravest first."""
        order = list(STATES)
        return sorted((each for each in self.items if each.waits), key=lambda each: order.index(each.state))

    @property
    def done(self) -> int:
        return sum(each.state == "ready" for each in self.items)

    @property
    def needed(self) -> int:
        """How many things there are to do, done ones included, and what is for later not."""
        return sum(each.state != "later" for each in self.items)

    def of_actor(self, actor: str) -> Sequence[Item]:
        return [each for each in self.missing if each.actor == actor]


def national_readiness(year: SchoolYear, referential: Referential | None, today: date) -> Readiness:
    """Return what of the coming year is the nation's: its rules, their status, their figures."""
    items = tuple(as_of(today, each) for each in _national(year, referential))
    return Readiness(slug="", name="La nation", items=items)


def as_of(today: date, item: Item) -> Item:
    """Return an item as one reads it on a day: it waits since no day that is still to come; what was to be done before
    a day that is gone is late since that day, where nothing else is known."""
    if item.since is not None and item.since > today:
        item = replace(item, since=None, because="")
    if any(each.since is not None and each.since > today for each in item.points):
        points = [
            replace(each, since=None, because="") if each.since is not None and each.since > today else each
            for each in item.points
        ]
        item = replace(item, points=points)
    if item.before is not None and item.before <= today:
        late = item.since is None
        item = replace(
            item,
            since=item.before if late else item.since,
            because="jour où l'appel s'est ouvert" if late else item.because,
            before=None,
        )
    return item


def _national(year: SchoolYear, referential: Referential | None) -> Iterator[Item]:
    if referential is None:
        yield Item(
            id="rules",
            label="Les règles de l'année",
            state="blocked",
            told=f"Aucun fichier de règles pour {year} : aucun montant ne se calcule.",
            actor="national",
            because="aucun document de cette année n'est connu ici",
        )
        return
    checked = rules_known_on(referential)
    yield Item(
        id="rules", label="Les règles de l'année", state="ready", told="Le fichier est là, et se lit.", actor="national"
    )
    status = _STATUSES[referential.status]
    waiting = "" if referential.status == "in_force" else status
    yield _awaited("status", "Les règles en vigueur", waiting, ready=status, since=checked)
    waits = awaited(referential)
    for family, label in FAMILIES.items():
        begun, ready = _SAID[family]
        of_it = [each for each in waits if each.family == family]
        waiting = f"{begun} : {', '.join(each.label for each in of_it[:MOST_SAID])}{_others(of_it)}." if of_it else ""
        since = min((each.since for each in of_it if each.since is not None), default=checked)
        points = [
            Point(place=each.place, label=each.label, since=each.since, because=_COMPARED if each.since else "")
            for each in of_it
        ]
        yield _awaited(family, label, waiting, ready=ready, since=since, points=points)


MOST_SAID = 8
"""How many things a sentence names; it counts the others, and the points of the item name them all."""
_SAID: Mapping[Family, tuple[str, str]] = {
    "figures": ("Encore attendu", "Tous sont publiés."),
    "bonuses": ("Pas de montant connu", "Chacun a son montant."),
    "criteria": ("Encore attendu", "Tous sont publiés."),
    "questions": ("Encore à confirmer", "Toutes sont confirmées."),
}


def _others(named: Sequence[object]) -> str:
    left = len(named) - MOST_SAID
    return "" if left <= 0 else f" et {left} autre{'s' if left > 1 else ''}"


def _awaited(
    name: str, label: str, waiting: str, *, ready: str, since: date | None, points: Sequence[Point] = ()
) -> Item:
    """Return an item of the nation's: `waiting` says what it waits for, and nothing where it waits for nothing."""
    return Item(
        id=name,
        label=label,
        state="waiting" if waiting else "ready",
        told=waiting or ready,
        actor="national",
        since=since if waiting else None,
        because=_COMPARED if waiting else "",
        points=points,
    )


_COMPARED = "jour où ces règles ont été comparées à leurs sources"
_STATUSES: Mapping[Status, str] = {
    "draft": "Les règles sont un projet.",
    "consultation": "Les règles sont un projet, en consultation.",
    "in_force": "Les règles sont en vigueur.",
    "closed": "L'année est close.",
}


def rules_known_on(referential: Referential) -> date:
    """Return the last day on which a figure of the year was compared with its source: they are known since then."""
    return max(each.checked_on for each in referential.figures())
