"""What changes between the national rules of two school years, as a document for readers of every trade."""

from collections.abc import Iterator, Sequence

from clas_core.documents.model import Bullets, Document, Paragraph, Section, Table, Text
from clas_core.estimates.compared_cases import ComparedCase, national_compared
from clas_core.money import write_euros
from clas_core.national import Change, Referential
from clas_core.national.difference import differences

HEADER = ("Ce qui change", "Avant", "Après", "Source", "Pourquoi cela compte")
_UNKNOWN = "non connu"
_EFFECTS = ("rule", "confirmed", "described", "said")


def differences_document(older: Referential, newer: Referential, cases: Sequence[ComparedCase] = ()) -> Document:
    """Return what changes from `older` to `newer` as a document, down to the last word, with what worked `cases` come
    to by the rules of each, and the table of it all."""
    changes = differences(older, newer)
    return Document(
        kind="differences",
        title=f"Clas : ce qui change de {older.school_year} à {newer.school_year}",
        subtitle="Dans les règles nationales, les mêmes pour tous les départements.",
        school_year=str(newer.school_year),
        department="",
        digests=(older.digest, newer.digest),
        sections=(
            *difference_sections(older, newer, whole=True),
            *case_sections(cases, str(older.school_year), str(newer.school_year)),
            *_table_sections(changes),
        ),
    )


def change_rows(changes: Sequence[Change]) -> Sequence[tuple[str, str, str, str, str]]:
    """Return each change as a row under `HEADER`."""
    return [
        (each.name or each.sentence, each.before or "", each.after or "", each.source or "", each.matters)
        for each in changes
    ]


def difference_rows(older: Referential, newer: Referential) -> Sequence[tuple[str, str, str, str, str]]:
    """Return what changes from `older` to `newer`, then the worked cases of both, as rows under `HEADER`."""
    return [*change_rows(differences(older, newer)), *case_rows(national_compared(older, newer))]


def case_rows(cases: Sequence[ComparedCase]) -> Sequence[tuple[str, str, str, str, str]]:
    """Return what a group comes to by the rules of each year, case by case, as rows under `HEADER`."""
    return [
        (
            f"Cas chiffré : {each.title}",
            *_totals(each),
            each.document,
            " ".join([f"Ce que reçoit un groupe ; différence : {each.difference}.", *each.refusals]),
        )
        for each in cases
    ]


def _totals(case: ComparedCase) -> tuple[str, str]:
    before, after = (_UNKNOWN if each is None else write_euros(each) for each in (case.before, case.after))
    return before, after


def _table_sections(changes: Sequence[Change]) -> Iterator[Section]:
    """Yield what changes as tables, one for each reason why it matters, what applies otherwise first."""
    if changes:
        rows: dict[str, list[Sequence[str]]] = {}
        for *told, why in change_rows(sorted(changes, key=lambda each: _EFFECTS.index(each.effect))):
            rows.setdefault(why, []).append(told)
        yield Section(
            "tableau",
            "Tout ce qui change, en tableaux",
            [Table(why, HEADER[:-1], told) for why, told in rows.items()],
        )


def case_sections(cases: Sequence[ComparedCase], before: str, after: str) -> Iterator[Section]:
    """Yield what a group comes to by the rules of the years `before` and `after`, case by case; nothing without any."""
    if not cases:
        return
    rows = [
        (
            each.title,
            *_totals(each),
            each.difference,
        )
        for each in cases
    ]
    named = (before, after) if before != after else ("avant", "après")
    header = ("Cas chiffré", *named, "Différence")
    refusals = list(dict.fromkeys(why for each in cases for why in each.refusals))
    yield Section(
        "cas-chiffres",
        "Ce que cela donne pour un groupe",
        [
            Paragraph("Les cas chiffrés des deux années, calculés par les règles de l'une et de l'autre."),
            Table("Ce que reçoit un groupe, par les règles de chaque année", header, rows, frozenset({1, 2, 3})),
            *([Bullets(list(refusals))] if refusals else ()),
        ],
    )


def difference_sections(older: Referential, newer: Referential, *, whole: bool = False) -> Sequence[Section]:
    """Return what changes in the rules, then what is only confirmed, then what one of the years says nothing of.

    The `whole` has what is written or cited otherwise too, of which nothing is to be known to apply the rules.
    """
    found = [each for each in differences(older, newer) if whole or each.effect != "said"]
    return tuple(_sections(found, str(older.school_year), str(newer.school_year)))


_UNSAID = {"added": "Ce qui n'était pas dit", "removed": "Ce qui n'est plus dit"}


def _sections(changes: Sequence[Change], before: str, after: str) -> Iterator[Section]:
    changed = [change.sentence for change in changes if change.effect == "rule"]
    yield Section(
        "ce-qui-change",
        f"Ce qui change de {before} à {after}" if before != after else f"Ce qui change dans les règles de {before}",
        [_listed(changed) if changed else Paragraph("Aucune règle ne change.")],
    )
    standing = [change for change in changes if change.effect == "confirmed"]
    for words, same in (
        ("attendu est maintenant publié", [each for each in standing if (each.before or "").endswith("(attendu)")]),
        ("publié n'est plus qu'attendu", [each for each in standing if (each.before or "").endswith("(publié)")]),
    ):
        if same:
            yield Section(
                f"sans-changement-{words.split()[0]}",
                "Ce qui reste, et se confirme"
                if words.startswith("attendu")
                else "Ce qui reste, à confirmer de nouveau",
                [
                    Paragraph(f"Rien n'y change pour un dossier : ce qui était {words}."),
                    _listed([each.name for each in same]),
                ],
            )
    for kind, year, other in (("added", before, after), ("removed", after, before)):
        said = [change.name for change in changes if change.effect == "described" and change.kind == kind]
        if said:
            yield Section(
                f"non-dit-{year}",
                f"Ce que les règles de {year} ne disaient pas" if before != after else _UNSAID[kind],
                [
                    Paragraph(
                        f"Les règles de {year}, telles qu'elles sont tenues ici, n'en disent rien ; celles de {other} "
                        "le décrivent : cela ne veut pas dire que cela a changé."
                        if before != after
                        else "Le dire ou le taire ne veut pas dire que cela a changé."
                    ),
                    _listed(said),
                ],
            )
    said = [change.sentence for change in changes if change.effect == "said"]
    if said:
        yield Section(
            "dit-autrement",
            "Ce qui est écrit, ou cité, autrement",
            [Paragraph("Rien ne s'en applique autrement à un dossier."), _listed(said)],
        )


def _listed(sentences: Sequence[str]) -> Bullets:
    items: list[Text] = [each[:1].upper() + each[1:] for each in sentences]
    return Bullets(items)
