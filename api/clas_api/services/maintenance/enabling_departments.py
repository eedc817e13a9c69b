"""Enabling and disabling departments: what is served from the next start on; what is kept of a department stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from clas_api.context import Context, command
from clas_api.enabling import enabled_at_next_start, overridden, write_enabled
from clas_api.services.trace import record
from clas_api.store.models import DossierRow
from clas_core.departments.absent import plain_name
from clas_core.departments.registry import installed_slugs
from clas_core.errors import NotFound, Refused, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Enabled:
    """A department of the installation: served now, from the next start on, and why it is not where it should be.

    `dossiers` are those that it has, by school year.
    """

    slug: str
    code: str
    name: str
    version: str
    served: bool
    next_start: bool
    fault: str
    dossiers: Mapping[str, int]


def list_departments(context: Context) -> Sequence[Enabled]:
    """Return the departments that are installed, enabled, or have dossiers here, by code. Raises `Forbidden`."""
    context.open("upkeep.read")
    counted: dict[str, dict[str, int]] = {}
    asked = select(DossierRow.department, DossierRow.school_year, func.count())
    for slug, year, count in context.session.execute(asked.group_by(DossierRow.department, DossierRow.school_year)):
        counted.setdefault(slug, {})[year] = count
    registry = context.installation.registry
    plugins = {plugin.slug: plugin for plugin in registry}
    faults = registry.faults
    enabled = enabled_at_next_start()
    installed = installed_slugs()
    found = [
        Enabled(
            slug=slug,
            code=plugins[slug].department.code if slug in plugins else "",
            name=plugins[slug].department.name if slug in plugins else plain_name(slug),
            version=plugins[slug].version if slug in plugins else "",
            served=slug in plugins,
            next_start=slug in installed and (enabled is None or slug in enabled),
            fault=faults[slug].reason
            if slug in faults
            else ""
            if slug in installed
            else "Son greffon n'est pas installé.",
            dossiers=dict(sorted(counted.get(slug, {}).items(), reverse=True)),
        )
        for slug in {*plugins, *faults, *installed, *counted, *(enabled or ())}
    ]
    return sorted(found, key=lambda each: (not each.code, each.code, each.slug))


def find_department_of_installation(context: Context, slug: str) -> Enabled:
    """Return one of `list_departments`. Raises `Forbidden`, `NotFound`."""
    listed = {each.slug: each for each in list_departments(context)}
    if slug not in listed:
        raise NotFound(f"Ce département.{did_you_mean(slug, listed)}")
    return listed[slug]


def why_not_changed() -> str:
    """Say what keeps the departments from being enabled or disabled here; nothing where they may be."""
    return overridden()


@command
def set_enabled(context: Context, slug: str, *, enabled: bool) -> Enabled:
    """Enable or disable an installed department from the next start on; what is so already stays so. Commits.

    Nothing that is kept of it is lost. Raises `Forbidden`, `NotFound`, or `Refused` for the last one, and where the
    configuration cannot be written.
    """
    context.open("upkeep.manage", writing=True)
    listed = {each.slug: each for each in list_departments(context)}
    known = {each for each in installed_slugs() if each in listed}
    wanted = [each.slug for each in listed.values() if each.next_start]
    if slug not in (known if enabled else {*known, *wanted}):
        raise NotFound(f"Ce département n'est pas installé ici.{did_you_mean(slug, known)}")
    if (slug in wanted) != enabled:
        following = [*wanted, slug] if enabled else [each for each in wanted if each != slug]
        if not following:
            raise Refused("C'est le dernier département activé : activez-en d'abord un autre.")
        action = "department.enabled" if enabled else "department.disabled"
        record(context, action, slug, before={"departments": wanted}, after={"departments": following})
        context.session.flush()
        write_enabled(following)
    context.session.commit()
    return find_department_of_installation(context, slug)
