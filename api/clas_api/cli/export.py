"""``clas export``: taking a sheet of a call out, as a file."""

from pathlib import Path
from typing import BinaryIO, cast

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import json_option, show_json


@click.command()
@click.argument("sheet", metavar="[FEUILLE]", required=False)
@click.option("--department", metavar="DÉPARTEMENT", help="Le département, par exemple « marne ».")
@click.option("--year", metavar="ANNÉE", help="L'année de l'appel, ou le nom de l'appel.")
@click.option("--format", "form", metavar="FORMAT", help="xlsx, ods ou csv ; sinon d'après le nom du fichier.")
@click.option("--columns", metavar="NOMS", help="Les colonnes voulues, séparées par des virgules ; toutes sinon.")
@click.option("--machine", is_flag=True, help="Pour un programme : noms des champs, point décimal, jours ISO.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Le fichier à écrire.")
@json_option
def export(
    sheet: str | None,
    department: str | None,
    year: str | None,
    form: str | None,
    columns: str | None,
    machine: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """Écrire une feuille d'un appel : dossiers, groupes, budgets, décisions, paiements, bilans …

    Sans feuille, la commande dit celles qu'il y a. Un csv a son dictionnaire à côté, dans un second fichier. Ce qui est
    pris est noté dans la trace. Le fichier contient des données personnelles : lui seul qui l'écrit peut le lire.
    """
    from clas_core.errors import did_you_mean
    from clas_core.sheets import SHEETS

    if sheet is None:
        _show_sheets(as_json=as_json)
        return
    if sheet not in SHEETS:
        raise click.UsageError(f"« {sheet} » n'est pas une feuille.{did_you_mean(sheet, SHEETS)}")
    missing = [name for name, given in (("--department", department), ("--year", year), ("-o", output)) if not given]
    if missing or not (department and year and output):
        raise click.UsageError(f"Donnez {' et '.join(missing)}.")
    form = form or output.suffix.removeprefix(".").lower()
    _expect_form(form)
    from clas_api.services.exports.sheets import Asked, count_of
    from clas_api.services.exports.taking import take_dictionary, take_out

    wanted = tuple(filter(None, map(str.strip, (columns or "").split(","))))
    asked = Asked(sheet=sheet, department=department, call=year, columns=wanted)
    files = [output]
    with system_context() as context:
        with progress(count_of(context, asked), "Export") as advance, _private(output) as stream:
            taken = take_out(context, asked, form, stream, machine=machine, advance=advance)
        if form == "csv":
            beside = output.with_name(f"{output.stem}-dictionnaire.csv")
            files.append(beside)
            with _private(beside) as stream:
                take_dictionary(context, asked, stream, machine=machine)
    if as_json:
        show_json({"files": list(map(str, files)), "rows": taken.rows})
    else:
        click.echo(f"{taken.rows} ligne(s), écrites dans {' et '.join(map(str, files))}.")


def _show_sheets(*, as_json: bool) -> None:
    from clas_api.cli.output import show_rows
    from clas_core.sheets import SHEETS

    if as_json:
        show_json(
            {"sheets": [{"name": name, "title": each.title, "about": each.about} for name, each in SHEETS.items()]}
        )
        return
    show_rows(("Feuille", "Ce qu'elle dit"), [(name, f"{each.title} : {each.about}") for name, each in SHEETS.items()])


def _expect_form(form: str) -> None:
    from clas_api.exchange.writing import FORMATS

    if form not in FORMATS:
        raise click.UsageError(f"Donnez --format, ou un nom de fichier qui le dit : {', '.join(FORMATS)}.")


def _private(path: Path) -> BinaryIO:
    """Open a file that nobody else of the machine reads."""
    from clas_core.reading import reason_of

    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
        return cast(BinaryIO, path.open("wb"))
    except OSError as error:
        raise click.ClickException(f"{path} ne peut pas être écrit : {reason_of(error)}.") from None
