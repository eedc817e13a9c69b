"""``clas estimate``: what groups would be paid, from a JSON file or standard input."""

from pathlib import Path
from typing import Any, BinaryIO

import click

from clas_api.cli.output import json_option, load_installation, show_json


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Feuille à écrire : .md, .html ou .pdf.",
)
@json_option
def estimate(file: BinaryIO, output: Path | None, as_json: bool) -> None:
    """Estimer la Ps des groupes décrits dans FILE (« - » : entrée standard).

    FILE est le même JSON que celui du service : department, school_year (ou call), groups ; avec chain à true, --json
    dit d'où vient chaque opérande.
    """
    from clas_api.cli.documents import write_document
    from clas_api.json_bodies import NotJson, parse_json
    from clas_api.services.rules.call_requests import call_asked
    from clas_api.services.rules.estimating import estimate_document, estimate_groups
    from clas_api.v1.schemas import EstimateRequestSchema
    from clas_core.reading import read_json

    try:
        asked = read_json(parse_json(file.read()), EstimateRequestSchema())
    except NotJson as error:
        line = "" if error.line is None else f" (ligne {error.line})"
        raise click.ClickException(f"{file.name}{line} : {error}") from None
    installation = load_installation()
    wanted = (installation, call_asked(asked), asked["department"], asked["groups"])
    if output is not None:
        write_document(estimate_document(*wanted), output, rehearsal=installation.is_rehearsal)
        return
    result, _ = estimate_groups(*wanted, explain=asked["explain"], chain=asked["chain"])
    if as_json:
        show_json(result)
    else:
        _show(result)


def _show(result: dict[str, Any]) -> None:
    """Write an estimate for somebody who reads it."""
    from clas_core.estimates import origins_in_words
    from clas_core.money import parse_amount, write_euros

    def euros(text: str) -> str:
        return write_euros(parse_amount(text))

    place = f", {result['department']}" if result["department"] else ", règles nationales seules"
    of_call = f", appel {result['call']}" if "call" in result else ""
    click.echo(f"Année scolaire {result['school_year']}{place}{of_call}")
    for group in result["groups"]:
        click.echo("")
        click.echo(f"{group['label']} : {euros(group['total'])}" + ("" if group["eligible"] else " (non éligible)"))
        for reason in group["reasons"]:
            click.echo(f"  ✗ {reason['message']} Attendu : {reason['expected']} ; indiqué : {reason['given_text']}.")
            click.echo(f"    [{reason['source']}]")
        steps = group.get("steps", ())
        for number, (step, origins) in enumerate(zip(steps, origins_in_words(steps), strict=True), start=1):
            click.echo(f"  {number}. {step['label']} : {step['operation']} → {euros(step['result'])}")
            click.echo(f"    d'après : {origins} [{step['source']}]")
        for each in group.get("advice", ()):
            click.echo(f"  → {each}")
    click.echo("")
    for remark in result.get("remarks", ()):
        click.echo(f"À noter : {remark}")
    click.echo(f"Total : {euros(result['total'])}" + (" (provisoire)" if result["provisional"] else ""))
    click.echo(f"Règles : {result['referential']['digest']}")
    for each in result["referential"].get("corrections", ()):
        click.echo(f"  correction n° {each['number']} du {each['on']} : {each['reason']}")
