"""Telling the heads of the Cafs that a consultation is open: once, whoever has put the draft into consultation, and
wherever its file was written."""

from sqlalchemy import func, select

from clas_api.context import Context, command
from clas_api.services.outbox import write_mail
from clas_api.services.people.writing_to_cafs import heads_of
from clas_api.services.rules.consulting import digest_of_rules, open_years
from clas_api.services.trace import hold_chain, record
from clas_api.store.models import NATIONAL, AuditEntry


@command
def tell_consultations(context: Context) -> int:
    """Write to the heads of every department that is served of each year in consultation that they were not told of;
    return how many mails were written. For the installation itself. Commits."""
    context.open_wholly(writing=True)
    hold_chain(context, NATIONAL)  # of two at once, the second sees the first
    written = 0
    for year in open_years(context.installation.library):
        subject = f"consultation {year.school_year}"
        told = select(func.count()).where(AuditEntry.chain == NATIONAL, AuditEntry.subject == subject)
        if context.session.scalar(told):
            continue
        departments: dict[str, str] = {}
        for plugin in context.installation.registry:
            for email in heads_of(context, plugin.slug):
                departments.setdefault(email, plugin.slug)
        for email, slug in departments.items():
            _write(context, email, slug, str(year.school_year))
        after = {"draft": digest_of_rules(year.text), "told": len(departments)}
        record(context, "comment.asked", subject, after=after)
        written += len(departments)
    context.session.commit()
    return written


def _write(context: Context, email: str, department: str, year: str) -> None:
    link = f"{context.installation.settings.base_url}/espace/caf/consultations"
    body = (
        f"Bonjour,\n\nLe projet de règles nationales {year} du Clas est en consultation : vous, et les agents de votre "
        "service, pouvez donner un avis sur chacun de ses points. L'équipe nationale répond à chaque avis.\n\n"
        f"Le projet : {link}\n"
    )
    write_mail(context, email, f"Règles Clas {year} : donnez votre avis", body, department=department)
