"""What changes between the national rules of two school years, as a document for readers of every trade."""

from collections.abc import Iterator, Sequence

from clas_core.documents.model import Bullets, Document, Paragraph, Section, Text
from clas_core.national import Change, Referential, differences


def differences_document(older: Referential, newer: Referential) -> Document:
    """Return what changes from `older` to `newer` as a document."""
    return Document(
        kind="differences",
        title=f"Clas : ce qui change de {older.school_year} à {newer.school_year}",
        subtitle="Dans les règles nationales, les mêmes pour tous les départements.",
        school_year=str(newer.school_year),
        department="",
        digests=(older.digest, newer.digest),
        sections=difference_sections(older, newer),
    )


def difference_sections(older: Referential, newer: Referential) -> Sequence[Section]:
    """Return what changes in the rules, then what is only confirmed, then what one of the years says nothing of."""
    return tuple(_sections(differences(older, newer), str(older.school_year), str(newer.school_year)))


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


def _listed(sentences: Sequence[str]) -> Bullets:
    items: list[Text] = [each[:1].upper() + each[1:] for each in sentences]
    return Bullets(items)
