"""A row for a table that nothing else fills, made of what the table says of itself, so that a new table needs none."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, Table, TypeDecorator, select
from sqlalchemy.orm import Session

from clas_api.store.models.base import Json
from tests.contexts import NOW

_SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "decided_groups": {"retained": True},
    "given_answers": {"status": 201},
    "installation_keys": {"value": "é" * 40},
    "past_years": {"siret": "0" * 14},
    "porteur_invitations": {"email": "lou@exemple.fr"},
    "settlements": {"balance_cents": 0, "overpayment_cents": 0},
    "sign_in_attempts": {"subject_hash": "0" * 64},
}
"""What a constraint asks for that is not written in a form read here."""


def invent(table: Table, session: Session) -> dict[str, Any]:
    """Return a row of `table`, tied to rows that are there already."""
    allowed = _allowed(table)
    row = {column.key: _value(column, allowed, session) for column in table.columns}
    return {**row, **_SPECIAL.get(table.name, {})}


def _allowed(table: Table) -> dict[str, str]:
    """Return the first value that each constrained column may take."""
    checks = [str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)]
    return dict(found.groups() for text in checks if (found := re.match(r"(\w+) IN \('(\w+)'", text)))  # type: ignore[misc]


def _value(column: Column[Any], allowed: Mapping[str, str], session: Session) -> Any:
    for key in column.foreign_keys:
        return session.execute(select(key.column).limit(1)).scalar_one()
    if column.nullable:
        return None
    if column.key in allowed:
        return allowed[column.key]
    if isinstance(column.type, Json):
        return {"é": [1, None, True, "\u2028"], "a": {"z": "1.10"}}
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    values: dict[type, Any] = {UUID: uuid4(), datetime: NOW, date: NOW.date(), bool: False, int: 1}
    if kind.python_type in values:
        return values[kind.python_type]
    length = getattr(kind, "length", None) or 100
    return "sha256:" + "0" * 64 if length == 71 else 'É"\\\n\u2028😀'[:length]
