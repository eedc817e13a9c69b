"""``clas campaigns``: completing a published call."""

from typing import Any, BinaryIO

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, show_json


@click.group()
def campaigns() -> None:
    """Les appels : compléter ce que leur fichier laisse ouvert."""


@campaigns.command("amend")
@click.argument("slug")
@click.argument("year")
@click.argument("file", type=click.File("rb"))
@json_option
def amend(slug: str, year: str, file: BinaryIO, as_json: bool) -> None:
    """Compléter l'appel YEAR du département SLUG par l'avenant que décrit FILE (« - » : entrée standard).

    FILE est le même JSON que celui du service : source, et ce qui est précisé (closes, bilan_due, decides, envelopes,
    advances, contacts, sessions). Rien de ce que dit le fichier de l'appel n'est contredit.
    """
    from clas_api.json_bodies import NotJson, parse_json
    from clas_api.services.rules.amending import amend_campaign
    from clas_api.services.rules.finding import find_campaign
    from clas_core.departments.amendment_text import kept_amendment, request_schema
    from clas_core.documents import said_by
    from clas_core.reading import read_json

    try:
        asked = read_json(parse_json(file.read()), request_schema())
    except NotJson as error:
        line = "" if error.line is None else f" (ligne {error.line})"
        raise click.ClickException(f"{file.name}{line} : {error}") from None
    with system_context() as context:
        row, new = amend_campaign(context, slug, year, asked)
        _, campaign = find_campaign(context.installation, slug, year)
        state = campaign.calendar.state_on(context.now.date())
    if as_json:
        told: dict[str, Any] = {"id": str(row.id), "number": row.number, "new": new, "content": row.content}
        show_json({**told, "state": state, "digest": campaign.digest})
        return
    click.echo(f"Avenant n° {row.number}{'' if new else ', déjà enregistré'} :")
    for sentence in said_by(campaign, kept_amendment(row.content)):
        click.echo(f"  {sentence}")
    click.echo(f"Règles : {campaign.digest}")
