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
class Item:
    """One thing that a year needs. `told` is what is known of it; `actor` must act where it is not ready, `since` a day
    that `because` explains, and at best before `before`."""

    id: str
    label: str
    state: State
    told: str
    actor: Actor
    since: date | None = None
    because: str = ""
    before: date | None = None

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
    figures = [(each.label, each.checked_on) for each in referential.figures() if each.standing == "expected"]
    yield _published("figures", "Les chiffres publiés", figures)
    without = ", ".join(each.label for each in referential.bonuses if each.amount is None)
    waiting = f"Pas de montant connu : {without}." if without else ""
    yield _awaited("bonuses", "Les montants des bonus", waiting, ready="Chacun a son montant.", since=checked)
    criteria = [(each.label, each.checked_on) for _, each in referential.rules.criteria if each.standing == "expected"]
    yield _published("criteria", "Les critères publiés", criteria)


def _published(name: str, label: str, expected: Sequence[tuple[str, date]]) -> Item:
    """Return an item of what is `expected`, each by its words and the day on which it was compared with its source."""
    waiting = f"Encore attendu : {', '.join(words for words, _ in expected)}." if expected else ""
    since = min((day for _, day in expected), default=None)
    return _awaited(name, label, waiting, ready="Tous sont publiés.", since=since)


def _awaited(name: str, label: str, waiting: str, *, ready: str, since: date | None) -> Item:
    """Return an item of the nation's: `waiting` says what it waits for, and nothing where it waits for nothing."""
    return Item(
        id=name,
        label=label,
        state="waiting" if waiting else "ready",
        told=waiting or ready,
        actor="national",
        since=since if waiting else None,
        because=_COMPARED if waiting else "",
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
