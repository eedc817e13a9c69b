"""The departments as they are in force: what their files say, and what their Cafs have stated since."""

import logging
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from clas_api.store.amendments import amended_calls, amendments_of
from clas_api.store.reading import end
from clas_core.departments import DepartmentPlugin, DepartmentRegistry, campaign_in_force
from clas_core.departments.amendment_text import kept_amendment

logger = logging.getLogger(__name__)

Made = dict[str, tuple[DepartmentPlugin, Mapping[str, int], DepartmentPlugin]]
"""By slug: a department as it is published, how many amendments its calls have, and what they make of it."""


class RegistryInForce(DepartmentRegistry):
    """The registry of one reading or one command: its departments are those of the moment that it sees.

    What the public reads is served all the same while the database is away: as it is published.
    """

    def __init__(
        self, published: DepartmentRegistry, session: Callable[[], Session], made: Made, *, public: bool = False
    ) -> None:
        """Take the registry of the files; `made` is kept by the application, and bounded by what is installed."""
        self._published, self._session, self._made, self._public = published, session, made, public
        self.faults = published.faults
        self._away = False

    @property
    def published(self) -> DepartmentRegistry:
        return self._published

    def get(self, slug: str) -> DepartmentPlugin:
        return self._in_force(self._published.get(slug))

    def __iter__(self) -> Iterator[DepartmentPlugin]:
        return map(self._in_force, self._published)

    def __len__(self) -> int:
        return len(self._published)

    def _in_force(self, plugin: DepartmentPlugin) -> DepartmentPlugin:
        if self._away:
            return plugin
        try:
            counts = amended_calls(self._session()).get(plugin.slug)
            return plugin if counts is None else self._amended(plugin, counts)
        except SQLAlchemyError:
            if not self._public:
                raise
            logger.exception("what Cafs have stated of their calls could not be read")
            end(self._session())
            self._away = True
            return plugin

    def _amended(self, plugin: DepartmentPlugin, counts: Mapping[str, int]) -> DepartmentPlugin:
        made = self._made.get(plugin.slug)
        if made is not None and made[0] is plugin and made[1] == counts:
            return made[2]
        calls = [
            campaign_in_force(
                each,
                [kept_amendment(row.content) for row in amendments_of(self._session(), plugin.slug, str(name))],
                plugin.slug,
            )
            for name, each in plugin.department.campaigns.items()
            if str(name) in counts
        ]
        amended = plugin.with_campaign(*calls)
        self._made[plugin.slug] = (plugin, counts, amended)
        return amended
