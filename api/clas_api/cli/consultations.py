"""``clas referentials comments``: what Cafs say of a year in consultation, for the national team to take away."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, show_json, show_rows

if TYPE_CHECKING:
    from clas_api.services.rules.answering_comments import Heard
    from clas_core.sheets import Sheet

_COLUMNS = (
    ("place", "Point"),
    ("item", "Ce que c'est"),
    ("department", "Département"),
    ("role", "De qui"),
    ("text", "Avis"),
    ("changed_on", "Le"),
    ("draft", "Projet lu"),
    ("outcome", "Suite donnée"),
    ("reason", "Motif"),
)
_ROLES = {"agent": "agent", "head": "responsable du service"}


@click.command("comments")
@click.argument("year", metavar="ANNÉE")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire : .csv.")
@json_option
def comments(year: str, output: Path | None, as_json: bool) -> None:
    """Écrire les avis des Cafs sur les règles d'une année : point par point, avec leurs réponses, sans nom de personne.

    Un fichier qui existe n'est pas écrasé.
    """
    from clas_api.services.rules.answering_comments import hear

    if output is not None and output.suffix.lower() != ".csv":
        raise click.UsageError("Donnez un fichier .csv.")
    if output is not None and output.exists():
        raise click.UsageError(f"« {output} » existe déjà : donnez-en un autre.")
    with system_context() as context:
        heard = hear(context, year)
        rows = list(_rows(heard))
    if output is not None:
        _write(output, year, rows)
    if as_json:
        said = [dict(zip((name for name, _ in _COLUMNS), row, strict=True)) for row in rows]
        show_json({"school_year": year, "waiting": heard.waiting, "comments": said})
    elif output is not None:
        click.echo(f"{output} est écrit : {len(rows)} avis.")
    elif rows:
        show_rows(
            ("POINT", "DÉPARTEMENT", "AVIS", "SUITE"), [(row[0], row[2], row[4], row[7] or "à donner") for row in rows]
        )
    else:
        click.echo(f"Aucun avis sur les règles {year}.")


def _rows(heard: "Heard") -> Iterator[tuple[str, ...]]:
    from clas_core.national.outcomes import OUTCOMES

    for each in heard.said:
        for row in each.comments:
            yield (
                row.place,
                each.item.label,
                heard.names[row.department],
                _ROLES[row.role],
                row.text,
                f"{row.changed_at:%d/%m/%Y}",
                row.digest,
                OUTCOMES[row.outcome] if row.outcome else "",
                row.reason or "",
            )


def _write(output: Path, year: str, rows: Sequence[Sequence[Any]]) -> None:
    from clas_api.exchange.writing_csv import write_csv

    with output.open("xb") as stream:
        write_csv(stream, _sheet(year, rows), machine=False)


def _sheet(year: str, rows: Sequence[Sequence[Any]]) -> "Sheet":
    from clas_core.sheets import Column, Sheet

    columns = [Column(name=name, label=label, source="avis des Cafs") for name, label in _COLUMNS]
    return Sheet(name="comments", title=f"Avis sur les règles {year}", columns=columns, rows=rows)
