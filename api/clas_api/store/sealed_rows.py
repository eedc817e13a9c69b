"""Reading the rows that the trace seals, a page at a time: there may be more than memory holds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, func, or_, select, true, union
from sqlalchemy.orm import Session

from clas_api.store.models import NATIONAL, Base
from clas_api.store.seals import sealed_models, table_of

PAGE = 1000
"""Rows read at once."""


def models_in(chain: str) -> Iterator[type[Base]]:
    """Give the models of which a chain may tell of rows."""
    for model in sealed_models():
        column = table_of(model).columns.get("department")
        if (chain == NATIONAL and (column is None or column.nullable)) or (chain != NATIONAL and column is not None):
            yield model


def rows_of(session: Session, model: type[Base], chain: str) -> Iterator[Mapping[str, Any]]:
    """Give the rows of a table that a chain tells of."""
    asked = select(table_of(model)).where(_in_chain(model, chain)).execution_options(yield_per=PAGE)
    for page in session.connection().execute(asked).mappings().partitions():
        yield from cast("Sequence[Mapping[str, Any]]", page)


def count_rows(session: Session, chain: str) -> int:
    """Return how many rows there are that a chain tells of."""
    counts = (select(func.count()).select_from(model).where(_in_chain(model, chain)) for model in models_in(chain))
    return sum(session.scalar(each) or 0 for each in counts)


def chains_of_rows(session: Session) -> set[str]:
    """Return the chains that must exist, since there are rows that they tell of."""
    columns = (table_of(model).columns.get("department") for model in sealed_models())
    named = [select(each).where(each.is_not(None)).distinct() for each in columns if each is not None]
    of_the_nation = {NATIONAL} if count_rows(session, NATIONAL) else set()
    return of_the_nation.union(session.scalars(union(*named)))


def _in_chain(model: type[Base], chain: str) -> ColumnElement[bool]:
    department = table_of(model).columns.get("department")
    if department is None:
        return true()
    return department == chain if chain != NATIONAL else or_(department.is_(None), department == NATIONAL)
