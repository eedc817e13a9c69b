"""What the tests of accounts share: an installation on each database, its people, their keys and their mails."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from clas_api.security.passwords import hash_password
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, AuditEntry, DossierRow, OutgoingMail, PorteurDepartment, PorteurRow, RoleRow
from clas_core.years import PARIS
from tests.api.v1.conftest import errors, problem
from tests.promises import faults_of
from tests.stages import invitation_token

__all__ = ["errors", "problem"]

NOW = datetime(2025, 7, 1, 10, 0, tzinfo=PARIS)
PASSWORD = "quatre mots qui se suivent"


@dataclass
class House:
    """An installation whose clock stands still; `at` is the same one at another time."""

    make: Callable[[date], Flask]
    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def at(self, moment: datetime) -> "House":
        return House(self.make, self.make(moment))

    def ask(self, method: str, path: str, key: str = "", *, version: int | None = None, **options: Any) -> TestResponse:
        """Ask the JSON service, and hold its answer to what its document promises."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        response = self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)
        document = self.app.extensions["clas-openapi"].document()
        assert faults_of(document, f"/api/v1{path}".partition("?")[0], method.lower(), response) == []
        return response

    def person(self, email: str, *roles: dict[str, Any], **columns: Any) -> UUID:
        """Make somebody with a password and roles."""
        with self.app.app_context():
            session = self._writing()
            columns = {"name": email.split("@")[0].title(), "password_hash": hash_password(PASSWORD), **columns}
            account = Account(email=email, created_at=NOW, **columns)
            account.roles = [RoleRow(granted_at=NOW, **each) for each in roles]
            session.add(account)
            session.commit()
            return account.id

    def porteur(self, siret: str = "73282932000074", *departments: str, name: str = "Les Tilleuls") -> UUID:
        """Make an organisation that some departments see."""
        with self.app.app_context():
            session = self._writing()
            row = PorteurRow(
                name=name, siret=siret, siren=siret[:9], nature="association", created_at=NOW, updated_at=NOW
            )
            session.add(row)
            session.flush()
            session.add_all(PorteurDepartment(porteur_id=row.id, department=each, since=NOW) for each in departments)
            session.commit()
            return row.id

    def join(self, porteur: UUID, department: str) -> None:
        """Let one more department see an organisation."""
        with self.app.app_context():
            session = self._writing()
            session.add(PorteurDepartment(porteur_id=porteur, department=department, since=NOW))
            session.commit()

    def deposit(self, porteur: UUID, department: str, *, versions: int = 1) -> None:
        """Write that an organisation has deposited in a department; that it has begun a draft, without `versions`."""
        with self.app.app_context():
            session = self._writing()
            row = DossierRow(
                department=department,
                call="2025-2026",
                porteur_id=porteur,
                state="deposited" if versions else "draft",
                receipt=f"{department}-1" if versions else None,
                deposited_at=NOW if versions else None,
                versions=versions,
                content={},
                created_at=NOW,
                updated_at=NOW,
            )
            session.add(row)
            session.commit()

    def answer(self, email: str, *, accepts: bool, name: str | None = None) -> dict[str, Any]:
        """Answer the last invitation to join a porteur that was mailed to an address."""
        body = {"token": invitation_token(self.app, email), "accepts": accepts, "name": name}
        answered = self.ask("POST", "/invitations/answers", json=body)
        assert answered.status_code == 200, answered.get_data(as_text=True)
        given: dict[str, Any] = answered.get_json()
        return given

    def accept(self, email: str, name: str | None = None) -> dict[str, Any]:
        return self.answer(email, accepts=True, name=name)

    def joined(self, who: str, porteur: UUID, person: dict[str, str]) -> UUID:
        """Let somebody be asked to join a porteur, and accept; return their account."""
        asked = self.ask("POST", f"/porteurs/{porteur}/people", self.key(who), json=person)
        assert asked.status_code == 201, asked.get_data(as_text=True)
        self.accept(person["email"].lower())
        return self.account(person["email"].lower())

    def account(self, email: str) -> UUID:
        """Return the account of an address."""
        (account,) = self.rows(select(Account.id).where(Account.email == email))
        key: UUID = account
        return key

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        return self.ask("POST", "/session", json={"email": email, "password": password})

    def key(self, email: str, password: str = PASSWORD) -> str:
        """Sign somebody in; return their key."""
        response = self.sign_in(email, password)
        assert response.status_code == 201, response.get_data(as_text=True)
        key: str = response.get_json()["token"]
        return key

    def mails(self) -> list[OutgoingMail]:
        with self.app.app_context():
            return list(self._reading().scalars(select(OutgoingMail).order_by(OutgoingMail.created_at)))

    def link(self) -> str:
        """Return the token at the end of the only link that was mailed."""
        found = [each for mail in self.mails() for each in re.findall(r"/mot-de-passe/(\S+)", mail.body)]
        assert len(found) == 1
        return str(found[0])

    def rows(self, query: Any) -> list[Any]:
        with self.app.app_context():
            return list(self._reading().scalars(query))

    def change(self, statement: Any) -> None:
        with self.app.app_context():
            session = self._writing()
            session.execute(statement)
            session.commit()

    def traced(self) -> list[tuple[str, str]]:
        """Return the chain and the action of each entry of the trace."""
        entries = self.rows(select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.number))
        return [(each.chain, re.findall(r'"action":"([\w.]+)"', each.entry)[0]) for each in entries]

    def _writing(self) -> Session:
        open_session(database.session, EVERYTHING, writing=True)
        return database.session

    def _reading(self) -> Session:
        open_session(database.session, EVERYTHING)
        return database.session


@pytest.fixture
def house(make_app: Callable[..., Flask], database_url: str) -> Iterator[House]:
    """Return an installation on SQLite, then on PostgreSQL, on 1 July 2025 at ten; the test ends its connections."""
    made: list[Flask] = []

    def make(moment: date) -> Flask:
        made.append(make_app(database_url=database_url, today=moment))
        return made[-1]

    yield House(make, make(NOW))
    for app in made:
        with app.app_context():
            database.engine.dispose()


@pytest.fixture
def porteur(house: House) -> UUID:
    """Make a porteur that has deposited in Marne, with one of its people: Ann."""
    porteur = house.porteur("73282932000074", "marne")
    house.deposit(porteur, "marne")
    house.person("ann@exemple.fr", {"kind": "porteur", "porteur_id": porteur})
    return porteur


def agent(department: str = "marne") -> dict[str, Any]:
    return {"kind": "agent", "department": department}


def head(department: str = "marne") -> dict[str, Any]:
    return {"kind": "head", "department": department}


ADMIN = {"kind": "admin"}
