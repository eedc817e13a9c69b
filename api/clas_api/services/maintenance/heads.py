"""The heads of the trace, told outside the installation: what was written anew since shows against them."""

from datetime import datetime, time

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.maintenance.verifying import Head
from clas_api.services.outbox import write_mail
from clas_api.store.models import AuditHead, OutgoingMail
from clas_core.errors import Refused
from clas_core.years import PARIS, write_day

_BODY = (
    "Bonjour,\n\nVoici la tête de chaque chaîne de la trace, ce jour. Conservez ce message hors de la plateforme : "
    "il montrera ce qui aurait été récrit depuis. Enregistré dans un fichier, il se compare par « clas audit verify "
    "--expect-file FICHIER ».\n\n{heads}\n\nCe message est envoyé par la plateforme Clas ; n'y répondez pas."
)


def heads_of_chains(context: Context) -> list[Head]:
    """Return the head of each chain, as the database keeps it."""
    context.open("audit.read")
    asked = select(AuditHead.chain, AuditHead.number, AuditHead.digest).order_by(AuditHead.chain)
    return [Head(*row) for row in context.session.execute(asked)]


@command
def send_heads(context: Context) -> int:
    """Write the heads to each address of `audit_heads_to`, once a day; return how many mails were written. Commits.

    Raises `Refused` when there is no address.
    """
    addresses = context.installation.settings.audit_heads_to
    if not addresses:
        raise Refused("Aucune adresse n'attend les têtes de la trace : donnez audit_heads_to (CLAS_AUDIT_HEADS_TO).")
    context.open_wholly(writing=True)
    heads = heads_of_chains(context)
    today = context.now.astimezone(PARIS).date()
    subject = f"Têtes de la trace Clas, {write_day(today)}"
    of_today = OutgoingMail.subject == subject, OutgoingMail.created_at >= datetime.combine(today, time.min, PARIS)
    told = set(context.session.scalars(select(OutgoingMail.recipient).where(*of_today)))
    new = [each for each in dict.fromkeys(addresses) if each not in told]
    for address in new:
        write_mail(context, address, subject, _BODY.format(heads="\n".join(map(str, heads)) or "Aucune chaîne."))
    context.session.commit()
    return len(new)
