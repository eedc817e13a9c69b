"""What changes between the national rules of two school years, as a document for readers of every trade."""

from collections.abc import Iterator, Sequence

from clas_core.documents.model import Bullets, Document, Paragraph, Section, Table, Text
from clas_core.estimates.cases import Case
from clas_core.estimates.compared_cases import ComparedCase, compared_cases
from clas_core.money import write_euros
from clas_core.national import Change, Referential, differences

HEADER = ("Ce qui change", "Avant", "Après", "Source", "Pourquoi cela compte")
_UNKNOWN = "non connu"
_EFFECTS = ("rule", "confirmed", "described", "said")


def differences_document(
    older: Referential, newer: Referential, before: Sequence[Case] = (), after: Sequence[Case] = ()
) -> Document:
    """Return what changes from `older` to `newer` as a document, down to the last word, with what the worked cases of
    both years come to by the rules of each, and the table of it all."""
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
            *_case_sections(
                compared_cases(older, newer, before, after), str(older.school_year), str(newer.school_year)
            ),
            *_table_sections(changes),
        ),
    )


def change_rows(changes: Sequence[Change]) -> Sequence[tuple[str, str, str, str, str]]:
    """Return each change as a row under `HEADER`."""
    return [
        (each.name or each.sentence, each.before or "", each.after or "", each.source or "", each.matters)
        for each in changes
    ]


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


def _case_sections(cases: Sequence[ComparedCase], before: str, after: str) -> Iterator[Section]:
    if not cases:
        return
    rows = [
        (
            each.title,
            *(_UNKNOWN if total is None else write_euros(total) for total in (each.before, each.after)),
            each.difference,
        )
        for each in cases
    ]
    header = ("Cas chiffré", before, after, "Différence")
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


def _sections(changes: Sequence[Change], before: str, after: str) -> Iterator[Section]:
    changed = [change.sentence for change in changes if change.effect == "rule"]
    yield Section(
        "ce-qui-change",
        f"Ce qui change de {before} à {after}",
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
                f"Ce que les règles de {year} ne disaient pas",
                [
                    Paragraph(
                        f"Les règles de {year}, telles qu'elles sont tenues ici, n'en disent rien ; celles de {other} "
                        "le décrivent : cela ne veut pas dire que cela a changé."
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
