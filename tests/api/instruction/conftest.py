"""What the tests of instruction share: a service on each database, a deposited dossier, and days that go by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clas_api.installation import Clock, Installation
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail
from tests.promises import faults_of
from tests.stages import World

JSON = dict[str, Any]


@dataclass
class Caf:
    """A service and its world. Every answer is held against the OpenAPI document."""

    app: Flask
    world: World
    document: JSON

    def ask(self, who: str, method: str, path: str, body: Any = None, *, version: int | None = None) -> Any:
        """Ask below ``/dossiers/{the deposited one}``, or anywhere with a path that begins by ``//``."""
        address = path[1:] if path.startswith("//") else f"/dossiers/{self.world.deposited}{path}"
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        answer = self.world.ask(who, method, address, body, headers=headers)
        assert faults_of(self.document, f"/api/v1{address.split('?')[0]}", method.lower(), answer) == []
        return answer

    def done(self, who: str, method: str, path: str, body: Any = None) -> JSON:
        """Ask for a change of the current version, which is made."""
        version = self.revision()
        answer = self.ask(who, method, path, body, version=version)
        assert answer.status_code in (200, 201), answer.text
        given: JSON = answer.get_json()
        return given

    def revision(self) -> int:
        shown = self.ask("agent51", "GET", "").get_json()
        return int(shown["revision"])

    def state(self) -> str:
        return str(self.ask("porteur51", "GET", "").get_json()["state"])

    def on(self, day: date | datetime) -> None:
        """Go to a day."""
        installation: Installation = self.app.extensions["clas"]
        self.app.extensions["clas"] = replace(installation, clock=Clock(day))

    def mails(self) -> list[OutgoingMail]:
        with self.app.app_context():
            open_session(database.session, EVERYTHING)
            found = database.session.scalars(select(OutgoingMail).order_by(OutgoingMail.created_at, OutgoingMail.id))
            return list(found)

    def actions(self) -> list[str]:
        """Return what the chain of the department says was done, in its order."""
        entries = self.world.ask("head51", "GET", "/departments/marne/audit?limit=200").get_json()["items"]
        numbered = sorted(entries, key=lambda each: each["number"])
        return [each["entry"]["action"] for each in numbered]


@pytest.fixture
def caf(kind: str, small_world: Callable[[str], World]) -> Caf:
    world = small_world(kind)
    return Caf(world.app, world, world.client.get("/api/v1/openapi.json").get_json())
