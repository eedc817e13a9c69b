"""``clas open-data``: what would be published of a call, and what was, in each format."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, show_json, show_rows

_FORMATS = ("scdl", "data-subvention", "360giving", "common-grants")


@click.group("open-data")
def open_data() -> None:
    """Les données ouvertes : ce qui est publié de ce qui est accordé."""


@open_data.command("export")
@click.argument("department", metavar="DÉPARTEMENT")
@click.argument("year", metavar="ANNÉE")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="scdl", show_default=True, help="Le format.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Le fichier à écrire.")
@json_option
def export(department: str, year: str, form: str, output: Path | None, as_json: bool) -> None:
    """Écrire ce qui a été publié d'un appel : ce que chacun peut lire, et rien d'autre."""
    from clas_api.services.outward.publications import open_file

    with system_context() as context:
        file = open_file(context, department, year, form)
    if output is not None:
        output.write_text(file.text, encoding="utf-8", newline="")
    if as_json:
        show_json({"name": file.name, "media_type": file.media_type, "file": output and str(output)})
    elif output is None:
        sys.stdout.write(file.text)
    else:
        click.echo(f"{output} est écrit.")


@open_data.command("preview")
@click.argument("department", metavar="DÉPARTEMENT")
@click.argument("year", metavar="ANNÉE")
@json_option
def preview(department: str, year: str, as_json: bool) -> None:
    """Montrer ce qui serait public d'un appel, ce qui ne le serait pas, et pourquoi. Rien n'est publié."""
    from clas_api.services.outward.publishing import preview_publication
    from clas_core.money import write_euros
    from clas_core.open_data import award_json

    with system_context() as context:
        found = preview_publication(context, department, year)
    if as_json:
        show_json(
            {
                "giver": asdict(found.giver),
                "awards": [award_json(each) for each in found.awards],
                "withheld": [{"receipt": each.award.receipt, "reasons": list(each.reasons)} for each in found.withheld],
            }
        )
        return
    rows = [[each.receipt, each.name, write_euros(each.cents), "public"] for each in found.awards]
    rows += [
        [each.award.receipt, each.award.name, write_euros(each.award.cents), " ".join(each.words)]
        for each in found.withheld
    ]
    if rows:
        show_rows(("DOSSIER", "PORTEUR", "MONTANT", "PUBLIC, OU POURQUOI PAS"), rows)
    else:
        click.echo("Aucune décision n'accorde rien dans cet appel.")
