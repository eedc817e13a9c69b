"""The root of the tables, and the kinds of columns that they share."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

import orjson
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    MetaData,
    String,
    Text,
    TypeDecorator,
    Uuid,
    func,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from clas_core.departments.call_name import LONGEST_CALL_NAME
from clas_core.years import PARIS


class Base(DeclarativeBase):
    """The root of the tables. Constraints are named by convention, so that a migration can name them again.

    Each table says what a row of it is, in French, and its rows are sealed in the trace, all columns of them; or why
    they are not: neither money nor rights nor decisions rest on them.
    """

    sealed_as: ClassVar[str] = ""
    unsealed_because: ClassVar[str] = ""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A moment, kept in UTC and given back in Paris, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(PARIS)


class Json(TypeDecorator[Any]):
    """JSON values as canonical text: keys sorted, so that equal values are equal texts and have one digest."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


def canonical(value: Mapping[str, Any] | list[Any]) -> str:
    """Write JSON values in the one way that digests are taken of."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def digest(value: Mapping[str, Any] | list[Any]) -> str:
    """Return the digest of JSON values: the SHA-256 of their canonical text."""
    return "sha256:" + hashlib.sha256(canonical(value).encode()).hexdigest()


Key = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=uuid4)]
"""A primary key that says nothing about how many rows there are."""

Slug = Annotated[str, mapped_column(String(80))]
"""The name of a department for machines."""

Year = Annotated[str, mapped_column(String(9))]
"""A school year, ``2025-2026``."""

YEAR_SIGNS = 9
"""A school year, in characters."""

SECRET = {"secret": True}
"""What a column says of itself whose values nobody is shown: the text of a row tells their digest instead."""

REMINDED = {"unsealed": "says when a mail last called to mind what is due, and decides nothing"}
"""What a column says of itself that is written as reminders go out, and makes nobody's change a stale one."""

Sha256 = Annotated[str, mapped_column(String(71))]
"""``sha256:`` and 64 hexadecimal digits."""


class OfCall:
    """The column of a row that is of a call: `call` is its name, ``2025-2026`` or ``2025-2026-janvier``.

    `school_year` is the year of that name, of the row and of a query: what is about a year sums its calls.

    The column is called as it was when a year had one call: rows are sealed by the names of their columns.
    """

    call: Mapped[str] = mapped_column("school_year", String(LONGEST_CALL_NAME))

    @hybrid_property
    def school_year(self) -> str:
        return self.call[:YEAR_SIGNS]

    @school_year.inplace.expression
    @classmethod
    def _school_year(cls) -> ColumnElement[str]:
        return func.substr(cls.call, text("1"), text(str(YEAR_SIGNS)), type_=String())


class OfDossier:
    """The columns of a row that is of a dossier.

    It names its department and its porteur itself: PostgreSQL tells by them who may see it, without asking elsewhere.
    """

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    department: Mapped[Slug]
    porteur_id: Mapped[UUID] = mapped_column(ForeignKey("porteurs.id"))
