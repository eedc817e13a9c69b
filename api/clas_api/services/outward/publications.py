"""What was published, for anybody: each call of which something was, and its files in each format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from types import MappingProxyType
from typing import Any

from clas_api.context import Context
from clas_api.services.rules.finding import find_campaign
from clas_api.services.rules.kept_calls import find_call
from clas_api.store.database import Scope, open_session
from clas_api.store.models import Publication
from clas_api.store.publications import last_publication, published_calls
from clas_core.errors import ClasError, NotFound
from clas_core.open_data import FORMATS, Giver, PublishedCall, kept_award, opportunity_of
from clas_core.open_data.exact_json import exact_json
from clas_core.years import PARIS

OPPORTUNITY = "common-grants"
LABELS: Mapping[str, str] = MappingProxyType(
    {**{name: each.label for name, each in FORMATS.items()}, OPPORTUNITY: "CommonGrants, l'appel lui-même (JSON)"}
)
"""Every format in which a call is given, with its name for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A file that anybody may read."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCall:
    """A call of which something was published, and what."""

    department: str
    slug: str
    call: str
    title: str
    publication: Publication


def list_published(context: Context) -> Sequence[PublicCall]:
    """Return the calls of which something was published, the latest year first. One that is not known here any more
    keeps its name for machines."""
    _begin(context)
    found = []
    for slug, call in published_calls(context.session):
        row = last_publication(context.session, slug, call)
        assert row is not None
        try:
            plugin, campaign = find_call(context, slug, call)
            name, title = plugin.department.name, campaign.title
        except ClasError:
            name, title = slug, call
        found.append(PublicCall(department=name, slug=slug, call=call, title=title, publication=row))
    return found


def published_of(context: Context, slug: str, call: str) -> Publication:
    """Return what was published last of a call. Raises `NotFound`."""
    _begin(context)
    row = last_publication(context.session, slug, call)
    if row is None:
        raise NotFound("Cette publication")
    return row


def open_file(context: Context, slug: str, call: str, form: str) -> OpenFile:
    """Return a call in one of `LABELS`: what was published of it, or the call itself. Raises `NotFound`."""
    if form == OPPORTUNITY:
        return _opportunity(context, slug, call)
    if form not in FORMATS:
        raise NotFound("Ce format")
    row = published_of(context, slug, call)
    try:
        plugin, campaign = find_call(context, slug, call)
        title = f"Appel à projets Clas {campaign.title}, {plugin.department.name}"
    except ClasError:
        title = f"Appel à projets Clas {call}"
    published = PublishedCall(
        giver=Giver(**row.giver),
        awards=[kept_award(each) for each in row.awards],
        title=title,
        published_at=row.published_at,
        url=f"{context.installation.settings.base_url}/open-data/{slug}/{call}/{form}",
    )
    chosen = FORMATS[form]
    return OpenFile(
        name=f"{slug}-{call}-{form}.{chosen.suffix}", media_type=chosen.media_type, text=chosen.write(published)
    )


def _opportunity(context: Context, slug: str, call: str) -> OpenFile:
    plugin, campaign = find_campaign(context.installation, slug, call)
    told: dict[str, Any] = opportunity_of(
        plugin.department,
        campaign,
        now=context.now,
        since=datetime.combine(campaign.checked_on, time(), tzinfo=PARIS),
        url=f"{context.installation.settings.base_url}/departements/{slug}/{call}",
    )
    return OpenFile(name=f"{slug}-{call}-{OPPORTUNITY}.json", media_type="application/json", text=exact_json(told))


def _begin(context: Context) -> None:
    """Begin to read what is public: no row of anybody's."""
    open_session(context.session, Scope())
