"""``clas remind``: calling to mind what is due, to run once a day."""

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, show_json


@click.command()
@json_option
def remind(as_json: bool) -> None:
    """Rappeler ce qui est attendu bientôt, ou en retard : brouillons à déposer, compléments, bilans ; aux membres des
    comités, leurs séances ; dire aux Cafs ce qui arrive, et qu'une consultation est ouverte.

    À lancer une fois par jour : personne ne reçoit deux fois le même rappel. Les mails partent avec « clas mail send ».
    """
    from clas_api.services.committees.reminding_sessions import remind_sessions
    from clas_api.services.dossiers.reminding_drafts import remind_drafts
    from clas_api.services.instruction.reminding import remind_complements
    from clas_api.services.instruction.telling_arrivals import OF_A_DAY, tell_arrivals
    from clas_api.services.rules.opening_consultations import tell_consultations
    from clas_api.services.year.reminding_bilans import remind_bilans

    with system_context() as context:
        counts = {
            "drafts": remind_drafts(context),
            "complements": remind_complements(context),
            "bilans": remind_bilans(context),
            "sessions": remind_sessions(context),
            "arrivals": tell_arrivals(context, *OF_A_DAY),
            "consultations": tell_consultations(context),
        }
    if as_json:
        show_json(counts)
    elif any(counts.values()):
        told = f" De ce qui est arrivé : {counts['arrivals']} à des agents." if counts["arrivals"] else ""
        written = ", ".join(f"{counts[name]} pour des {what}" for name, what in _WHAT.items())
        told += f" D'une consultation : {counts['consultations']} à des Cafs." if counts["consultations"] else ""
        click.echo(f"Rappels écrits : {written}.{told}")
    else:
        click.echo("Aucun rappel à écrire.")


_WHAT = {"drafts": "brouillons", "complements": "compléments", "bilans": "bilans", "sessions": "séances"}
