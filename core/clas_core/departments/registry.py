"""Every installed department, each loaded on its own: a broken one is recorded with its reason and harms no other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from clas_core.departments.places import PLACES_IN_ALL, Shared
from clas_core.departments.plugin import FAULTS, DepartmentPlugin, PluginFault, describe
from clas_core.errors import DepartmentUnavailable, UnknownDepartment

GROUP = "clas.departments"


def installed_slugs() -> frozenset[str]:
    """Return the departments that are installed, whether they are enabled or not: none of them is loaded."""
    return frozenset(point.name for point in entry_points(group=GROUP))


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentFault:
    """A department that is installed and cannot be used, with the reason for who mends it."""

    slug: str
    distribution: str
    reason: str


class DepartmentRegistry:
    """The departments that are installed and enabled. Kept by the application, never in a module."""

    def __init__(self, plugins: Iterable[DepartmentPlugin], faults: Iterable[DepartmentFault] = ()) -> None:
        """Take loaded `plugins`. Two that claim one slug or one department code are both refused, by name."""
        candidates = list(plugins)
        found = list(faults)
        clashes = _clashes(candidates)
        found += [
            DepartmentFault(slug=each.slug, distribution=each.distribution, reason=clashes[id(each)])
            for each in candidates
            if id(each) in clashes
        ]
        kept = [each for each in candidates if id(each) not in clashes]
        together = Shared(PLACES_IN_ALL)
        for each in kept:
            each.places.share(together)
        self._plugins = MappingProxyType({each.slug: each for each in sorted(kept, key=_by_code)})
        self.faults: Mapping[str, DepartmentFault] = MappingProxyType({each.slug: each for each in found})

    @classmethod
    def load(
        cls,
        enabled: Collection[str] | None = None,
        installed: Iterable[EntryPoint] | None = None,
        refused: Mapping[str, str] = MappingProxyType({}),
    ) -> "DepartmentRegistry":
        """Load the installed departments, or only the `enabled` slugs. A slug that is not installed is a fault.

        `refused` are those that are not loaded, each with the reason: loading them would end or hang this process.
        """
        points = list(entry_points(group=GROUP) if installed is None else installed)
        by_slug: dict[str, list[EntryPoint]] = defaultdict(list)
        for point in points:
            if enabled is None or point.name in enabled:
                by_slug[point.name].append(point)
        plugins: list[DepartmentPlugin] = []
        faults: list[DepartmentFault] = []
        for slug, same in sorted(by_slug.items()):
            distributions = sorted({_distribution_of(point) for point in same}) if len(same) > 1 else []
            if len(distributions) > 1:
                names = ", ".join(distributions)
                reason = f"Plusieurs distributions décrivent « {slug} » : {names}. Désinstallez toutes sauf une."
                faults.append(DepartmentFault(slug=slug, distribution=names, reason=reason))
                continue
            try:
                if slug in refused:
                    raise PluginFault(refused[slug])
                plugins.append(_load(same[0]))
            except PluginFault as fault:
                faults.append(DepartmentFault(slug=slug, distribution=_distribution_of(same[0]), reason=str(fault)))
        for slug in sorted(set(enabled or ()) - set(by_slug)):
            reason = "Ce département est activé dans la configuration, mais aucun greffon installé ne le décrit."
            faults.append(DepartmentFault(slug=slug, distribution="", reason=reason))
        return cls(plugins, faults)

    @property
    def published(self) -> "DepartmentRegistry":
        """The departments as their files say them, without what their Cafs have stated since."""
        return self

    def get(self, slug: str) -> DepartmentPlugin:
        """Return an enabled department. Raises `UnknownDepartment`, or `DepartmentUnavailable` when it is broken."""
        if plugin := self._plugins.get(slug):
            return plugin
        if fault := self.faults.get(slug):
            raise DepartmentUnavailable(slug, fault.reason)
        raise UnknownDepartment(slug, self._plugins)

    def __iter__(self) -> Iterator[DepartmentPlugin]:
        """Yield the usable departments in the order of their codes."""
        return iter(self._plugins.values())

    def __len__(self) -> int:
        return len(self._plugins)


def _load(point: EntryPoint) -> DepartmentPlugin:
    try:
        plugin = point.load()
    except FAULTS as error:
        raise PluginFault(f"Le greffon ne se charge pas : {describe(error)}") from error
    # Asked for once: a distribution reads and parses its metadata again for each of its properties.
    metadata = point.dist.metadata if point.dist else {"Name": point.value, "Version": ""}
    return DepartmentPlugin(plugin, name=point.name, distribution=metadata["Name"], version=metadata["Version"])


def _distribution_of(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value


def _by_code(plugin: DepartmentPlugin) -> tuple[str, str]:
    return plugin.department.code, plugin.slug


def _clashes(plugins: Iterable[DepartmentPlugin]) -> dict[int, str]:
    """Return the reason for each plugin that shares its slug or its code with another."""
    reasons: dict[int, str] = {}
    for what, key in (("l'identifiant", "slug"), ("le code", "code")):
        by_value: dict[str, list[DepartmentPlugin]] = defaultdict(list)
        for plugin in plugins:
            by_value[getattr(plugin.department, key)].append(plugin)
        for value, same in by_value.items():
            if len(same) > 1:
                names = ", ".join(sorted(each.distribution or each.slug for each in same))
                for plugin in same:
                    reasons[id(plugin)] = f"Plusieurs greffons ont {what} « {value} » : {names}. Gardez-en un seul."
    return reasons
