"""``clas documents``: the documents that porteurs join."""

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import json_option, say_no, show_json

NO_ANTIVIRUS = (
    "Aucun antivirus n'est réglé : donnez à « clamav » l'adresse de clamd, par exemple unix:/run/clamav/clamd.ctl."
)


@click.group("documents")
def attachments() -> None:
    """Les pièces que les porteurs joignent."""


@attachments.command("scan")
@click.option("--again", is_flag=True, help="Revoir aussi les pièces déjà vérifiées : l'antivirus en sait plus.")
@json_option
def scan(again: bool, as_json: bool) -> None:
    """Montrer à l'antivirus les pièces qui l'attendent.

    À lancer chaque heure, et une fois par jour avec --again. Le code de retour est 1 si un virus est reconnu ou si une
    pièce n'a pas pu être lue.
    """
    from clas_api.services.maintenance.examining import documents_to_examine, examine_all

    with system_context() as context:
        antivirus = context.installation.antivirus
        if antivirus is None:
            raise click.ClickException(NO_ANTIVIRUS)
        keys = documents_to_examine(context, again=again)
        with progress(len(keys), "Pièces") as advance:
            found = examine_all(context, antivirus, keys, advance)
    if as_json:
        lists = {name: list(map(str, getattr(found, name))) for name in ("infected", "unreadable")}
        show_json({"sound": found.sound, **lists})
    else:
        click.echo(f"Pièces saines : {found.sound}." if keys else "Aucune pièce n'attend l'antivirus.")
        for key in found.infected:
            click.echo(
                f"Document {key} : un virus est reconnu ; il n'est plus remis, ses gens et la Caf sont prévenus."
            )
        for key in found.unreadable:
            click.echo(f"Document {key} : ses octets ne peuvent pas être lus (« clas db check »).")
    if found.infected or found.unreadable:
        say_no()
