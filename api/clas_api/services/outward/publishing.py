"""Publishing what a department grants: first shown as it will be, then published as it was shown, by an act of the head
of its service. What was published stays as it was; what changes since is corrected or withdrawn by the next one."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from uuid import uuid4

from clas_api.context import Context, command
from clas_api.refusals import Stale
from clas_api.security.permissions import departments_of
from clas_api.services.rules.kept_calls import find_call, find_referential
from clas_api.services.trace import hold_chain, record
from clas_api.store.bilans import payments_of
from clas_api.store.granted import Granted, granted_of
from clas_api.store.models import DossierRow, Notification, Payment, Publication, digest
from clas_api.store.publications import decided_dossiers, last_publication, notifications_of
from clas_core.departments import Campaign, Department
from clas_core.errors import ClasError, NotFound, Refused
from clas_core.money import cents_of
from clas_core.open_data import Award, Candidate, Gate, Giver, Weighed, award_json, follow, kept_award
from clas_core.open_data.gate import THRESHOLD

_A_CALL = "Cet appel"
_NO_SIRET = "Le SIRET de la Caf n'est pas dans le fichier du département : sans lui, rien ne se publie."
_NOTHING = "Rien n'est à publier de cet appel : voyez, ligne par ligne, pourquoi."
_CHANGED = "Ce qui sera public a changé pendant que cette page était ouverte : relisez-le ci-dessous."


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be published now: `awards` as they would stand, what is `withheld` and why, and what was `published`
    last. `seen` names the whole: whoever publishes says which one they have read."""

    giver: Giver
    gate: Gate
    awards: Sequence[Award]
    withheld: Sequence[Weighed]
    published: Publication | None
    seen: str

    @property
    def changes(self) -> bool:
        """Whether publishing now would say anything else than what is public."""
        kept = self.published.awards if self.published else []
        return [award_json(each) for each in self.awards] != kept


def preview_publication(context: Context, slug: str, call: str) -> Preview:
    """Return what would be published of a call, for its Caf. Raises `NotFound`, `Forbidden`."""
    context.open("dossiers.study")
    if slug not in departments_of(context.who, "dossiers.study") and context.who.id != "system":
        raise NotFound(_A_CALL)
    return _preview(context, slug, call)


@command
def publish_call(context: Context, slug: str, call: str, *, seen: str) -> tuple[Publication, bool]:
    """Publish what the preview named `seen` says; return it, and whether it is new: the same, twice, is one. Commits.

    Raises `NotFound`, `Forbidden`, `Stale` once the preview says something else, `Refused` where there is nothing.
    """
    scope = context.open("publications.publish", writing=True)
    if slug not in scope.departments:
        raise NotFound(_A_CALL)
    hold_chain(context, slug)  # of two at once, the second sees the first
    preview = _preview(context, slug, call)
    if preview.published is not None and not preview.changes:
        return preview.published, False
    if not preview.giver.siret:
        raise Refused(_NO_SIRET)
    if not preview.awards:
        raise Refused(_NOTHING)
    if preview.seen != seen:
        raise Stale(_CHANGED)
    row = Publication(
        id=uuid4(),
        department=slug,
        call=call,
        number=preview.published.number + 1 if preview.published else 1,
        giver=asdict(preview.giver),
        awards=[award_json(each) for each in preview.awards],
        published_by=context.who.id,
        published_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    after = {
        "call": call,
        "number": row.number,
        "awards": len(row.awards),
        "withheld": len(preview.withheld),
        "content": preview.seen,
    }
    record(context, "open_data.published", row.id, chain=slug, after=after)
    context.session.commit()
    return row, True


def _preview(context: Context, slug: str, call: str) -> Preview:
    plugin, campaign = find_call(context, slug, call)
    giver, gate = _giver(context, plugin.department), _gate(context, campaign)
    last = last_publication(context.session, slug, call)
    published = [kept_award(each) for each in last.awards] if last else []
    decided = list(_decided(context, slug, campaign, [each.receipt for each in published]))
    candidates = [_candidate(*each, campaign) for each in decided if each[1].decision.outcome == "approved"]
    weighed = gate.weigh(candidates, giver=bool(giver.siret))
    now = [each.award for each in weighed if not each.reasons]
    # Of a decision that its porteur is not told yet nothing shows: what was public of the dossier stays.
    untold = {row.receipt for row, _, told, _ in decided if told is None}
    now += [each for each in published if each.receipt in untold]
    awards = follow(published, now)
    return Preview(
        giver=giver,
        gate=gate,
        awards=awards,
        withheld=[each for each in weighed if each.reasons],
        published=last,
        seen=digest([asdict(giver), *map(award_json, awards)]),
    )


def _giver(context: Context, department: Department) -> Giver:
    """Return the Caf, by the SIRET that holds today, as its file gives it."""
    today = context.now.date()
    known = sorted((each for each in department.caf.sirets if each.since <= today), key=lambda each: each.since)
    return Giver(name=department.caf.name, siret=known[-1].value if known else "")


def _gate(context: Context, campaign: Campaign) -> Gate:
    """Return how a call is published: the national threshold of its year, or a lower one of its own."""
    choice = campaign.open_data
    try:
        figure = find_referential(context, str(campaign.school_year)).threshold(THRESHOLD, "Seuil de publication")
    except ClasError:
        return Gate(ps=bool(choice and choice.ps), threshold=None)
    threshold = cents_of(figure.value)
    if choice is not None and choice.above is not None:
        threshold = min(threshold, cents_of(choice.above))
    return Gate(ps=bool(choice and choice.ps), threshold=threshold)


Decided = tuple[DossierRow, Granted, Notification | None, Sequence[Payment]]
"""A dossier with its last decision, when that was told, and what is paid for it."""


def _decided(context: Context, slug: str, campaign: Campaign, published: Sequence[str]) -> Iterator[Decided]:
    rows = decided_dossiers(context.session, slug, str(campaign.name), published)
    keys = [each.id for each in rows]
    granted = granted_of(context.session, keys) if keys else {}
    told = notifications_of(context.session, [each.decision.id for each in granted.values()])
    payments = payments_of(context.session, keys) if keys else {}
    for row in rows:
        each = granted.get(row.id)
        if each is not None:
            yield row, each, told.get(each.decision.id), payments[row.id]


def _candidate(
    row: DossierRow, granted: Granted, told: Notification | None, payments: Sequence[Payment], campaign: Campaign
) -> Candidate:
    decision, porteur = granted.decision, row.porteur
    beside = [*granted.aids, *(each.total for each in granted.programmes)]
    days = [each.due_on for each in payments if not each.funder]
    year = campaign.school_year
    decided_on = decision.decided_at.date()
    receipt = row.receipt or ""
    award = Award(
        receipt=receipt,
        reference=f"{receipt}-{decision.number}",
        deposited_on=granted.version.deposited_at.date(),
        decided_on=decided_on,
        notified_on=row.convention_signed_on or (told.notified_at.date() if told else decided_on),
        name=porteur.name,
        siret=porteur.siret,
        rna=porteur.rna or "",
        purpose=f"Accompagnement à la scolarité, année scolaire {year}",
        asked=granted.version.asked_cents,
        cents=0,
        staged=bool(campaign.advances) or len(days) > 1,
        pays_from=min(days, default=year.first_day),
        pays_until=max(days, default=year.last_day),
    )
    return Candidate(
        award=award,
        nature=porteur.nature,
        representative=str((porteur.representative or {}).get("name", "")),
        told=told is not None,
        ps=decision.granted_cents - sum(each.amount for each in beside),
        own=sum(each.amount for each in beside if not each.funder),
    )
