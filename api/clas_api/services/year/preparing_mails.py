"""Writing to the heads of departments of what their year still misses: once a week a department at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from clas_api.context import Context, command
from clas_api.services.outbox import write_mail
from clas_api.services.trace import record
from clas_api.services.year.nation import counting
from clas_api.services.year.preparing import Preparation, prepare
from clas_api.store.preparing import heads_by_department, hold_chains, told_last
from clas_core.conformance.readiness import Readiness
from clas_core.conformance.readiness_told import readiness_mail
from clas_core.errors import Refused

AGAIN_AFTER = timedelta(days=7)
SUBJECT = "readiness"
"""What the trace calls these mails by, in the chain of each department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWrite:
    """A department that misses something: how many heads would be written to; or why none is, in words."""

    readiness: Readiness
    heads: int
    refusal: str = ""


def departments_to_write(context: Context, year: str) -> tuple[Preparation, Sequence[ToWrite]]:
    """Return how ready a year is, and the departments that miss something, with how many a mail would go to.

    Raises as `prepare`, and `Forbidden` but for the national team.
    """
    context.open("nation.read")
    preparation = prepare(context, year)
    with counting(context.session) as apart:
        return preparation, _to_write_in(apart, context.now, preparation)[0]


def _to_write_in(
    session: Session, now: datetime, preparation: Preparation
) -> tuple[Sequence[ToWrite], Mapping[str, Sequence[str]]]:
    """Return them with the addresses of the heads of each."""
    missing = [each for each in preparation.departments if each.missing]
    slugs = [each.slug for each in missing]
    heads = heads_by_department(session, slugs)
    last = told_last(session, slugs, SUBJECT)
    return [_to_write(now, each, heads, last) for each in missing], heads


def _to_write(
    now: datetime, readiness: Readiness, heads: Mapping[str, Sequence[str]], last: Mapping[str, datetime]
) -> ToWrite:
    there = heads.get(readiness.slug, ())
    told = last.get(readiness.slug)
    refusal = ""
    if not there:
        refusal = "personne n'est responsable du service sur la plateforme"
    elif told is not None and now - told < AGAIN_AFTER:
        refusal = "un courriel est déjà parti il y a moins d'une semaine"
    return ToWrite(readiness=readiness, heads=len(there), refusal=refusal)


@command
def write_to_departments(context: Context, year: str) -> Sequence[str]:
    """Write to the heads of each department that misses something, unless they were within a week; return the names of
    the departments written to. Commits. Raises as `prepare`, and `Refused` where nobody is to be written to."""
    context.open("nation.read", writing=True)
    preparation = prepare(context, year, seconds=None)
    context.open_wholly(writing=True)
    hold_chains(context.session, [each.slug for each in preparation.departments])
    written = []
    found, heads = _to_write_in(context.session, context.now, preparation)
    for each in found:
        if each.refusal:
            continue
        readiness, slug = each.readiness, each.readiness.slug
        subject, text = readiness_mail(preparation.year, readiness)
        link = f"{context.installation.settings.base_url}/espace/departements/{slug}/preparation/{preparation.year}"
        for email in heads[slug]:
            body = f"Bonjour,\n\n{text}\n\nLa préparation de votre département : {link}\n"
            write_mail(context, email, subject, body, department=slug)
        after = {"school_year": str(preparation.year), "missing": [item.id for item in readiness.missing]}
        record(context, "readiness.written", SUBJECT, chain=slug, after=after)
        written.append(readiness.name)
    if not written:
        raise Refused("Personne n'est à prévenir : rien ne manque, ou tous l'ont été il y a moins d'une semaine.")
    context.session.commit()
    return written
