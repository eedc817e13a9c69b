"""``clas mail``: sending what waits in the outbox, and looking after what could not be sent."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from time import sleep
from typing import TYPE_CHECKING
from uuid import UUID

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, say_no, show_json, show_rows

if TYPE_CHECKING:
    from clas_api.services.maintenance.sending import Tally

_STATES = {
    "waiting": "en attente",
    "sending": "en cours d'envoi",
    "sent": "envoyé",
    "failed": "en échec",
    "uncertain": "incertain",
}


@click.group()
def mail() -> None:
    """Les mails à envoyer."""


@mail.command("send")
@click.option("--loop", "seconds", type=click.IntRange(1, 86400), metavar="SECONDES", help="Recommencer sans fin.")
@json_option
def send_mails(seconds: int | None, as_json: bool) -> None:
    """Envoyer les mails en attente, chacun une fois.

    Le code de retour est 1 si des mails n'ont pas pu être envoyés ou sont incertains.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from clas_api.services.instruction.telling_arrivals import tell_arrivals
    from clas_api.services.maintenance.sending import send_waiting

    with system_context() as context:
        if seconds is None:
            tell_arrivals(context, "at_once")
            tally = send_waiting(context)
            _show(tally, as_json)
            if tally.failed or tally.uncertain:
                say_no()
            return
        while True:
            try:
                tell_arrivals(replace(context, now=context.installation.clock.now()), "at_once")
                tally = send_waiting(context)
                if any(asdict(tally).values()):
                    _show(tally, as_json)
            except SQLAlchemyError:
                context.session.rollback()
                click.echo(f"La base de données ne répond pas ; nouvel essai dans {seconds} s.", err=True)
            sleep(seconds)


def _show(tally: "Tally", as_json: bool) -> None:
    if as_json:
        show_json(asdict(tally))
        return
    counts = [f"{count} {_STATES[state]}" for state, count in asdict(tally).items() if count]
    click.echo(", ".join(counts) + "." if counts else "Aucun mail à envoyer.")
    if tally.failed or tally.uncertain:
        click.echo("« clas mail list --state failed » et « --state uncertain » les montrent ; clas mail resend ID.")


@mail.command("list")
@click.option("--state", type=click.Choice(sorted(_STATES)), help="Un seul état.")
@click.option("--limit", type=click.IntRange(1, 10000), default=50, show_default=True, help="Au plus.")
@json_option
def list_outbox(state: str | None, limit: int, as_json: bool) -> None:
    """Montrer les mails, du plus récent au plus ancien, sans leur texte (clas mail show)."""
    from clas_api.services.maintenance.sending import list_mails

    with system_context() as context:
        rows = [
            {
                "id": str(each.id),
                "state": each.state,
                "attempts": each.attempts,
                "created_at": each.created_at.isoformat(timespec="seconds"),
                "recipient": each.recipient,
                "last_error": each.last_error,
            }
            for each in list_mails(context, state, limit)
        ]
    if as_json:
        show_json(rows)
    elif rows:
        header = ("ID", "ÉTAT", "ESSAIS", "ÉCRIT LE", "DESTINATAIRE", "DERNIÈRE ERREUR")
        show_rows(header, [_cells({**row, "state": _STATES[str(row["state"])]}) for row in rows])
    else:
        click.echo("Aucun mail.")


def _cells(row: Mapping[str, object]) -> list[str]:
    return ["" if value is None else str(value) for value in row.values()]


@mail.command("show")
@click.argument("mail_id", metavar="[ID]", type=click.UUID, required=False)
@json_option
def show_mail(mail_id: UUID | None, as_json: bool) -> None:
    """Montrer un mail avec son texte, le dernier écrit sans ID, là où aucun ne part : une démonstration, un essai."""
    from clas_api.services.maintenance.sending import read_mail

    with system_context() as context:
        letter = read_mail(context, mail_id)
        shown = {"id": str(letter.id), "recipient": letter.recipient, "subject": letter.subject, "body": letter.body}
    if as_json:
        show_json(shown)
    else:
        click.echo(f"À : {shown['recipient']}\nObjet : {shown['subject']}\n\n{shown['body']}")


@mail.command("resend")
@click.argument("mail_id", metavar="ID", type=click.UUID)
@json_option
def resend_mail(mail_id: UUID, as_json: bool) -> None:
    """Remettre en attente un mail en échec ou incertain."""
    from clas_api.services.maintenance.sending import resend

    with system_context() as context:
        resend(context, mail_id)
    if as_json:
        show_json({"id": str(mail_id), "state": "waiting"})
    else:
        click.echo("Le mail est de nouveau en attente.")
