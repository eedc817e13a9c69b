"""``clas campaigns``: completing a published call, and telling what a year of it came to."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import deliver, json_option, show_json


@click.group()
def campaigns() -> None:
    """Les appels : compléter ce que leur fichier laisse ouvert, en faire le bilan."""


@campaigns.command("amend")
@click.argument("slug")
@click.argument("year")
@click.argument("file", type=click.File("rb"))
@json_option
def amend(slug: str, year: str, file: BinaryIO, as_json: bool) -> None:
    """Compléter l'appel YEAR du département SLUG par l'avenant que décrit FILE (« - » : entrée standard).

    FILE est le même JSON que celui du service : source, et ce qui est précisé (closes, bilan_due, decides, envelopes,
    own_envelopes, advances, contacts, sessions). Rien de ce que dit le fichier de l'appel n'est contredit.
    """
    from clas_api.json_bodies import NotJson, parse_json
    from clas_api.services.rules.amending import amend_campaign
    from clas_api.services.rules.finding import find_campaign
    from clas_core.departments.amendment_text import kept_amendment, request_schema
    from clas_core.documents.amendments_part import said_by
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


@campaigns.command("bilan")
@click.argument("slug")
@click.argument("year")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire : .md, .html ou .pdf."
)
@json_option
def bilan(slug: str, year: str, output: Path | None, as_json: bool) -> None:
    """Écrire le bilan des appels de l'année YEAR du département SLUG : ce qui a été déposé, accordé et fait.

    Il compte tout, même ce que peu de porteurs partagent : regardez-le avant de le publier.
    """
    from clas_api.rendering import FORMATS, render
    from clas_api.services.year.call_bilans import load_call_bilan

    form = "md" if output is None else output.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise click.BadParameter(f"« {output} » : le nom du fichier se termine par .md, .html ou .pdf.")
    with system_context() as context:
        found = load_call_bilan(context, slug, year)
        rehearsal = context.installation.is_rehearsal
    if as_json:
        told = found.told
        parts = {
            "parts": asdict(told.parts) if told.parts else None,
            "parts_before": asdict(told.parts_before) if told.parts_before else None,
        }
        show_json({**told.counted, "before": told.before, **parts})
        return
    deliver(render(found.document, form, rehearsal=rehearsal)[0], output)


@campaigns.command("payments")
@click.argument("slug")
@click.argument("year")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire : .md, .html ou .pdf."
)
@json_option
def payments(slug: str, year: str, output: Path | None, as_json: bool) -> None:
    """Écrire les paiements à faire de l'appel YEAR du département SLUG : par financeur, avec les totaux en lettres."""
    from clas_api.rendering import FORMATS, render
    from clas_api.services.year.ordering_payments import order_payments

    form = "md" if output is None else output.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise click.BadParameter(f"« {output} » : le nom du fichier se termine par .md, .html ou .pdf.")
    with system_context() as context:
        found = order_payments(context, slug, year)
        rehearsal = context.installation.is_rehearsal
    if as_json:
        show_json(found.content)
        return
    deliver(render(found.document, form, rehearsal=rehearsal)[0], output, private=True)
