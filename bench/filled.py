"""A PostgreSQL database filled with dossiers, porteurs and keys, far faster than one by one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.engine import make_url

from clas_api.security.tokens import hash_of
from clas_api.store.models import Account, Base, PorteurDepartment, PorteurRow, RoleRow, Token
from clas_api.store.models.base import canonical

NOW = datetime(2025, 7, 1, 8, tzinfo=UTC)
FAR = NOW + timedelta(days=3650)
_SPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
_COLUMNS = (
    "id", "department", "school_year", "porteur_id", "place", "state", "content", "changed", "receipt", "deposited_at",
    "versions", "actions", "groups", "children", "asked_cents", "revision", "created_at", "updated_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """An account with one role, and its key to the JSON service."""

    id: UUID
    key: str


def identified(*parts: object) -> UUID:
    """Return a key that the same parts always give."""
    return uuid5(_SPACE, "/".join(map(str, parts)))


def person(engine: Engine, name: str, **role: Any) -> Person:
    """Add somebody with one role."""
    key, account = f"clas_{name}", identified("account", name)
    with engine.begin() as connection:
        connection.execute(
            insert(Account).values(id=account, email=f"{name}@clas.example", name=name, epoch=1, created_at=NOW)
        )
        connection.execute(
            insert(RoleRow).values(id=identified("role", name), account_id=account, granted_at=NOW, **role)
        )
        connection.execute(
            insert(Token).values(
                id=identified("token", name),
                label=name,
                token_hash=hash_of(key),
                account_id=account,
                created_at=NOW,
                expires_at=FAR,
            )
        )
    return Person(account, key)


def porteurs(engine: Engine, count: int, departments: Sequence[str]) -> list[UUID]:
    """Add porteurs, each in the departments."""
    keys = [identified("porteur", number) for number in range(count)]
    rows = [
        {
            "id": key,
            "name": f"Porteur {number:06d}",
            "siret": f"{number:014d}",
            "siren": f"{number:014d}"[:9],
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


def dossiers(url: str, rows: Iterator[tuple[str, str, UUID, int]], content: dict[str, Any]) -> None:
    """Add dossiers: department, school year, porteur and a number each; one in three is a draft."""
    parsed = make_url(url)
    text = canonical(content)
    # As the owner of the server: rows are not copied into a table whose rows are separated.
    with psycopg.connect(host=str(parsed.query["host"]), user="postgres", dbname=parsed.database) as connection:
        with connection.cursor().copy(f"COPY dossiers ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for department, year, porteur, number in rows:
                draft = number % 3 == 0
                moment = NOW + timedelta(seconds=number * 37 % 5_000_000, microseconds=number)
                copy.write_row(
                    (
                        identified("dossier", number),
                        department,
                        year,
                        porteur,
                        1,
                        "draft" if draft else "deposited",
                        text,
                        False,
                        None if draft else f"{number:010d}",
                        None if draft else moment,
                        0 if draft else 1,
                        3,
                        4,
                        40,
                        800_000 + number,
                        1,
                        moment,
                        moment,
                    )
                )
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """Give an engine, closed at the end."""
    engine = create_engine(url)
    assert Base.metadata.tables
    yield engine
    engine.dispose()
