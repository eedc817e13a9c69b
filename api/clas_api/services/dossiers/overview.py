"""What somebody finds when they arrive: their organisations, their dossiers, the calls they can answer, and, for a
Caf or a committee, how many dossiers there are in each state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from clas_api.refusals import Forbidden
from clas_api.services.desk import Desk
from clas_api.services.dossiers.complementing import complements_due
from clas_api.services.dossiers.drafting import content_of, judge
from clas_api.services.dossiers.reading import sight_of
from clas_api.services.rules.campaigns import OpenCall, call_for
from clas_api.store.bilans import bilans_of
from clas_api.store.dossiers import count_by_state, dossiers_of, extensions_of
from clas_api.store.models import BilanRow, DossierRow, PorteurRow
from clas_api.store.porteurs import porteurs_named
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.dossiers import missing
from clas_core.dossiers.lifecycle import steps_from
from clas_core.errors import ClasError
from clas_core.years import PARIS


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDossier:
    """A dossier of one's own. `left` is how many points are open before it can be deposited; `None` when there is
    nothing to deposit; `deadline` is not known while its department cannot be used; `bilan` is there once the dossier
    has begun."""

    row: DossierRow
    deadline: datetime | None
    left: int | None
    bilan: BilanRow | None

    @property
    def writable(self) -> bool:
        return is_writable(self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A call that one's organisation can answer: `begun` is the dossier it has there, `earlier` one to begin with."""

    plugin: DepartmentPlugin
    campaign: Campaign
    porteur: PorteurRow
    deadline: datetime
    begun: DossierRow | None
    earlier: DossierRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`counts` gives the number of dossiers by department, school year and state."""

    porteurs: Sequence[PorteurRow] = ()
    dossiers: Sequence[OwnDossier] = ()
    offers: Sequence[Offer] = ()
    counts: Mapping[str, Mapping[str, Mapping[str, int]]]


def overview(desk: Desk) -> Overview:
    """Return what whoever asks finds on arrival. Raises `NotSignedIn`."""
    try:
        sight = sight_of(desk, "dossiers.read")
    except Forbidden:
        return Overview(counts={})
    scope = sight.scope
    porteurs = porteurs_named(desk.session, scope.porteurs)
    rows = dossiers_of(desk.session, scope.porteurs)
    bilans = bilans_of(desk.session, [row.id for row in rows])
    return Overview(
        porteurs=porteurs,
        dossiers=[_own(desk, row, bilans.get(row.id)) for row in rows],
        offers=_offers(desk, porteurs, rows),
        counts=count_by_state(desk.session, sight) if scope.departments else {},
    )


def _own(desk: Desk, row: DossierRow, bilan: BilanRow | None) -> OwnDossier:
    try:
        call = call_for(desk, row.department, row.school_year, row.porteur_id)
        left = None
        if is_to_deposit(row):
            left = len(missing(judge(desk, row, call, content_of(row.school_year, row.content), desk.now).points))
        deadline = deadline_of(desk, row, call)
    except ClasError:
        return OwnDossier(row=row, deadline=None, left=None, bilan=bilan)
    return OwnDossier(row=row, deadline=deadline, left=left, bilan=bilan)


def is_writable(row: DossierRow) -> bool:
    """Tell whether the state of a dossier lets its porteur write it."""
    return any(each.name == "deposit" for each in steps_from(row.state, ["porteur"]))


def is_to_deposit(row: DossierRow) -> bool:
    """Tell whether a deposit is awaited: of a draft, of what has changed, of complements that were asked for."""
    return is_writable(row) and (row.state in ("draft", "complements_asked") or row.changed)


def deadline_of(desk: Desk, row: DossierRow, call: OpenCall) -> datetime:
    """Return the last second at which a deposit is in time: that of the call, or of complements that were asked for."""
    due = complements_due(desk, row) if row.state == "complements_asked" else None
    return datetime.combine(due, time(23, 59, 59), tzinfo=PARIS) if due else call.deadline


def _offers(desk: Desk, porteurs: Sequence[PorteurRow], rows: Sequence[DossierRow]) -> Sequence[Offer]:
    """Return, for each organisation, the calls that are not closed for it, the soonest closed first."""
    extended = extensions_of(desk.session, [porteur.id for porteur in porteurs], desk.now)
    offers = []
    for plugin in desk.installation.registry:
        for campaign in plugin.department.campaigns.values():
            for porteur in porteurs:
                key = (porteur.id, plugin.slug, str(campaign.school_year))
                deadline = max(campaign.calendar.deadline, extended.get(key, campaign.calendar.deadline))
                if desk.now <= deadline and campaign.school_year in desk.installation.library:
                    offers.append(_offer(plugin, campaign, porteur, deadline, rows))
    return sorted(offers, key=lambda offer: (offer.deadline, offer.plugin.department.code, offer.porteur.name))


def _offer(
    plugin: DepartmentPlugin, campaign: Campaign, porteur: PorteurRow, deadline: datetime, rows: Sequence[DossierRow]
) -> Offer:
    year = str(campaign.school_year)
    own = [row for row in rows if row.porteur_id == porteur.id]
    here = [row for row in own if (row.department, row.school_year) == (plugin.slug, year)]
    begun = [row for row in here if row.state != "withdrawn"]
    if campaign.deposit.several_dossiers:
        begun = [row for row in begun if row.state == "draft"]
    earlier = sorted(
        (row for row in own if row.school_year < year),
        key=lambda row: (row.school_year, row.department == plugin.slug, row.state == "deposited"),
    )
    return Offer(
        plugin=plugin,
        campaign=campaign,
        porteur=porteur,
        deadline=deadline,
        begun=begun[-1] if begun else None,
        earlier=earlier[-1] if earlier else None,
    )


def porteurs_by_key(desk: Desk, porteurs: Sequence[UUID]) -> Mapping[UUID, PorteurRow]:
    """Return organisations by their keys, for a list that names them; within the transaction that was begun."""
    return {porteur.id: porteur for porteur in porteurs_named(desk.session, frozenset(porteurs))}
