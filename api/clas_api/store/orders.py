"""The orders of lists of dossiers, and the place of a row in each: what a page says of where the next one begins."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from clas_api.store import places
from clas_api.store.models import DossierRow, PorteurRow
from clas_api.store.models.base import Moment


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by, its type, the value of a row there, and how its text is read, which may be a stranger's.

    `every` tells that each dossier has a value; a list in another order is of those that have one alone.
    """

    column: InstrumentedAttribute[Any]
    type: TypeEngine[Any]
    value: Callable[[DossierRow], Any]
    read: places.Read
    every: bool = True

    def place(self, row: DossierRow) -> str:
        """Return the place of `row`, which `read` reads again."""
        value = self.value(row)
        return value.isoformat() if isinstance(value, datetime) else str(value)


ORDERS = {
    "updated_at": Order(DossierRow.updated_at, Moment(), lambda row: row.updated_at, places.moment),
    "deposited_at": Order(DossierRow.deposited_at, Moment(), lambda row: row.deposited_at, places.moment, every=False),
    "receipt": Order(DossierRow.receipt, String(), lambda row: row.receipt, places.text, every=False),
    "asked": Order(DossierRow.asked_cents, BigInteger(), lambda row: row.asked_cents, places.cents),
    "porteur": Order(PorteurRow.name_key, String(), lambda row: row.porteur.name_key, places.text),
}
"""What a list may be sorted by, ``-`` before it for the greatest first."""

SORTS = tuple(sign + name for name in ORDERS for sign in ("-", ""))


def order_of(sort: str) -> Order:
    """Return the order of a list, whichever way it goes."""
    return ORDERS[sort.removeprefix("-")]
