"""A year that was not played here, as files told it, in a document: apart from what was deposited on the platform."""

from collections.abc import Sequence

from clas_core.documents.model import Paragraph, Section, Table, Text
from clas_core.money import write_euros
from clas_core.statistics.taken_years import AMOUNTS, FIGURES, TakenYear
from clas_core.years import write_day


def taken_section(taken: TakenYear) -> Section:
    """Return what files told of a year: each sum, of how many dossiers, from which files."""
    rows: list[Sequence[Text]] = [
        ("Porteurs", str(taken.porteurs), ""),
        ("Dossiers", str(taken.dossiers), ""),
    ]
    for name, words in FIGURES.items():
        said = taken.sums.get(name)
        if said is not None:
            value = write_euros(said.value) if name in AMOUNTS else str(said.value)
            rows.append((words, value, f"{said.told} sur {taken.dossiers}"))
    files = ", ".join(f"« {each.name} » (import {each.number}, le {write_day(each.on)})" for each in taken.files)
    return Section(
        "reprise",
        f"L'année {taken.year}, reprise d'un fichier",
        (
            Table(
                f"Ce que disent les fichiers repris de {taken.year}",
                ("Ce qui est compté", taken.year, "Dossiers qui le disent"),
                rows,
                frozenset({1, 2}),
            ),
            Paragraph(
                f"Repris de : {files}. Ce que le fichier ne dit pas n'est pas connu, et aucune règle n'y a été "
                "appliquée ici."
            ),
        ),
    )
