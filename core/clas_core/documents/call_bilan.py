"""The bilan of a department's call: what a school year of the Clas came to, beside the year before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clas_core.departments import Campaign, Department
from clas_core.documents.breakdowns import (
    FIGURES,
    Breakdown,
    breakdowns_of,
    chart_of_funders,
    chart_of_programmes,
    summed,
)
from clas_core.documents.letterhead import sender_of
from clas_core.documents.model import Block, Document, Facts, Paragraph, Section, Table, Text
from clas_core.documents.taken_year import taken_section
from clas_core.documents.territory_figures import BY_COMMUNES, OVERLAPPING, figures_of_territories, overlap
from clas_core.money import parse_amount, write_euros
from clas_core.national import Referential
from clas_core.questions.question import CLOSED
from clas_core.statistics.answers import UNANSWERED
from clas_core.statistics.counting import AMOUNTS
from clas_core.statistics.year_told import YearTold

_SHOWN = ("porteurs", "dossiers", "groups", "children", "asked", "approved")
"""The figures of a line that a page on paper has room for."""


def call_bilan(
    department: Department, calls: Sequence[Campaign], told: YearTold, referential: Referential | None = None
) -> Document:
    """Return the bilan of the `calls` of a year, whole: it is the department's own, and counts what few share too."""
    sections = (
        _essentials(calls, told),
        taken_section(told.taken) if told.taken else None,
        _amounts(told, referential),
        *(_breakdown(each, told) for each in breakdowns_of(told) if each.lines),
        _territories(calls, told),
        _funders(told),
        _programmes(told),
        _orientations(calls, told),
        _done(told),
        _beside(told),
    )
    return Document(
        kind="call_bilan",
        title=f"Clas : bilan de l'appel, {department.name}, {told.year}",
        subtitle=f"Contrat local d'accompagnement à la scolarité, {department.caf.name}",
        school_year=told.year,
        department=department.slug,
        digests=(*((referential.digest,) if referential else ()), *(each.digest for each in calls)),
        sections=tuple(each for each in sections if each is not None),
        sender=sender_of(department),
    )


def _essentials(calls: Sequence[Campaign], told: YearTold) -> Section:
    facts: list[tuple[str, Text]] = [("Appel" if len(calls) == 1 else "Appels", _listed(each.title for each in calls))]
    heads = ["Ce qui est compté", f"Déposés {told.year}", f"Retenus {told.year}"]
    lines = [told.counted["total"], told.counted["retained"]]
    if told.before:
        heads += [f"Déposés {told.last_year}", f"Retenus {told.last_year}"]
        lines += [told.before["total"], told.before["retained"]]
    rows: list[Sequence[Text]] = [
        (words, *(_figure(name, line) for line in lines)) for name, words in FIGURES.items() if name != "settled"
    ]
    blocks: list[Block] = [
        Facts([each for each in facts if each[1]]),
        Table("Groupes déposés, et groupes que le comité a retenus", heads, rows, frozenset(range(1, len(heads)))),
        Paragraph(
            "Compté sur le dernier dépôt de chaque dossier, brouillons et dossiers retirés à part. Un porteur compte "
            "une fois, quel que soit le nombre de ses dossiers."
        ),
    ]
    if not told.before:
        compared = "ce qu'un fichier en dit suit" if told.taken else "il n'y a pas de comparaison"
        blocks.append(Paragraph(f"Rien n'a été déposé sur la plateforme l'année d'avant : {compared}."))
    return Section("essentiel", "L'essentiel", blocks)


def _amounts(told: YearTold, referential: Referential | None) -> Section | None:
    """What is granted, by what it is made of, and the bonuses; `None` where nothing was counted of it."""
    if told.parts is None:
        return None
    columns = [(told.year, told.parts)]
    if told.last_year and told.parts_before:
        columns.append((told.last_year, told.parts_before))
    heads = ["Part du montant accordé", *(name for name, _ in columns)]
    rows: list[Sequence[Text]] = [
        ("Prestation de service", *(write_euros(each.ps) for _, each in columns)),
        ("Bonus", *(write_euros(each.bonus) for _, each in columns)),
        ("Aides locales", *(write_euros(each.supplement) for _, each in columns)),
        ("Ensemble", *(write_euros(each.ps + each.bonus + each.supplement) for _, each in columns)),
    ]
    figures = frozenset(range(1, len(heads)))
    blocks: list[Block] = [Table("Ce dont le montant accordé est fait", heads, rows, figures)]
    labels = {each.id: each.label for each in referential.bonuses} if referential else {}
    if names := sorted({name for _, each in columns for name in each.bonuses}):
        bonuses: list[Sequence[Text]] = [
            (labels.get(name, f"bonus « {name} »"), *(str(each.bonuses.get(name, 0)) for _, each in columns))
            for name in names
        ]
        blocks.append(Table("Groupes qui ont un bonus", ["Bonus", *heads[1:]], bonuses, figures))
        blocks.append(Paragraph("Un groupe qui a deux bonus compte sur les deux lignes."))
    return Section("montants", "Les montants et les bonus", blocks)


def _breakdown(each: Breakdown, told: YearTold) -> Section:
    heads = [each.first, *(FIGURES[name] for name in _SHOWN), *([f"Groupes {told.last_year}"] if told.before else ())]
    rows: list[Sequence[Text]] = [
        (
            line["name"],
            *(_figure(name, line) for name in _SHOWN),
            *([str((line["then"] or {}).get("groups", 0))] if told.before else ()),
        )
        for line in each.lines
    ]
    total = told.counted["total"]
    before = [str(told.before["total"]["groups"])] if told.before else []
    rows.append(("Ensemble", *(_figure(name, total) for name in _SHOWN), *before))
    blocks: list[Block] = [Paragraph(remark) for remark in each.remarks]
    if each.chart is not None:
        blocks.append(each.chart)
    blocks.append(Table(each.title, heads, rows, frozenset(range(1, len(heads)))))
    return Section(each.id, each.title, blocks)


def _territories(calls: Sequence[Campaign], told: YearTold) -> Section | None:
    """What the year comes to in the territories that its calls name; `None` where they name none of communes."""
    territories = [each for call in calls for each in call.territories]
    figures = figures_of_territories(territories, told.counted["by_territory"])
    if not figures:
        return None
    rows: list[Sequence[Text]] = [
        (each.name, _number(each.groups), _number(each.children), write_euros(each.asked), write_euros(each.approved))
        for each in figures
    ]
    head = ("Territoire", "Groupes", "Enfants", "Demandé", "Accordé")
    table = Table("Par territoire de l'appel", head, rows, frozenset({1, 2, 3, 4}))
    blocks: list[Block] = [Paragraph(BY_COMMUNES), *([Paragraph(OVERLAPPING)] if overlap(territories) else ()), table]
    return Section("territoires", "Par territoire", blocks)


def _funders(told: YearTold) -> Section | None:
    lines = told.counted["by_funder"]
    if not any(line["funder"] for line in lines):
        return None
    names = ("approved", "settled", "paid")
    rows: list[Sequence[Text]] = [
        (line["payer"] or "Caf", str(line["dossiers"]), *(write_euros(parse_amount(line[name])) for name in names))
        for line in lines
    ]
    sums = summed(lines, *names)
    rows.append(("Ensemble", "", *(write_euros(sums[name]) for name in names)))
    head = ("Financeur", "Dossiers", "Accordé", "Soldé", "Versé")
    said = Paragraph("Un dossier compte pour chacun de ses financeurs : les dossiers ne s'additionnent pas.")
    table = Table("Par financeur", head, rows, frozenset({1, 2, 3, 4}))
    return Section("financeurs", "Par financeur", [said, chart_of_funders(lines), table])


def _programmes(told: YearTold) -> Section | None:
    lines = told.counted["by_programme"]
    if not lines:
        return None
    names = ("asked", "granted", "due")
    rows: list[Sequence[Text]] = [
        (
            line["label"],
            line["payer"] or "Caf",
            str(line["dossiers"]),
            *(write_euros(parse_amount(line[name])) for name in names),
        )
        for line in lines
    ]
    sums = summed(lines, *names)
    rows.append(("Ensemble", "", "", *(write_euros(sums[name]) for name in names)))
    head = ("Programme", "Payé par", "Dossiers", "Demandé", "Accordé", "Soldé")
    table = Table("Autres programmes que le Clas", head, rows, frozenset({2, 3, 4, 5}))
    said = Paragraph("Les autres tableaux ne comptent pas ces programmes.")
    return Section("programmes", "Les autres programmes", [said, chart_of_programmes(lines), table])


def _orientations(calls: Sequence[Campaign], told: YearTold) -> Section | None:
    """How many dossiers follow each orientation that the calls ask about; `None` where they ask about none."""
    asked = {each.id: each.title for call in calls for each in call.orientations if each.id}
    answers = {each["question"]: each["lines"] for each in told.counted["answers"]}
    rows = [(title, *_said(answers[name])) for name, title in asked.items() if name in answers]
    if not rows:
        return None
    head = ("Orientation", "Dossiers qui la suivent", "Qui ne la suivent pas", "Sans réponse")
    return Section(
        "orientations",
        "Les orientations suivies",
        [Table("Ce que disent les dossiers de chaque orientation", head, rows, frozenset({1, 2, 3}))],
    )


def _said(lines: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    counts = {each["key"]: each["answers"] for each in lines}
    for key in (*(name for name, said in sorted(CLOSED.items(), key=lambda each: not each[1])), UNANSWERED):
        yield str(counts.get(key, 0))


def _done(told: YearTold) -> Section | None:
    """What the bilans say was really done; `None` where none is filed."""
    if told.parts is None or not told.parts.bilans:
        return None
    columns = [(told.year, told.parts)]
    if told.last_year and told.parts_before and told.parts_before.bilans:
        columns.append((told.last_year, told.parts_before))
    rows: list[Sequence[Text]] = [
        (words, *(_number(getattr(each, name)) for _, each in columns))
        for name, words in (
            ("bilans", "Bilans déposés"),
            ("held", "Groupes dont ils rendent compte"),
            ("attended", "Enfants présents en moyenne"),
            ("parents", "Parents rencontrés"),
            ("sessions", "Séances tenues"),
        )
    ]
    heads = ["Ce que disent les bilans", *(name for name, _ in columns)]
    table = Table("Ce qui a été fait", heads, rows, frozenset(range(1, len(heads))))
    said = Paragraph("Les bilans qui ne sont pas encore déposés n'y sont pas.")
    return Section("bilans", "Ce qui a été fait", [said, table])


def _beside(told: YearTold) -> Section | None:
    """What was foreseen of the year beside what came of it; `None` where no bilan is filed. Each pair says of what it
    is: bilans that are awaited and dossiers that are not settled leave it unfinished."""
    parts = told.parts
    if parts is None or not parts.bilans:
        return None
    retained, total = told.counted["retained"], told.counted["total"]
    granted, settled = parse_amount(total["approved"]), parse_amount(total["settled"] or "0.00")
    rows: list[Sequence[Text]] = [
        _pair("Groupes retenus, et dont un bilan rend compte", retained["groups"], parts.held),
        _pair("Enfants inscrits, et présents en moyenne", retained["children"], parts.attended),
        ("Montant accordé, et soldé", write_euros(granted), write_euros(settled), write_euros(settled - granted)),
    ]
    header = ("Ce qui est comparé", "Prévu", "Réel", "Écart")
    table = Table("Prévu et réel", header, rows, frozenset({1, 2, 3}))
    said = Paragraph(
        "Le prévu est celui de tous les groupes retenus, le réel celui des bilans déposés et des dossiers soldés : "
        "l'écart se réduit tant qu'il en arrive."
    )
    return Section("prevu-et-reel", "Prévu et réel", [said, table])


def _pair(words: str, foreseen: int, actual: int) -> Sequence[Text]:
    gap = actual - foreseen
    return words, _number(foreseen), _number(actual), f"-{_number(-gap)}" if gap < 0 else _number(gap)


def _figure(name: str, line: Mapping[str, Any]) -> str:
    value = line[name]
    if value is None:
        return "ne se partage pas"
    return write_euros(parse_amount(value)) if name in AMOUNTS else _number(value)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _listed(names: Iterator[str]) -> str:
    return ", ".join(names)
