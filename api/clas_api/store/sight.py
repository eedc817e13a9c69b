"""Whose dossiers somebody may see, as the filter that every query on dossiers carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, false, or_, true

from clas_api.store.database import Scope
from clas_api.store.models import DossierRow


class Shape(NamedTuple):
    """How many departments and porteurs a sight is of, where several are as many as two: what its condition reads."""

    everything: bool
    whole: int
    deposited: int
    porteurs: int

    def condition(self) -> ColumnElement[bool]:
        """Return the filter that every query on dossiers carries; the sight's `values` go with it."""
        if self.everything:
            return true()
        seen = []
        if self.whole:
            seen.append(among(DossierRow.department, "whole", self.whole))
        if self.deposited:
            seen.append(and_(among(DossierRow.department, "deposited", self.deposited), DossierRow.state != "draft"))
        if self.porteurs:
            seen.append(among(DossierRow.porteur_id, "porteurs", self.porteurs))
        return or_(*seen) if seen else false()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose dossiers somebody may see: `scope`, of which unfinished drafts only within `drafts`."""

    scope: Scope
    drafts: Scope

    @property
    def shape(self) -> Shape:
        """What the condition of a query reads: one value is compared by ``=``, so that an index gives its rows in
        order."""
        return Shape(self.scope.everything, *map(count_of, self._seen.values()))

    @property
    def values(self) -> Mapping[str, Any]:
        """The values of its condition, by name."""
        return {name: given(seen) for name, seen in self._seen.items() if seen and not self.scope.everything}

    @property
    def _seen(self) -> Mapping[str, frozenset[Any]]:
        return {
            "whole": self.scope.departments & self.drafts.departments,
            "deposited": self.scope.departments - self.drafts.departments,
            "porteurs": self.scope.porteurs,
        }


def count_of(values: frozenset[Any]) -> int:
    """Return how many values a condition is of, where several are as many as two."""
    return min(len(values), 2)


def given(values: frozenset[Any]) -> Any:
    """Return the value, or the values, that go with the condition of so many."""
    return next(iter(values)) if len(values) == 1 else tuple(sorted(values))


def among(column: Any, name: str, count: int) -> ColumnElement[bool]:
    """Return the condition that `column` is the value of that name, or among those of that name."""
    value: BindParameter[Any] = bindparam(name)
    condition: ColumnElement[bool] = column == value if count == 1 else column.in_(value)
    return condition
