"""``clas sessions``: what a session of a committee is prepared with."""

from uuid import UUID

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, show_json


@click.group()
def sessions() -> None:
    """Les séances des comités."""


@sessions.command()
@click.argument("session", type=click.UUID, metavar="SÉANCE")
@json_option
def allocations(session: UUID, as_json: bool) -> None:
    """Comparer les répartitions du bonus d'une SÉANCE, par chaque règle que publie l'appel.

    Rien n'est écrit : le comité décide. Sans enveloppe des bonus, ou sans règle publiée, rien n'est réparti, et c'est
    dit.
    """
    from clas_api.services.committees.allocating import compare_allocations
    from clas_core.committees.allocation_words import reason_in_words, standing_in_words
    from clas_core.money import write_euros

    with system_context() as context:
        found = compare_allocations(context, session)
    if as_json:
        from clas_api.v1.allocation_answers import ComparedAllocationsSchema, told

        show_json(ComparedAllocationsSchema().dump(told(found)))
        return
    if found.available is None:
        click.echo("L'enveloppe des bonus n'est pas fixée : rien n'est réparti.")
        return
    proposed = f"{len(found.claims)} bonus proposés, {write_euros(found.claimed)}"
    click.echo(f"Enveloppe disponible : {write_euros(found.available)}. {proposed}.")
    if not found.allocations:
        click.echo("L'appel ne publie aucune règle de répartition.")
    for each in found.allocations:
        click.echo(
            f"\n{each.rule.label} : {each.bonuses} bonus, {each.dossiers} dossiers, {write_euros(each.granted)}, "
            f"reste {write_euros(each.left)}"
        )
        for served in each.served:
            claim = served.claim
            click.echo(
                f"  {served.rank}. {claim.receipt}, groupe {claim.position}, {found.labels[claim.bonus]} : "
                f"{reason_in_words(served, each)} ({standing_in_words(served, each.rule)})"
            )
