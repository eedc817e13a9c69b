"""Crossing the trace with the rows that it seals: one that was altered, added or removed past the service is found.

So is a row whose last entry was taken away with the end of its chain: its seal is then that of before, or none.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clas_api.store.models import Base, DossierVersion, KeptRules, YearCount
from clas_api.store.models.base import digest
from clas_api.store.sealed_rows import models_in, rows_of
from clas_api.store.seals import key_of, seal_of, table_of, text_of
from clas_core.errors import InvalidFile
from clas_core.reading import digest_of, parse_toml


class Witnessed(NamedTuple):
    """What a row shows; `number` is the entry that sealed it last, if any did."""

    table: str
    key: str
    number: int | None
    message: str


@dataclass(slots=True)
class LastSeals:
    """What the entries of a chain say of each row last: the number of the entry, then the seal, or nothing of it."""

    tables: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def add(self, number: int, said: Mapping[str, Any]) -> None:
        """Take an entry into account; one that is not the service's tells nothing."""
        rows = said.get("rows")
        for table, seals in rows.items() if isinstance(rows, dict) else ():
            last = self.tables.setdefault(table, {})
            for key, seal in seals.items() if isinstance(seals, dict) else ():
                last[key] = number.to_bytes(8, "big", signed=True) + _as_bytes(seal)


def _nothing(rows: int) -> None:
    """Take no notice of how far one is."""


def witnessed(
    session: Session, chain: str, seals: LastSeals, advance: Callable[[int], None] = _nothing
) -> Iterator[Witnessed]:
    """Give what the rows of a chain show, crossed with their last seals. `advance` is told of every row read."""
    known = set()
    for model in models_in(chain):
        known.add(table_of(model).name)
        yield from witnessed_in(session, model, chain, seals, advance)
    for table in sorted(seals.tables.keys() - known):
        for key, kept in seals.tables[table].items():
            yield Witnessed(table, key, _number(kept), "la trace parle d'une table qui n'est pas de sa chaîne.")


def witnessed_in(
    session: Session, model: type[Base], chain: str, seals: LastSeals, advance: Callable[[int], None] = _nothing
) -> Iterator[Witnessed]:
    """Give what the rows of one table show."""
    table, what = table_of(model), model.sealed_as
    check = _KEPT_DIGESTS.get(model)
    left = dict(seals.tables.get(table.name, {}))
    try:
        for row in rows_of(session, model, chain):
            key, seal = key_of(table, row), seal_of(text_of(table, row))
            kept = left.pop(key, b"")
            if len(kept) <= _NUMBER:
                message = f"{what} que la trace ne connaît pas : cette ligne a été ajoutée sans passer par le service."
                yield Witnessed(table.name, key, None, message)
            elif kept[_NUMBER:] != _as_bytes(seal):
                message = f"{what} : cette ligne n'est plus celle que l'entrée a scellée ; elle a été modifiée."
                yield Witnessed(table.name, key, _number(kept), message)
            if check is not None and (wrong := check(row)):
                yield Witnessed(table.name, key, _number(kept) if kept else None, f"{what} : {wrong}")
            advance(1)
    except (TypeError, ValueError, AttributeError):
        yield Witnessed(
            table.name, "", None, f"{what} a une valeur qui n'est pas de son genre : le reste n'est pas lu."
        )
        return
    for key, kept in left.items():
        if len(kept) > _NUMBER:
            message = f"{what} : cette ligne a disparu ; elle a été retirée sans passer par le service."
            yield Witnessed(table.name, key, _number(kept), message)


def counted_after(session: Session, chain: str, last: int) -> int | None:
    """Return the number of the entry at which the statistics of a department were counted, if it is not there."""
    counted = session.scalar(select(func.max(YearCount.number)).where(YearCount.department == chain)) or 0
    return counted if counted > last else None


_NUMBER = 8
"""Bytes of the number of an entry, before the seal of a row."""


def _as_bytes(seal: object) -> bytes:
    """Return a seal in the half of its room; what is none is like no seal of ours."""
    if seal is None:
        return b""
    try:
        return bytes.fromhex(str(seal).removeprefix("sha256:"))
    except ValueError:
        return b"?"


def _number(kept: bytes) -> int:
    return int.from_bytes(kept[:_NUMBER], "big", signed=True)


def _wrong_content(row: Mapping[str, Any]) -> str | None:
    return None if digest(row["content"]) == row["content_digest"] else "son contenu n'est pas celui de son empreinte."


def _wrong_rules(row: Mapping[str, Any]) -> str | None:
    try:
        same = digest_of(parse_toml(row["text"], name=row["digest"])) == row["digest"]
    except InvalidFile:
        same = False
    return None if same else "il n'est pas celui que nomme son empreinte."


_KEPT_DIGESTS: Mapping[type[Base], Callable[[Mapping[str, Any]], str | None]] = {
    DossierVersion: _wrong_content,
    KeptRules: _wrong_rules,
}
"""The digests that rows keep of their own values: they speak of what was there before rows were sealed, too."""
