"""``clas webhooks``: telling programs of what has happened, and looking after what could not be told."""

from dataclasses import asdict
from time import sleep
from typing import TYPE_CHECKING
from uuid import UUID

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, say_no, show_json, show_rows

if TYPE_CHECKING:
    from clas_api.services.outward.sending_webhooks import Told

_STATES = {"waiting": "en attente", "sending": "en cours d'envoi", "delivered": "reçu", "failed": "en échec"}


@click.group()
def webhooks() -> None:
    """Les événements dits aux programmes."""


@webhooks.command("send")
@click.option("--loop", "seconds", type=click.IntRange(1, 86400), metavar="SECONDES", help="Recommencer sans fin.")
@json_option
def send(seconds: int | None, as_json: bool) -> None:
    """Envoyer ce qui attend.

    Le code de retour est 1 si un envoi a échoué pour de bon.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from clas_api.services.outward.sending_webhooks import send_webhooks

    with system_context() as context:
        if seconds is None:
            told = send_webhooks(context)
            _show(told, as_json)
            if told.failed:
                say_no()
            return
        while True:
            try:
                told = send_webhooks(context)
                if any(asdict(told).values()):
                    _show(told, as_json)
            except SQLAlchemyError:
                context.session.rollback()
                click.echo(f"La base de données ne répond pas ; nouvel essai dans {seconds} s.", err=True)
            sleep(seconds)


def _show(told: "Told", as_json: bool) -> None:
    if as_json:
        show_json(asdict(told))
        return
    counts = [f"{count} {_STATES[state]}" for state, count in asdict(told).items() if count]
    click.echo(", ".join(counts) + "." if counts else "Rien à envoyer.")


@webhooks.command("list")
@click.argument("webhook", metavar="[ID]", type=click.UUID, required=False)
@json_option
def list_webhooks(webhook: UUID | None, as_json: bool) -> None:
    """Montrer les webhooks, ou, avec ID, les envois de l'un d'eux."""
    from clas_api.services.outward.sending_webhooks import list_all, list_sent

    with system_context() as context:
        rows = list_all(context) if webhook is None else list_sent(context, webhook)
    if as_json:
        show_json(rows)
    elif not rows:
        click.echo("Aucun webhook." if webhook is None else "Aucun envoi.")
    elif webhook is None:
        header = ("ID", "DÉPARTEMENT", "À QUOI IL SERT", "ADRESSE", "ÉTAT")
        show_rows(
            header,
            [
                [*(str(each[name]) for name in ("id", "department", "label", "url")), _state(each["disabled_because"])]
                for each in rows
            ],
        )
    else:
        header = ("ID", "ÉVÉNEMENT", "ÉTAT", "ESSAIS", "DERNIÈRE ERREUR")
        show_rows(
            header,
            [
                [
                    str(each["id"]),
                    str(each["event"]),
                    _STATES[str(each["state"])],
                    str(each["attempts"]),
                    str(each["last_error"] or ""),
                ]
                for each in rows
            ],
        )


def _state(because: object) -> str:
    return f"désactivé : {because}" if because else "actif"


@webhooks.command("replay")
@click.argument("delivery", metavar="ID", type=click.UUID)
@json_option
def replay(delivery: UUID, as_json: bool) -> None:
    """Faire repartir un envoi, reçu ou en échec : le même, sous le même identifiant."""
    from clas_api.services.outward.registering import replay_delivery

    with system_context() as context:
        told = replay_delivery(context, delivery)
    if as_json:
        show_json(told)
    else:
        click.echo("L'envoi repartira : clas webhooks send.")
