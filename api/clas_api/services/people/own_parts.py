"""How a list of what concerns a person is said: whose a row is, what of it is told, in which words."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from clas_api.store.models import PorteurRow


class Told(NamedTuple):
    """A column that is told: its name in French, how its values are written, whether it is the key of a dossier."""

    label: str
    column: Any
    words: Mapping[Any, str] | None = None
    leads: bool = False


class Part(NamedTuple):
    """A list of the copy. `by` is the column that says whose a row is: by the key of their account, by what the trace
    calls them (``account:…``), or by their address."""

    name: str
    title: str
    by: Any
    told: Mapping[str, Told]
    of: Any = None
    joins: tuple[tuple[Any, Any], ...] = ()

    @property
    def statement(self) -> Select[*tuple[Any, ...]]:
        """The query of the rows of somebody, the latest first; it asks for ``account``, ``who`` or ``email``."""
        columns = [each.column.label(key) for key, each in self.told.items()]
        query = select(*columns).select_from(self.of or self.by.class_)
        for table, condition in self.joins:
            query = query.join(table, condition, isouter=table is PorteurRow)
        return query.where(self.by == bindparam(self._asks_for)).order_by(columns[0].desc())

    @property
    def _asks_for(self) -> str:
        if self.by.type.python_type is UUID:
            return "account"
        return "email" if self.by.key in ("email", "recipient") else "who"
