"""How ready a year is, told: as a document, as rows of a table, and as JSON; and the mail to whoever must act."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from clas_core.conformance.readiness import ACTORS, STATES, VERDICTS, Item, Readiness
from clas_core.documents import Document
from clas_core.documents.model import Bullets, Paragraph, Section, Table
from clas_core.years import SchoolYear, write_day

HEADER = ("Département", "Ce qu'il faut", "État", "Ce qu'on en sait", "Qui doit agir", "Depuis", "Avant")


def readiness_document(year: SchoolYear, nation: Readiness, departments: Sequence[Readiness]) -> Document:
    """Return how ready a year is: in a line each, then what is missing, of the nation and of each department."""
    return Document(
        kind="readiness",
        title=f"Clas : préparation de l'année {year}",
        subtitle="Ce qui est prêt, ce qui manque, qui doit agir, et depuis quand.",
        school_year=str(year),
        department="",
        digests=(),
        sections=tuple(_sections(nation, departments)),
    )


def _sections(nation: Readiness, departments: Sequence[Readiness]) -> Iterator[Section]:
    ready = sum(each.verdict == "ready" for each in departments)
    rows = [
        (each.name, VERDICTS[each.verdict], f"{each.done} sur {each.needed}", _actors_of(each))
        for each in (nation, *departments)
    ]
    yield Section(
        "en-bref",
        "En bref",
        [
            Paragraph(f"Tout est prêt dans {ready} département{'s' if ready > 1 else ''} sur {len(departments)}."),
            Table("La préparation de chacun", ("Qui", "Verdict", "Prêt", "Qui doit agir"), rows),
        ],
    )
    for each in (nation, *departments):
        told = [*([each.held] if each.held else ()), *map(sentence_of, each.missing)]
        if told:
            yield Section(f"manque-{each.slug or 'nation'}", f"{each.name} : ce qui manque", [Bullets(told)])


def _actors_of(readiness: Readiness) -> str:
    return ", ".join(words for actor, words in ACTORS.items() if readiness.of_actor(actor)) or "personne"


def sentence_of(item: Item) -> str:
    """Say what is missing, who must act, and since when, on a line."""
    since = f", depuis le {write_day(item.since)} ({item.because})" if item.since else ""
    before = f", avant le {write_day(item.before)}" if item.before else ""
    return f"{item.label} : {item.told} C'est à faire par {ACTORS[item.actor]}{since}{before}."


def readiness_rows(nation: Readiness, departments: Sequence[Readiness]) -> Sequence[tuple[str, ...]]:
    """Return every item as a row under `HEADER`."""
    return [
        (
            each.name,
            item.label,
            STATES[item.state],
            item.told,
            ACTORS[item.actor] if item.waits else "",
            item.since.isoformat() if item.since else "",
            item.before.isoformat() if item.before else "",
        )
        for each in (nation, *departments)
        for one in each.items
        for item in (one, *_points_as_items(one))
    ]


def _points_as_items(item: Item) -> Iterator[Item]:
    """Yield each thing that an item waits for as an item of its own, for a table."""
    for each in item.points:
        yield replace(item, label=f"{item.label} : {each.place}", told=each.label, since=each.since, points=())


def readiness_json(readiness: Readiness) -> dict[str, Any]:
    """Return how ready the nation or a department is, as JSON values."""
    return {
        "department": readiness.slug or None,
        "name": readiness.name,
        "verdict": readiness.verdict,
        "held": readiness.held or None,
        "done": readiness.done,
        "needed": readiness.needed,
        "items": [
            {
                "id": each.id,
                "label": each.label,
                "state": each.state,
                "told": each.told,
                "actor": each.actor,
                "since": each.since.isoformat() if each.since else None,
                "because": each.because or None,
                "before": each.before.isoformat() if each.before else None,
                "points": [
                    {
                        "place": point.place,
                        "label": point.label,
                        "actor": each.actor,
                        "since": point.since.isoformat() if point.since else None,
                        "because": point.because or None,
                    }
                    for point in each.points
                ],
            }
            for each in readiness.items
        ],
    }


MOST_WRITTEN = 20
"""Points of an item that a mail names; it counts the others, which the page has."""


def _lines_of(item: Item) -> Iterator[str]:
    yield f"- {sentence_of(item)}"
    yield from (f"  - {each.place} : {each.label}" for each in item.points[:MOST_WRITTEN])
    if (left := len(item.points) - MOST_WRITTEN) > 0:
        yield f"  - et {left} autre{'s' if left > 1 else ''}, sur la page « Préparation »"


def readiness_mail(year: SchoolYear, readiness: Readiness) -> tuple[str, str]:
    """Return what a department is written of what it misses: a subject and a text."""
    missing = readiness.missing
    count = f"{len(missing)} point{'s' if len(missing) > 1 else ''}"
    lines = "\n".join(line for each in missing for line in _lines_of(each))
    told = f"L'équipe nationale prépare l'année Clas {year}. Pour {readiness.name}, il reste {count} à traiter :"
    return f"Préparation de l'année Clas {year} : {count} à traiter", f"{told}\n\n{lines}"
