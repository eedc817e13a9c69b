"""How ready the coming year is: for the national team, of every department; for the head of a service, of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, requires, version
from time import monotonic

from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.refusals import Forbidden, NotSignedIn
from clas_api.security.permissions import WITH_SECOND_FACTOR, departments_of, holds
from clas_api.services.rules.soundness import checked_today, is_checked_today
from clas_api.services.year.nation import counting
from clas_api.store.preparing import Staff, open_dossiers, staff_of
from clas_core.conformance.readiness import Known, People, Readiness, national_readiness
from clas_core.conformance.readiness_items import department_readiness
from clas_core.departments.absent import plain_name
from clas_core.departments.registry import installed_slugs
from clas_core.errors import NotFound
from clas_core.years import SchoolYear

SECONDS = 1.0
"""How long departments that were not checked today are checked for a page: the next reading goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """How ready a year is: what is the nation's, then each department that one may see, by its code."""

    year: SchoolYear
    nation: Readiness
    departments: Sequence[Readiness]

    @property
    def ready(self) -> bool:
        return self.nation.verdict == "ready" and all(each.verdict == "ready" for each in self.departments)

    @property
    def known(self) -> bool:
        """Whether the nation has rules for the year."""
        return all(each.state != "blocked" for each in self.nation.items)


def coming_year(today: date) -> SchoolYear:
    """Return the school year that begins next."""
    return SchoolYear.containing(today).next


def prepare(context: Context, year: str, *, seconds: float | None = SECONDS) -> Preparation:
    """Return how ready a year is: every department for the national team, and its own for the head of a service.

    Raises `NotSignedIn`, `Forbidden` for anybody else, and `NotFound` for what is no year.
    """
    if not context.who.signed_in:
        raise NotSignedIn
    asked = _year(year)
    if context.who.id == "system" or holds(context.who, "nation.read"):
        context.open("nation.read")
        with counting(context.session) as apart:
            return preparation_of(context.installation, context.now.date(), asked, apart, seconds=seconds)
    own = departments_of(context.who, "campaigns.amend")
    if not own:
        raise Forbidden
    context.open("campaigns.amend")
    return preparation_of(context.installation, context.now.date(), asked, context.session, own)


def prepare_department(context: Context, slug: str, year: str) -> Preparation:
    """Return how ready a department is, for the head of its service. Raises `NotFound`, and as `prepare`."""
    if not context.who.signed_in:
        raise NotSignedIn
    asked = _year(year)
    if slug not in departments_of(context.who, "campaigns.amend"):
        if slug in departments_of(context.who, "dossiers.study"):
            raise Forbidden
        raise NotFound("Ce département")
    context.open("campaigns.amend")
    return preparation_of(context.installation, context.now.date(), asked, context.session, {slug})


def preparation_of(
    installation: Installation,
    today: date,
    year: SchoolYear,
    session: Session | None,
    slugs: Collection[str] | None = None,
    *,
    seconds: float | None = None,
) -> Preparation:
    """Return how ready a year is, of some departments or of all; without a `session`, nothing is known of people.

    Files that were not checked today are checked for some `seconds`, or all of them.
    """
    referential = installation.library.get(year) if year in installation.library else None
    staff = None if session is None else staff_of(session, slugs)
    left = None if session is None else open_dossiers(session, str(year.previous), slugs)
    registry, library = installation.registry, installation.library
    plugins = {each.slug: each for each in registry}
    shown = {*plugins, *registry.faults, *installed_slugs()}
    core = version("clas-core")
    demanding = installation.settings.second_factor == "required"
    started = monotonic()
    departments = []
    for slug in sorted(shown if slugs is None else shown & set(slugs)):
        plugin = plugins.get(slug)
        known = Known(
            slug=slug,
            name=plugin.department.name if plugin else plain_name(slug),
            department=plugin.department if plugin else None,
            fault=registry.faults[slug].reason if slug in registry.faults else "",
            requirement=None if plugin is None else _requirement(plugin.distribution),
            report=checked_today(slug, library, today)
            if plugin and (seconds is None or is_checked_today(slug, library, today) or monotonic() - started < seconds)
            else None,
            people=None if staff is None else _people(staff.get(slug, Staff()), demanding=demanding),
            open_before=None if left is None else left.get(slug, 0),
        )
        departments.append(department_readiness(known, year, referential, core, today))
    return Preparation(
        year=year,
        nation=national_readiness(year, referential, today),
        departments=sorted(departments, key=lambda each: (not each.code, each.code, each.slug)),
    )


def _people(staff: Staff, *, demanding: bool) -> People:
    unprotected = set().union(*(staff.without_factor[kind] for kind in WITH_SECOND_FACTOR)) if demanding else set()
    return People(
        heads=len(staff.accounts["head"]),
        agents=len(staff.accounts["agent"]),
        unprotected=len(unprotected),
        institutions=frozenset(staff.institutions),
    )


@lru_cache(maxsize=200)
def _requirement(distribution: str) -> str | None:
    """Return the versions of the core that a distribution asks for; what is installed does not change meanwhile."""
    try:
        asked = requires(distribution) or []
    except (PackageNotFoundError, ValueError):
        return None
    return next((each for each in asked if each.replace("_", "-").startswith("clas-core")), None)


def _year(year: str) -> SchoolYear:
    try:
        return SchoolYear.parse(year)
    except ValueError:
        raise NotFound("Cette année scolaire") from None
