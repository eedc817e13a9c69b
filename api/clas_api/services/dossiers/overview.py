"""What somebody finds when they arrive: their organisations, their dossiers, the calls they can answer, and, for a
Caf or a committee, how many dossiers there are in each state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from clas_api.context import Context
from clas_api.refusals import Forbidden
from clas_api.services.dossiers.complementing import open_requests
from clas_api.services.dossiers.drafting import judge
from clas_api.services.dossiers.moving import is_writable
from clas_api.services.dossiers.reading import sight_of, state_for
from clas_api.services.dossiers.timing import deadline_of, time_left
from clas_api.services.rules.campaigns import call_of, is_over
from clas_api.store.bilans import bilans_of, payments_of
from clas_api.store.dossiers import count_by_state, dossiers_of, extensions_of, unpaid_of_last_deposits
from clas_api.store.message_readings import unread_messages
from clas_api.store.models import BilanRow, ComplementRequest, DossierRow, Payment, PorteurRow
from clas_api.store.porteurs import porteurs_named
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.dossiers import kept_content, missing
from clas_core.dossiers.next_things import NextThing, next_thing
from clas_core.errors import ClasError


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDossier:
    """A dossier of one's own. `left` is how many points are open before it can be deposited; `None` when there is
    nothing to deposit, or no time left; `deadline` is not known while its department cannot be used. `asked` is what
    would be paid, in cents, of what is written now: the row says it of the last deposit. `bilan` is there once the
    dossier has begun. `requests` are the complements that the Caf waits for; `unpaid` says in words what would not be
    paid, of what is to be deposited or else of the last deposit. `time_left` says how much of it there is, or that none
    is; `next` is the one thing to do; `unread` counts the messages of the Caf that are new to whoever asks; `paid` is
    what was paid, in cents, less what was given back."""

    row: DossierRow
    deadline: datetime | None
    left: int | None
    asked: int
    bilan: BilanRow | None
    requests: Sequence[ComplementRequest] = ()
    unpaid: str = ""
    time_left: str = ""
    next: NextThing
    unread: int = 0
    paid: int = 0

    @property
    def writable(self) -> bool:
        return is_writable(self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A call that one's organisation can answer: `begun` is the dossier it has there, `earlier` one to begin with."""

    plugin: DepartmentPlugin
    campaign: Campaign
    porteur: PorteurRow
    deadline: datetime | None
    begun: DossierRow | None
    earlier: DossierRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`counts` gives the number of dossiers by department, call and state."""

    porteurs: Sequence[PorteurRow] = ()
    dossiers: Sequence[OwnDossier] = ()
    offers: Sequence[Offer] = ()
    counts: Mapping[str, Mapping[str, Mapping[str, int]]]


def overview(context: Context) -> Overview:
    """Return what whoever asks finds on arrival. Raises `NotSignedIn`."""
    try:
        sight = sight_of(context, "dossiers.read")
    except Forbidden:
        return Overview(counts={})
    scope = sight.scope
    porteurs = porteurs_named(context.session, scope.porteurs)
    rows = dossiers_of(context.session, scope.porteurs)
    bilans = bilans_of(context.session, [row.id for row in rows])
    sealed = unpaid_of_last_deposits(context.session, [row.id for row in rows])
    told = _Told(
        unread=_unread(context, [row.id for row in rows]),
        payments=payments_of(context.session, list(bilans)) if bilans else {},  # what is paid begins with the year
    )
    return Overview(
        porteurs=porteurs,
        dossiers=[_own(context, row, bilans.get(row.id), sealed.get(row.id, ""), told) for row in rows],
        offers=_offers(context, porteurs, rows),
        counts=count_by_state(context.session, sight) if scope.departments else {},
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What is asked once for all dossiers."""

    unread: Mapping[UUID, int]
    payments: Mapping[UUID, Sequence[Payment]]


def _unread(context: Context, dossiers: Sequence[UUID]) -> Mapping[UUID, int]:
    account = context.who.account
    return unread_messages(context.session, account, dossiers, side="porteur") if account and dossiers else {}


def _own(context: Context, row: DossierRow, bilan: BilanRow | None, unpaid: str, told: _Told) -> OwnDossier:
    requests = open_requests(context, row) if row.state == "complements_asked" else ()
    deadline, left, asked, remaining, over = None, None, row.asked_cents, "", False
    try:
        call = call_of(context, row)
        if call.served and is_writable(row):
            deadline, remaining = deadline_of(context, row, call), time_left(context, row, call)
            over = deadline is not None and is_over(deadline, context.now)
        if call.served and is_to_deposit(row):
            checked = judge(context, row, call, kept_content(row.content), context.now)
            asked, unpaid = checked.total, checked.unpaid.words
            left = None if deadline is None or over else len(missing(checked.points))
    except ClasError:
        deadline, left, asked, remaining, over = None, None, row.asked_cents, "", False
    return OwnDossier(
        row=row,
        deadline=deadline,
        left=left,
        asked=asked,
        bilan=bilan,
        requests=requests,
        unpaid=unpaid if is_writable(row) else "",
        time_left=remaining,
        next=next_thing_of(context, row, over=over, left=left, bilan=bilan),
        unread=told.unread.get(row.id, 0),
        paid=paid_of(told.payments.get(row.id, ())),
    )


def next_thing_of(
    context: Context, row: DossierRow, *, over: bool, left: int | None, bilan: BilanRow | None
) -> NextThing:
    """Return the one thing that the porteur of a dossier has to do next with it."""
    written: Literal["", "draft", "returned", "filed"] = ""
    if bilan is not None:
        written = "filed" if bilan.state == "filed" else "returned" if bilan.return_reason else "draft"
    return next_thing(state_for(context, row), to_deposit=is_to_deposit(row), over=over, left=left, bilan=written)


def paid_of(payments: Sequence[Payment]) -> int:
    """Return what was really paid of a dossier, in cents, less what was given back."""
    return sum(
        -each.amount_cents if each.kind == "recovery" else each.amount_cents for each in payments if each.paid_on
    )


def is_to_deposit(row: DossierRow) -> bool:
    """Tell whether a deposit is awaited: of a draft, of what has changed, of complements that were asked for."""
    return is_writable(row) and (row.state in ("draft", "complements_asked") or row.changed)


def _offers(context: Context, porteurs: Sequence[PorteurRow], rows: Sequence[DossierRow]) -> Sequence[Offer]:
    """Return, for each organisation, the calls that are not closed for it, the soonest closed first."""
    extended = extensions_of(context.session, [porteur.id for porteur in porteurs])
    offers = []
    for plugin in context.installation.registry:
        for campaign in plugin.department.campaigns.values():
            for porteur in porteurs:
                key = (porteur.id, plugin.slug, str(campaign.name))
                known = [each for each in (campaign.calendar.deadline, extended.get(key)) if each is not None]
                deadline = max(known, default=None)
                open_still = deadline is None or not is_over(deadline, context.now)
                if open_still and campaign.school_year in context.installation.library:
                    offers.append(_offer(plugin, campaign, porteur, deadline, rows))
    return sorted(offers, key=_in_order)


def _in_order(offer: Offer) -> tuple[bool, float, str, str]:
    """The soonest closed come first, and last those that are only announced."""
    end = offer.deadline.timestamp() if offer.deadline else 0.0
    return offer.deadline is None, end, offer.plugin.department.code, offer.porteur.name


def _offer(
    plugin: DepartmentPlugin,
    campaign: Campaign,
    porteur: PorteurRow,
    deadline: datetime | None,
    rows: Sequence[DossierRow],
) -> Offer:
    call = str(campaign.name)
    own = [row for row in rows if row.porteur_id == porteur.id]
    here = [row for row in own if (row.department, row.call) == (plugin.slug, call)]
    begun = [row for row in here if row.state != "withdrawn" and not row.given_up]
    if campaign.deposit.several_dossiers:
        begun = [row for row in begun if row.state == "draft"]
    year = str(campaign.school_year)
    earlier = sorted(  # of a year before rather than of another call of this one, whose groups are asked for there
        (row for row in own if row.school_year <= year and row not in here),
        key=lambda row: (
            row.school_year < year,
            row.school_year,
            row.department == plugin.slug,
            row.state == "deposited",
        ),
    )
    return Offer(
        plugin=plugin,
        campaign=campaign,
        porteur=porteur,
        deadline=deadline,
        begun=begun[-1] if begun else None,
        earlier=earlier[-1] if earlier else None,
    )


def porteurs_by_key(context: Context, porteurs: Sequence[UUID]) -> Mapping[UUID, PorteurRow]:
    """Return organisations by their keys, for a list that names them; within the transaction that was begun."""
    return {porteur.id: porteur for porteur in porteurs_named(context.session, frozenset(porteurs))}
