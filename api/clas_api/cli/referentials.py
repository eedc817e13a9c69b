"""``clas referentials``: the national rules of each year, their checks, and what changes from one to the next."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.lines import block_lines, say
from clas_api.cli.output import deliver, json_option, load_installation, say_no, show_json, show_rows
from clas_api.cli.referential_confirming import confirm
from clas_api.cli.referential_correcting import correct
from clas_api.cli.referential_drafts import export, new_year
from clas_api.cli.referential_reading import both, load_years
from clas_api.cli.referential_signatures import sign, verify
from clas_api.cli.referential_steps import close, consult, enact

if TYPE_CHECKING:
    from clas_core.national import Referential


@click.group()
def referentials() -> None:
    """Les règles nationales de chaque année scolaire."""


@referentials.command("list")
@json_option
def list_years(as_json: bool) -> None:
    """Lister les années dont les règles sont connues."""
    from clas_api.words import STATUSES

    library = load_years()
    if as_json:
        show_json([each.named for each in library])
        return
    rows = [
        (
            str(each.school_year),
            STATUSES[each.status],
            "attendus, provisoires" if each.provisional else "publiés",
            each.ps.maximum.text,
        )
        for each in library
    ]
    show_rows(("ANNÉE", "ÉTAT", "CHIFFRES", "PS MAXIMUM"), rows)


@referentials.command()
@click.argument("year")
@json_option
def show(year: str, as_json: bool) -> None:
    """Montrer les règles de l'année YEAR : chaque chiffre, sa source, son ancienneté."""
    from clas_api.v1.catalogue_serializers import referential_json
    from clas_api.words import STANDINGS, STATUSES
    from clas_core.years import write_day

    installation = load_installation()
    referential = installation.library.parse(year)
    today = installation.clock.today()
    ages = {figure.id: figure.days_since_checked(today) for figure in referential.figures()}
    if as_json:
        show_json({**referential_json(referential), "days_since_checked": ages})
        return
    click.echo(f"Année scolaire {referential.school_year} ({STATUSES[referential.status]}), {referential.digest}")
    for step in referential.life:
        said = f" ({step.text})" if step.text else ""
        click.echo(f"  {STATUSES[step.step]} le {write_day(step.on)}, par {step.by}{said}")
    for each in referential.corrections:
        click.echo(f"  correction {each.number} le {write_day(each.on)}, par {each.by} : {each.reason}")
    rows = [
        (each.label, each.text, STANDINGS[each.standing], f"{max(ages[each.id], 0)} j", each.source.citation)
        for each in referential.figures()
    ]
    show_rows(("CHIFFRE", "VALEUR", "STATUT", "VÉRIFIÉ IL Y A", "SOURCE"), rows)
    for title, lines in (
        ("Axes", [each.text for each in referential.axes]),
        ("Socle", [each.label for each in referential.base_actions]),
        ("Critères", [f"{each.label} [{each.source.citation}]" for _, each in referential.rules.criteria]),
        ("Conservation", [f"{each.label} : {each.text} [{each.source.citation}]" for each in referential.retention]),
        ("Inconnu", [each.text for each in referential.gaps]),
    ):
        if lines:
            click.echo(f"\n{title} :")
            for line in lines:
                say(f"  - {line}")


@referentials.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--ready", is_flag=True, help="Échouer tant que l'année ne peut pas entrer en vigueur.")
@json_option
def check(file: Path, ready: bool, as_json: bool) -> None:
    """Vérifier un fichier de règles nationales, ou une correction, où qu'il soit.

    Les remarques ne sont pas des erreurs. D'un projet, tout ce qui est à confirmer est nommé ; cela n'est une erreur
    qu'avec --ready.
    """
    from clas_core.errors import InvalidFile, InvalidFiles
    from clas_core.estimates.cases import failures, national_cases
    from clas_core.national.remarks import remarks_on

    try:
        referential = _checked(file)
    except (InvalidFile, InvalidFiles) as error:
        if as_json:
            show_json({"valid": False, "ready": False, "problems": list(error.lines), "to_settle": [], "remarks": []})
        else:
            for line in error.lines:
                click.echo(line)
            click.echo(f"{len(error.problems)} problème(s). Corrigez le fichier, puis relancez la vérification.")
        say_no()
    remarks = list(remarks_on(referential))
    to_settle = _to_settle(file, referential)
    cases = [] if referential.corrections else national_cases().get(referential.school_year, ())
    failed = list(failures(cases, referential))
    if as_json:
        told = {"valid": not failed, "ready": not failed and not to_settle, "problems": failed}
        show_json({**told, "to_settle": to_settle, "remarks": remarks})
    else:
        for line in (*failed, *to_settle, *(f"remarque : {remark}" for remark in remarks)):
            say(line)
        checked = f"{len(cases)} cas chiffré(s) joué(s)"
        verdict = f"{len(failed)} cas en défaut" if failed else f"règles {referential.school_year} valables"
        verdict += f", {len(to_settle)} point(s) à régler avant l'entrée en vigueur" if to_settle else ""
        say(f"{file} : {verdict}, {checked}.")
        if to_settle and not failed:
            say(f"Suite : confirmez-les dans le fichier, ou par clas referentials confirm {file} …")
    if failed or (ready and to_settle):
        say_no()


def _checked(file: Path) -> "Referential":
    """Return the rules that a file says; of a correction, those of its year once it is corrected."""
    from clas_core.national import ReferentialLibrary, read_referential
    from clas_core.national.library import correction_of, expect_well_named

    of = correction_of(file.name)
    if of is None:
        expect_well_named(file)
        return read_referential(file, name=str(file))
    return ReferentialLibrary.load(file.parent).parse(of[0])


def _to_settle(file: Path, referential: "Referential") -> list[str]:
    """Return what keeps a project from coming into force, each with its place."""
    from clas_core.errors import InvalidFile, InvalidFiles
    from clas_core.national import read_referential

    if not referential.is_project:
        return []
    try:
        read_referential(file, name=str(file), ready=True)
    except (InvalidFile, InvalidFiles) as error:
        return list(error.lines)
    return []


@referentials.command()
@click.argument("older")
@click.argument("newer")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier à écrire : .md, .html, .pdf, ou .csv pour le tableau seul.",
)
@click.option("--changelog", is_flag=True, help="Écrire l'entrée de CHANGELOG.md, à relire, à la place.")
@json_option
def diff(older: str, newer: str, output: Path | None, changelog: bool, as_json: bool) -> None:
    """Dire ce qui change de l'année OLDER à l'année NEWER (deux années, ou deux fichiers)."""
    from clas_core.documents.differences import difference_sections
    from clas_core.national.difference import differences

    if changelog and (as_json or output is not None):
        raise click.UsageError("--changelog s'écrit seul : sans -o ni --json.")
    before, after = both(older, newer)
    if changelog:
        from clas_core.national.changelog import changelog_entry

        click.echo(changelog_entry(before, after), nl=False)
        return
    if output is not None:
        _write_differences(before, after, output)
        if not as_json:
            return
    if as_json:
        from clas_api.v1.catalogue_serializers import differences_json

        show_json(differences_json(before, after))
        return
    if not differences(before, after):
        click.echo("Rien ne change.")
        return
    for section in difference_sections(before, after, whole=True):
        click.echo(f"{section.title} :")
        for block in section.blocks:
            for line in block_lines(block):
                say(f"  {line}")


def _write_differences(before: "Referential", after: "Referential", output: Path) -> None:
    """Write what changes as a document, or its table alone as CSV."""
    from clas_core.documents.differences import HEADER as DIFFERENCE_HEADER
    from clas_core.documents.differences import difference_rows, differences_document
    from clas_core.estimates.compared_cases import national_compared

    if output.suffix.lower() == ".csv":
        from clas_api.exchange.writing_csv import table_csv

        deliver(table_csv(DIFFERENCE_HEADER, difference_rows(before, after)), output)
        return
    from clas_api.cli.documents import write_document

    write_document(differences_document(before, after, national_compared(before, after)), output, also=", .csv")


@referentials.command()
@click.option(
    "--of", "of", type=click.Choice(["ps", "bonus"]), default="ps", help="Les chiffres de la Ps, ou les bonus."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier .svg à écrire.")
@json_option
def chart(of: str, output: Path | None, as_json: bool) -> None:
    """Montrer les chiffres d'année en année ; une année sans chiffre reste vide."""
    from clas_core.documents.figures_chart import figures_chart
    from clas_core.documents.model import figures_of
    from clas_core.money import amount_text

    if output is not None and output.suffix.lower() != ".svg":
        raise click.BadParameter(f"« {output} » : le nom du fichier se termine par .svg.")
    shown = figures_chart(load_years(), of)
    if output is not None:
        from clas_api.rendering.charts import draw

        deliver(str(draw(shown)).encode(), output)
        if not as_json:
            return
    if as_json:
        show_json(
            {
                "title": shown.title,
                "years": list(shown.categories),
                "series": [
                    {
                        "name": each.name,
                        "values": [None if value is None else amount_text(value) for value in each.values],
                    }
                    for each in shown.series
                ],
            }
        )
        return
    table = figures_of(shown)
    show_rows(table.header, [[str(cell) for cell in row] for row in table.rows])


for command in (new_year, confirm, consult, enact, correct, close, export, sign, verify):
    referentials.add_command(command)
