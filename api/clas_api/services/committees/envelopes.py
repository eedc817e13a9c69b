"""The envelopes of a call, followed live: what there is, what is granted, what a session is about to grant."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from clas_api.context import Context
from clas_api.services.committees.deliberating import Granting
from clas_api.services.rules.kept_calls import find_call
from clas_api.store.envelopes import aid_granted_in, granted_in, programmes_granted_in
from clas_api.store.models import AgendaItem
from clas_api.store.sessions import WholeSession
from clas_core.committees.session import RecordedEnvelope
from clas_core.committees.session_schemas import read_record
from clas_core.departments import Campaign
from clas_core.departments.campaign import ENVELOPE_KINDS
from clas_core.departments.funders import Aid
from clas_core.documents.minutes import envelope_name, paid_by
from clas_core.errors import Path, Problem
from clas_core.money import cents_of, parse_amount, write_euros


def envelopes_of(
    context: Context, department: str, call: str, about: Sequence[UUID], granting: Iterable[Granting]
) -> Sequence[RecordedEnvelope]:
    """Return the envelopes of a call: `granting` is what is about to be decided on the dossiers `about`.

    First those of the Caf, then those of the aid that funders give, then those of the other programmes. The Caf's local
    aid is what it pays itself.
    """
    _, campaign = find_call(context, department, call)
    stated = {each.kind: cents_of(each.amount) for each in campaign.envelopes}
    before = dict(granted_in(context.session, department, call, but=about))
    added = tuple(granting)
    session = {kind: sum(each.amounts[kind] for each in added) for kind in ENVELOPE_KINDS}
    programmes = _of_programmes(context, campaign, about, added, department)
    given = _by_aid(context, department, call, about) if campaign.aids else {}
    aids = [_of_aid(campaign, each, given, added) for each in campaign.aids]
    for each in aids:
        if each.payer:
            before["supplements"] -= each.before
            session["supplements"] -= each.session
    return (
        *(
            RecordedEnvelope(kind=kind, amount=stated.get(kind), before=before[kind], session=session[kind])
            for kind in ENVELOPE_KINDS
        ),
        *aids,
        *programmes,
    )


def _of_programmes(
    context: Context, campaign: Campaign, about: Sequence[UUID], granting: Sequence[Granting], department: str
) -> Sequence[RecordedEnvelope]:
    """Return the envelope of each other programme than the Clas."""
    if not campaign.programmes:
        return ()
    before: Counter[str] = Counter()
    for granted in programmes_granted_in(context.session, department, str(campaign.name), but=about):
        before.update({each["id"]: parse_amount(each["amount"]) for each in granted})
    return tuple(
        RecordedEnvelope(
            kind="programme",
            aid=each.id,
            label=each.label,
            payer=campaign.payer_of(each)[1],
            amount=None if each.envelope is None else cents_of(each.envelope),
            before=before[each.id],
            session=sum(granted.programmes.get(each.id, 0) for granted in granting),
        )
        for each in campaign.programmes
    )


def _by_aid(context: Context, department: str, call: str, about: Sequence[UUID]) -> Mapping[tuple[UUID, str], int]:
    """Return what is granted of each aid to each porteur, in cents, without the dossiers `about`."""
    found: dict[tuple[UUID, str], int] = {}
    for porteur, aids in aid_granted_in(context.session, department, call, but=about):
        for each in aids:
            key = (porteur, each["id"])
            found[key] = found.get(key, 0) + parse_amount(each["amount"])
    return found


def _of_aid(
    campaign: Campaign, aid: Aid, given: Mapping[tuple[UUID, str], int], granting: Sequence[Granting]
) -> RecordedEnvelope:
    return RecordedEnvelope(
        kind="aid",
        aid=aid.id,
        label=aid.label,
        payer=campaign.payer_of(aid)[1],
        amount=None if aid.envelope is None else cents_of(aid.envelope),
        before=sum(cents for (_, name), cents in given.items() if name == aid.id),
        session=sum(each.aids.get(aid.id, 0) for each in granting),
    )


def envelope_problems(envelopes: Iterable[RecordedEnvelope], place: Path) -> Iterable[Problem]:
    """Yield a problem for each envelope that would be exceeded."""
    for each in envelopes:
        if each.exceeded and each.amount is not None:
            granted = write_euros(each.before + each.session)
            whose = _WHOSE.get(each.kind, "du département")
            yield Problem(
                place,
                f"L'enveloppe {whose} ({envelope_name(each)}) est de {write_euros(each.amount)} : "
                f"{granted} seraient accordés. {_MEND.get(each.kind, _RETAIN_LESS)}",
            )


_WHOSE = {"aid": "de l'aide", "programme": "du programme"}
_RETAIN_LESS = "Retenez moins de groupes, ou mettez des dossiers en liste d'attente."
_MEND = {"programme": "Accordez moins, avec sa raison, ou mettez des dossiers en liste d'attente."}


def porteur_problems(
    context: Context, department: str, call: str, about: Sequence[UUID], granting: Sequence[Granting], place: Path
) -> Iterator[Problem]:
    """Yield a problem for each aid of which a porteur would get more, by its rule, than it gives one porteur.

    What the committee sets is its own to justify.
    """
    _, campaign = find_call(context, department, call)
    bounded = [(each, cents_of(each.most_per_porteur)) for each in campaign.aids if each.most_per_porteur is not None]
    if not bounded:
        return
    given = _by_aid(context, department, call, about)
    for aid, most in bounded:
        for porteur in {each.porteur for each in granting}:
            of_porteur = [each for each in granting if each.porteur == porteur and aid.id in each.aids]
            total = given.get((porteur, aid.id), 0) + sum(each.aids[aid.id] for each in of_porteur)
            if total > most and not any(aid.id in each.chosen for each in of_porteur):
                name = paid_by(aid.label, campaign.payer_of(aid)[1])
                yield Problem(
                    place,
                    f"{name} : {write_euros(most)} au plus par porteur, et ses dossiers en auraient "
                    f"{write_euros(total)}. Fixez un montant plus bas, avec sa raison.",
                )


def prepared_amounts(items: Iterable[AgendaItem], porteurs: Mapping[UUID, UUID]) -> Iterable[Granting]:
    """Yield what the decisions that are prepared would grant; `porteurs` are those of the dossiers."""
    for item in items:
        draft = item.draft
        if draft is None:
            continue
        yield Granting(
            porteur=porteurs[item.dossier_id],
            amounts=draft["worth"],
            aids=draft.get("aids_worth", {}),
            chosen={each["id"] for each in draft.get("aids", ())},
            programmes={each["id"]: parse_amount(each["amount"]) for each in draft.get("programmes", ())},
        )


def follow_envelopes(context: Context, whole: WholeSession) -> Sequence[RecordedEnvelope]:
    """Return the envelopes as a session goes on; those of its closing once it is closed."""
    row = whole.row
    if row.record is not None:
        return read_record(row.record).envelopes
    about = [item.dossier_id for item in whole.items]
    porteurs = {key: dossier.porteur_id for key, dossier in whole.dossiers.items()}
    return envelopes_of(context, row.department, row.call, about, prepared_amounts(whole.items, porteurs))
