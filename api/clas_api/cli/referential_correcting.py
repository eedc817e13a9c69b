"""``clas referentials correct``: the file of a correction of a year in force, as one would write it by hand."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.output import json_option, show_json
from clas_api.cli.step_words import one_line_of
from clas_api.cli.writing import write_new

if TYPE_CHECKING:
    from clas_core.national import Referential
    from clas_core.national.correcting import CorrectionAsked

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("year")
@click.option("--set", "values", multiple=True, required=True, metavar="PLACE=VALEUR", help="ps.maximum=2790.00 …")
@click.option("--reason", required=True, callback=one_line_of("text"), help="Pourquoi l'année est corrigée.")
@click.option("--title", required=True, callback=one_line_of("text"), help="Le document qui dit la valeur juste.")
@click.option("--published-on", type=_DAY, help="Le jour de ce document, s'il est connu.")
@click.option("--by", required=True, callback=one_line_of("by"), help="Qui corrige.")
@click.option("--on", type=_DAY, help="Jour de la correction ; aujourd'hui sinon.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier où écrire, dont les années et les corrections sont lues ; celui des années ajoutées sinon.",
)
@json_option
def correct(
    year: str,
    values: Sequence[str],
    reason: str,
    title: str,
    published_on: datetime | None,
    by: str,
    on: datetime | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Corriger l'année YEAR, en vigueur : écrire le fichier de sa correction, à côté d'elle.

    Rien de ce qui est déposé ne change ; chaque résultat d'après dit la correction, son jour et sa raison.
    """
    from clas_api.cli.referential_reading import load_years
    from clas_api.config import load_settings
    from clas_api.installation import Clock
    from clas_api.replacing import alone_in
    from clas_core.national import ReferentialLibrary
    from clas_core.national.correcting import CorrectionAsked

    settings = load_settings()
    folder = output or settings.referentials
    if folder is None:
        raise click.UsageError("Dites par -o le dossier des années ajoutées : aucun n'est configuré.")
    asked = CorrectionAsked(
        reason=reason, title=title, published_on=published_on and published_on.date(), values=_values(values)
    )
    day = on.date() if on else Clock(settings.today).today()
    with alone_in(folder):
        library = load_years() if output is None else ReferentialLibrary.load(folder if folder.is_dir() else None)
        there = library.parse(year)
        name, text, corrected = _written(there, asked, folder, day, by)
        changed = write_new({folder / name: text.encode()})
    if as_json:
        show_json({**corrected.named, "file": str(folder / name), "changed": changed, "digest": corrected.digest})
        return
    number = corrected.corrections[-1].number
    click.echo(f"{'Écrit' if changed else 'Déjà là'} : {folder / name}")
    click.echo(f"L'année {corrected.school_year} est corrigée (correction n° {number}) : le service la lit à son")
    click.echo(f"prochain démarrage. Suite : clas referentials show {corrected.school_year}")


def _written(
    year: "Referential", asked: "CorrectionAsked", folder: Path, day: date, by: str
) -> "tuple[str, str, Referential]":
    """Return the name and the text of the file of a correction, and the year that it makes; those of the last one where
    the same is asked again. Raises `InvalidInput` or `InvalidFile` with all that is wrong."""
    from clas_core.errors import InvalidInput, Refused
    from clas_core.national.correcting import correction_name, correction_text
    from clas_core.national.files import corrected_by
    from clas_core.national.of_then import rules_of_then

    if year.corrections and (before := next(rules_of_then(year), None)) is not None:
        name = correction_name(before)
        with suppress(InvalidInput):  # what cannot be read is told of the year as it is now
            text = correction_text(before, asked, on=day, by=by)
            if (folder / name).is_file() and (folder / name).read_bytes() == text.encode():
                return name, text, year
    if year.is_project:
        raise Refused(f"L'année {year.school_year} n'est pas en vigueur : un projet se modifie dans son fichier même.")
    name, text = correction_name(year), correction_text(year, asked, on=day, by=by)
    return name, text, corrected_by(year, text, name=name)


def _values(given: Sequence[str]) -> Mapping[str, str]:
    """Return the new values by their places, as they are typed."""
    found = dict[str, str]()
    for each in given:
        place, equals, value = each.partition("=")
        if not equals or not place.strip() or not value.strip():
            raise click.BadParameter(f"« {each} » : écrivez PLACE=VALEUR, par exemple ps.maximum=2790.00.")
        if place.strip() in found:
            raise click.BadParameter(f"« {place.strip()} » est donnée deux fois : gardez-en une.")
        found[place.strip()] = value.strip()
    return found
