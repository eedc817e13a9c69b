"""A database filled with dossiers, porteurs and keys, far faster than one by one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.engine import make_url
from stdnum import luhn

from clas_api.security.tokens import hash_of
from clas_api.store.models import Account, Base, DossierRow, PorteurDepartment, PorteurRow, RoleRow, Token
from clas_api.store.models.base import canonical

NOW = datetime(2025, 7, 1, 8, tzinfo=UTC)
FAR = NOW + timedelta(days=3650)
_SPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
_COLUMNS = (
    "id", "department", "school_year", "porteur_id", "place", "state", "content", "changed", "receipt", "deposited_at",
    "versions", "actions", "groups", "children", "asked_cents",
    "granted_cents",
    "settled_cents", "revision", "created_at", "updated_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """An account with one role, and its key to the JSON service."""

    id: UUID
    key: str


def identified(*parts: object) -> UUID:
    """Return a key that the same parts always give."""
    return uuid5(_SPACE, "/".join(map(str, parts)))


def person(engine: Engine, name: str, roles: Sequence[dict[str, Any]]) -> Person:
    """Add somebody with these roles."""
    key, account = f"clas_{name}", identified("account", name)
    held = [
        {"id": identified("role", name, number), "account_id": account, "granted_at": NOW, **role}
        for number, role in enumerate(roles)
    ]
    token = {"id": identified("token", name), "label": name, "token_hash": hash_of(key), "account_id": account}
    opened = {"id": account, "email": f"{name}@clas.example", "name": name, "epoch": 1, "created_at": NOW}
    with engine.begin() as connection:
        connection.execute(insert(Account).values(opened))
        connection.execute(insert(RoleRow), held)
        connection.execute(insert(Token).values(**token, created_at=NOW, expires_at=FAR))
    return Person(account, key)


def siret_of(number: int) -> str:
    """Return a SIRET that no organisation has, its check digits right."""
    siren = f"99{number:06d}"
    siren += luhn.calc_check_digit(siren)
    return f"{siren}0001" + luhn.calc_check_digit(f"{siren}0001")


def porteurs(engine: Engine, count: int, departments: Sequence[str]) -> list[UUID]:
    """Add porteurs, each in the departments."""
    keys = [identified("porteur", number) for number in range(count)]
    rows = [
        {
            "id": key,
            "name": f"Porteur {number:06d}",
            "siret": siret_of(number),
            "siren": siret_of(number)[:9],
            "nature": "association",
            "address": {"lines": ["1 rue des Écoles"], "postal_code": "51100", "city": "Reims"},
            "representative": {"name": "Camille Aubry", "role": "présidence"},
            "revision": 1,
            "created_at": NOW,
            "updated_at": NOW,
        }
        for number, key in enumerate(keys)
    ]
    with engine.begin() as connection:
        connection.execute(insert(PorteurRow), rows)
        for slug in departments:
            connection.execute(
                insert(PorteurDepartment), [{"porteur_id": key, "department": slug, "since": NOW} for key in keys]
            )
    return keys


Rows = Iterator[tuple[str, str, UUID, int]]
"""Of each dossier: its department, its school year, its porteur, a number."""


def dossiers(url: str, rows: Rows, content: dict[str, Any]) -> None:
    """Add dossiers, one in three a draft, the others deposited."""
    _copy(url, rows, content, lambda number: number % 3 == 0)


def drafts(url: str, rows: Rows, content: dict[str, Any]) -> None:
    """Add drafts."""
    _copy(url, rows, content, lambda _: True)


def _copy(url: str, rows: Rows, content: dict[str, Any], is_draft: Callable[[int], bool]) -> None:
    written = _written(rows, content, is_draft)
    if url.startswith("sqlite"):
        with engine_of(url) as engine, engine.begin() as writing:
            values = [dict(zip(_COLUMNS, row, strict=True)) for row in written]
            writing.execute(insert(DossierRow), [{**each, "content": content} for each in values])
        return
    parsed = make_url(url)
    # As the owner of the server: rows are not copied into a table whose rows are separated.
    with psycopg.connect(host=str(parsed.query["host"]), user="postgres", dbname=parsed.database) as connection:
        with connection.cursor().copy(f"COPY dossiers ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in written:
                copy.write_row(row)
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")


def _written(rows: Rows, content: dict[str, Any], is_draft: Callable[[int], bool]) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of each dossier."""
    text = canonical(content)
    for department, year, porteur, number in rows:
        moment = NOW + timedelta(seconds=number * 37 % 5_000_000, microseconds=number)
        told = ("draft", None, None, 0) if is_draft(number) else ("deposited", f"{number:010d}", moment, 1)
        state, receipt, deposited_at, versions = told
        place, changed, actions, groups, children, revision = 1, False, 3, 4, 40, 1
        yield (
            *(identified("dossier", number), department, year, porteur, place, state, text, changed),
            *(receipt, deposited_at, versions, actions, groups, children, 800_000 + number, 0, 0, revision),
            *(moment, moment),
        )


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """Give an engine, closed at the end."""
    engine = create_engine(url)
    assert Base.metadata.tables
    yield engine
    engine.dispose()
