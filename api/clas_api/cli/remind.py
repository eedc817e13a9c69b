"""``clas remind``: calling to mind what porteurs owe, to run once a day."""

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, show_json


@click.command()
@json_option
def remind(as_json: bool) -> None:
    """Rappeler aux porteurs les compléments et les bilans attendus bientôt, ou en retard ; dire aux Cafs ce qui arrive.

    À lancer une fois par jour : personne ne reçoit deux fois le même rappel. Les mails partent avec « clas mail send ».
    """
    from clas_api.services.instruction.reminding import remind_complements
    from clas_api.services.instruction.telling_arrivals import OF_A_DAY, tell_arrivals
    from clas_api.services.year.reminding_bilans import remind_bilans

    with system_context() as context:
        counts = {
            "complements": remind_complements(context),
            "bilans": remind_bilans(context),
            "arrivals": tell_arrivals(context, *OF_A_DAY),
        }
    if as_json:
        show_json(counts)
    elif any(counts.values()):
        told = f" De ce qui est arrivé : {counts['arrivals']} à des agents." if counts["arrivals"] else ""
        click.echo(
            f"Rappels écrits : {counts['complements']} pour des compléments, {counts['bilans']} pour des bilans.{told}"
        )
    else:
        click.echo("Aucun rappel à écrire.")
