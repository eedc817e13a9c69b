"""The orders of lists of dossiers, and the place of a row in each: what a page says of where the next one begins."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from clas_api.store.models import DossierRow, PorteurRow
from clas_api.store.models.base import Moment


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _cents(text: str) -> int:
    cents = int(text)
    if not 0 <= cents < 2**63:
        raise ValueError(text)
    return cents


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError(text)
    return text


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by, its type, the value of a row there, and how its text is read, which may be a stranger's.

    `every` tells that each dossier has a value; a list in another order is of those that have one alone.
    """

    column: InstrumentedAttribute[Any]
    type: TypeEngine[Any]
    value: Callable[[DossierRow], Any]
    read: Callable[[str], Any]
    every: bool = True

    def place(self, row: DossierRow) -> str:
        """Return the place of `row`, which `read` reads again."""
        value = self.value(row)
        return value.isoformat() if isinstance(value, datetime) else str(value)


ORDERS = {
    "updated_at": Order(DossierRow.updated_at, Moment(), lambda row: row.updated_at, _moment),
    "deposited_at": Order(DossierRow.deposited_at, Moment(), lambda row: row.deposited_at, _moment, every=False),
    "receipt": Order(DossierRow.receipt, String(), lambda row: row.receipt, _text, every=False),
    "asked": Order(DossierRow.asked_cents, BigInteger(), lambda row: row.asked_cents, _cents),
    "porteur": Order(PorteurRow.name, String(), lambda row: row.porteur.name, _text),
}
"""What a list may be sorted by, ``-`` before it for the greatest first."""

SORTS = tuple(sign + name for name in ORDERS for sign in ("-", ""))


def order_of(sort: str) -> Order:
    """Return the order of a list, whichever way it goes."""
    return ORDERS[sort.removeprefix("-")]
