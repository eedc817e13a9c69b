"""Who is in the stories of the tests: somebody in each role of two departments, and what they ask for, on one day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bench.filled import siret_of
from bench.samples import content
from clas_api.scenario import STAGES, Cast, Days, Part, Person, Seat
from clas_api.scenario.cast import OUTCOMES, TOLD, UNDEPOSITED
from clas_api.security.principal import Role
from clas_api.services.committees.sessions import AskedSession
from clas_core.years import PARIS

NOW = datetime(2025, 7, 1, 8, tzinfo=PARIS)
YEAR = "2025-2026"
SIRETS = ("73282932000074", "55208131766522", "35600000000048")

STAFF: Mapping[str, Role] = {
    "agent51": Role("agent", department="marne"),
    "agent77": Role("agent", department="seine_et_marne"),
    "head51": Role("head", department="marne"),
    "head77": Role("head", department="seine_et_marne"),
    "committee51": Role("committee", department="marne", institution="education-nationale"),
    "committee77": Role("committee", department="seine_et_marne", institution="caf"),
    "national": Role("national"),
    "admin": Role("admin"),
}
SPARE: Mapping[str, Role] = {"spare51": Role("committee", department="marne", institution="msa")}
"""Whose roles the tests change."""
APPLICANTS = ("porteur51", "neighbour51", "porteur77", "applicant")
PROGRAMS = {"program51": "marne", "program77": "seine_et_marne"}
EVERYBODY = ("anonymous", *APPLICANTS, *STAFF, *PROGRAMS)


def person(key: str, role: Role | None = None) -> Person:
    return Person(key=key, email=f"{key}@clas.example", name=key, role=role)


PEOPLE = (*map(person, APPLICANTS), *(person(key, role) for key, role in {**STAFF, **SPARE}.items()))


def described(siret: str, **more: Any) -> dict[str, Any]:
    """Return a porteur as one describes it."""
    return {
        "name": f"Porteur {siret[:3]}",
        "siret": siret,
        "nature": "association",
        "address": {"lines": ["1 rue des Écoles"], "postal_code": "51100", "city": "Reims"},
        "representative": {"name": "Camille Aubry", "role": "présidente"},
        **more,
    }


def part(key: str, who: str, siret: str, *evenings: Mapping[str, Any], end: str, **more: Any) -> Part:
    """Return a dossier of a story."""
    return Part(key=key, who=who, organisation=described(siret), begins=NOW, evenings=evenings, end=end, **more)


DEPOSITED = part("deposited", "porteur51", SIRETS[0], content(), end="deposited")
DRAFT = part("draft", "neighbour51", SIRETS[1], end="draft")
ELSEWHERE = part("elsewhere", "porteur77", SIRETS[2], end="described")


def on(now: datetime) -> Days:
    """Return days that are all one: the clocks of the tests stand still."""
    return Days(people=now, instructed=now, session=now, notified=now, bilan=now, settled=now, over=now, paced=False)


SMALL = Cast(
    department="marne",
    year=YEAR,
    people=PEOPLE,
    parts=(DEPOSITED, DRAFT, ELSEWHERE),
    agent="agent51",
    days=on(NOW),
    sitting=AskedSession(body="technical", held_on=date(2025, 7, 1), place="Caf"),
    seats=(
        Seat(institution="education-nationale", who="committee51"),
        Seat(institution="caf", name="Dominique Roy", presides=True),
    ),
    bank="51",
)
"""A small world: a dossier of `porteur51` that is deposited in the Marne, a draft of `neighbour51`, an organisation."""


def unpaid(cast: Cast) -> Cast:
    """Return a cast whose rules pay nothing for what is deposited, and who know it."""
    return replace(cast, parts=tuple(replace(each, unpaid=True) for each in cast.parts))


def at_a_committee(count: int, *more: Seat, end: str = "approved") -> Cast:
    """Return the small world with dossiers that a steering committee is to decide of: « 0 », « 1 » …"""
    brought = (part(str(each), "porteur51", siret_of(100 + each), content(), end=end) for each in range(count))
    return replace(
        SMALL,
        parts=(*SMALL.parts, *brought),
        sitting=replace(SMALL.sitting, body="steering"),
        seats=(*SMALL.seats, *more),
    )


TEN = NOW.replace(hour=10)
"""When the tests of pages are, on the same day."""


def of_alex(sections: Mapping[str, Any], end: str = "deposited") -> Cast:
    """Return the story of one dossier, of Alex, with an agent of its Caf, for the tests of pages."""
    committee = Role("committee", department="marne", institution="education-nationale")
    one = replace(part("alex", "alex", SIRETS[0], sections, end=end), begins=TEN)
    return replace(
        SMALL,
        people=(person("alex"), person("agent", Role("agent", department="marne")), person("membre", committee)),
        parts=(one,),
        agent="agent",
        days=on(TEN),
        sitting=AskedSession(body="technical", held_on=TEN.date(), place="Siège de la Caf"),
        seats=(
            Seat(institution="education-nationale", who="membre"),
            Seat(institution="caf", name="Dominique Roy", presides=True),
        ),
    )


def two_groups() -> dict[str, Any]:
    """Return a dossier of two groups, of 8 500,00 € with the bonus « children », and of 5 500,00 €."""
    whole = content()
    (first,) = whole["actions"][0]["groups"]
    whole["actions"][0]["groups"].append(
        {**first, "label": "6e", "levels": ["6e"], "running_costs": "5000.00", "bonuses": []}
    )
    whole["budget"] = [
        {"account": "64", "amount": "14000.00"},
        {"account": "74", "funder": "caf", "amount": "14000.00"},
    ]
    return whole


def of_a_year(end: str, **more: Any) -> Cast:
    """Return the small world in which the dossier of `neighbour51` has two groups, and goes as far as said."""
    neighbour = part("draft", "neighbour51", SIRETS[1], two_groups(), end=end, **more)
    return replace(
        SMALL,
        parts=(DEPOSITED, neighbour, ELSEWHERE),
        sitting=replace(SMALL.sitting, body="departmental"),
        seats=(Seat(institution="caf", name="Dominique Roy", presides=True),),
    )


_ORDER = tuple(STAGES)


def seen_by(stage: str, cast: Cast) -> Cast:
    """Return a cast as far as its story has used it by a stage: casts that are alike in that share what is kept."""
    place = _ORDER.index(stage)
    parts = tuple(replace(each, end=_end_by(place, each.end)) for each in cast.parts)
    if place < _ORDER.index("bilan filed"):
        parts = tuple(replace(each, bilan=None, spent=100) for each in parts)
    if place < _ORDER.index("session planned"):
        cast = replace(cast, seats=(), sitting=type(cast.sitting)())
    if place < _ORDER.index("next year"):
        cast = replace(cast, next_year=None, days=replace(cast.days, next_year=None))
    return replace(cast, parts=parts if place else ())


def _end_by(place: int, end: str) -> str:
    """Return how the end of a dossier looks at a stage: ends that part later are the same until then."""
    if end in UNDEPOSITED or place == _ORDER.index("drafts"):
        return "described" if end == "described" else "draft"
    if end != "withdrawn" and place == _ORDER.index("deposited"):
        return "deposited"
    if end in OUTCOMES and place < _ORDER.index("voted"):
        return "examined" if place == _ORDER.index("instructed") else "approved"
    if end in TOLD:
        reached = place - _ORDER.index("notified")
        return "approved" if reached < 0 else TOLD[min(reached, TOLD.index(end))]
    return end
