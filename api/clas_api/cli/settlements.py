"""``clas settle``: settling all the dossiers of a call whose bilan is filed."""

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import json_option, say_no, show_json


@click.command()
@click.argument("department", metavar="DÉPARTEMENT")
@click.argument("year", metavar="ANNÉE")
@json_option
def settle(department: str, year: str, as_json: bool) -> None:
    """Solder les dossiers d'un appel dont le bilan est déposé.

    Chaque dossier est soldé d'après les règles de son dépôt. Interrompue, la commande reprend où elle s'est arrêtée.
    Le code de retour est 1 si un dossier n'a pas pu être soldé.
    """
    from clas_api.services.year.settling_many import count_to_settle, settle_all

    refused: dict[str, str] = {}
    settled = 0
    with system_context() as context:
        count = count_to_settle(context, department, year)
        with progress(count, "Solde des dossiers") as advance:
            for receipt, reason in settle_all(context, department, year):
                if reason:
                    refused[receipt] = reason
                else:
                    settled += 1
                advance(1)
    if as_json:
        show_json({"settled": settled, "refused": refused})
    elif not count:
        click.echo("Aucun dossier n'attend d'être soldé : aucun bilan déposé.")
    else:
        click.echo(f"{settled} dossier(s) soldé(s), {len(refused)} non soldé(s).")
        for receipt, reason in refused.items():
            click.echo(f"  {receipt} : {reason}")
    if refused:
        say_no()
