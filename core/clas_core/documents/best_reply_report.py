"""The best reply to an envelope as a document: the value, whom it changes, the curve in figures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from clas_core.documents.chart import chart_of
from clas_core.documents.model import Block, Document, Facts, Notice, Paragraph, Section, Table
from clas_core.money import write_euros
from clas_core.simulation.best_reply import Reply
from clas_core.simulation.fates import Cell, Fates, whole_of
from clas_core.simulation.written import FATES_SAID, reply_said
from clas_core.years import write_day

NOT_A_DECISION = "C'est une simulation : aucun texte ne fixe ces chiffres."


def best_reply_report(
    reply: Reply,
    fates: Fates,
    refused: Mapping[str, int],
    reasons: Mapping[str, str],
    named: Callable[[str], str],
    *,
    made_on: date,
    remarks: Sequence[str] = (),
) -> Document:
    """Return the report of a reply. `fates` is whom it changes, `refused` the rows that could not be computed, by
    reason, `named` gives the name of a department, `made_on` is the day of the report, `remarks` what is to be said of
    the files."""
    before = reply.base
    lever, year = reply.lever, str(before.referential.school_year)
    total = fates.total
    facts = [
        ("Enveloppe", write_euros(reply.envelope)),
        ("Total avec les règles de " + year, write_euros(total.before)),
        ("Levier", lever.label),
        ("Valeur actuelle", lever.written(reply.present)),
        ("Plus grande valeur qui tient", "aucune" if reply.value is None else lever.written(reply.value)),
        ("Total avec cette valeur", write_euros(reply.total)),
        ("Reste", write_euros(reply.left)),
        ("Groupes", str(total.groups)),
        ("Simulation faite le", write_day(made_on)),
    ]
    blocks: list[Block] = [Paragraph(reply_said(reply)), Facts(facts)]
    if before.provisional:
        blocks.append(Notice(f"Provisoire : des chiffres de {year} sont attendus, ou ses règles sont un projet."))
    blocks += map(Notice, remarks)
    if refused:
        rows = [(reasons.get(reason, reason), str(count)) for reason, count in sorted(refused.items())]
        blocks.append(Table("Lignes qui n'ont pas pu être calculées", ("Raison", "Lignes"), rows, frozenset({1})))
    curve = chart_of(
        "courbe",
        f"Total de la nation selon le {lever.label}",
        "Valeur",
        [(lever.written(value), (came_to,)) for value, came_to in reply.curve],
        "total",
        unit="€",
    )
    return Document(
        kind="best-reply",
        title=f"Clas : tenir dans {write_euros(reply.envelope)}, {year}",
        subtitle=NOT_A_DECISION,
        school_year=year,
        department="",
        digests=(before.referential.digest,),
        sections=(
            Section("reponse", "La réponse", blocks),
            Section("courbe", "La courbe", [curve, _figures(reply)]),
            Section("qui", "Qui gagne, qui perd", [_fates(fates), _departments(fates, named)]),
        ),
    )


def _figures(reply: Reply) -> Table:
    rows = [(reply.lever.written(value), write_euros(total)) for value, total in reply.curve]
    return Table("Le total, valeur par valeur", ("Valeur", "Total"), rows, frozenset({1}))


def _fates(fates: Fates) -> Table:
    rows = [
        (said[:1].upper() + said[1:], str(cell.groups), *map(write_euros, (cell.before, cell.after, cell.difference)))
        for fate, said in FATES_SAID.items()
        if (cell := fates.by_fate[fate]).groups
    ]
    header = ("Ces groupes", "Groupes", "Avant", "Après", "Différence")
    return Table("Ce que deviennent les groupes", header, rows, frozenset(range(1, 5)))


def _departments(fates: Fates, named: Callable[[str], str]) -> Table:
    rows = [
        (named(slug), str(cell.groups), *map(write_euros, (cell.before, cell.after, cell.difference)))
        for slug, cell in _by_name(fates)
    ]
    header = ("Département", "Groupes", "Avant", "Après", "Différence")
    return Table("Par département", header, rows, frozenset(range(1, 5)))


def _by_name(fates: Fates) -> list[tuple[str, Cell]]:
    return [(slug, whole_of(fates.departments[slug])) for slug in sorted(fates.departments)]
