"""What the tests of documents share: a service with a dossier, and somebody of every role who asks it for them."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from clas_api.installation import Installation
from clas_api.security.tokens import hash_of, new_token
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.files import FileStore
from clas_api.store.models import Account, DossierRow, PorteurRow, RoleRow, Token
from clas_core.dossiers import DossierContent, content_json
from clas_core.dossiers.lifecycle import State
from clas_core.years import PARIS
from tests import office
from tests.stages import World

NOW = datetime(2025, 7, 1, 10, tzinfo=PARIS)

_ROLES: dict[str, dict[str, Any]] = {
    "porteur": {"kind": "porteur"},
    "agent": {"kind": "agent", "department": "marne"},
    "other_agent": {"kind": "agent", "department": "seine_et_marne"},
    "committee": {"kind": "committee", "department": "marne", "institution": "msa"},
}


def form_of(values: dict[str, Any]) -> dict[str, Any]:
    """Return a form as its bytes and their type: the client of the tests would leave a temporary file open."""
    boundary, data = encode_multipart(values, "---document")
    return {"data": data, "content_type": f"multipart/form-data; boundary={boundary}"}


@dataclass
class Service:
    """A running service with one draft of one porteur in Marne."""

    app: Flask
    folder: Path
    keys: dict[str, str] = field(default_factory=dict)
    dossier: UUID = field(default_factory=uuid4)

    def session(self) -> Session:
        """Return a session that sees everything, for the test itself."""
        with self.app.app_context():
            session = Session(database.engine)
        open_session(session, EVERYTHING, writing=True)
        return session

    def ask(self, method: str, path: str = "", *, who: str | None = "porteur", **options: Any) -> TestResponse:
        """Ask for something below the dossier."""
        headers = {**options.pop("headers", {}), **({"Authorization": f"Bearer {self.keys[who]}"} if who else {})}
        address = f"/api/v1/dossiers/{self.dossier}{path}"
        return self.app.test_client().open(address, method=method, headers=headers, buffered=True, **options)

    def attach(
        self, content: bytes = office.PDF, name: str = "statuts.pdf", kind: str = "statutes", **options: Any
    ) -> TestResponse:
        """Join a document to the dossier."""
        return self.ask(
            "POST", "/attachments", **form_of({"kind": kind, "file": FileStorage(io.BytesIO(content), name)}), **options
        )

    def listed(self, who: str = "porteur") -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.ask("GET", "/attachments", who=who).get_json()["attachments"]
        return listed

    def bytes_on_disk(self) -> list[bytes]:
        """Return what is in the folder of documents, unfinished files too."""
        return [file.read_bytes() for file in self.folder.rglob("*") if file.is_file()]

    def keep_in(self, files: FileStore) -> None:
        """Keep documents elsewhere from now on."""
        installation: Installation = self.app.extensions["clas"]
        self.app.extensions["clas"] = replace(installation, files=files)

    def set_state(self, state: State) -> None:
        """Put the dossier into a state, as if it had been deposited before."""
        with self.session() as session:
            row = session.get_one(DossierRow, self.dossier)
            row.state, row.receipt, row.deposited_at, row.versions = state, "51-2025-00001", NOW, 1
            session.commit()


@pytest.fixture
def service(database_url: str, make_app: Callable[..., Flask], tmp_path: Path) -> Service:
    made = Service(make_app(database_url=database_url, attachments=tmp_path / "documents"), tmp_path / "documents")
    with made.session() as session:
        porteur = PorteurRow(
            name="Les Tilleuls",
            siret="73282932000074",
            siren="732829320",
            nature="association",
            created_at=NOW,
            updated_at=NOW,
        )
        session.add(porteur)
        session.flush()
        for who, role in _ROLES.items():
            account = Account(email=f"{who}@example.org", name=who, created_at=NOW)
            session.add(account)
            session.flush()
            own = {"porteur_id": porteur.id} if who == "porteur" else {}
            session.add(RoleRow(account_id=account.id, granted_at=NOW, **own, **role))
            made.keys[who] = new_token()
            expires = NOW + timedelta(days=90)
            token = Token(
                label=who, token_hash=hash_of(made.keys[who]), account_id=account.id, created_at=NOW, expires_at=expires
            )
            session.add(token)
        session.add(
            DossierRow(
                id=made.dossier,
                department="marne",
                call="2025-2026",
                porteur_id=porteur.id,
                content=content_json(DossierContent()),
                created_at=NOW,
                updated_at=NOW,
            )
        )
        session.commit()
    return made


def join(world: World, content: bytes = office.PDF, name: str = "statuts.pdf") -> str:
    """Join a document to the first dossier of a world; return its key."""
    data = {"kind": "statutes", "file": (io.BytesIO(content), name)}
    path = f"/dossiers/{world.deposited}/attachments"
    answer = world.ask("porteur51", "POST", path, data=data, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


def deposit(world: World) -> list[str]:
    """Deposit the first dossier of a world; return the keys of the documents that the deposit holds."""
    path = f"/dossiers/{world.deposited}"
    answer = world.ask("porteur51", "POST", f"{path}/deposit", {})
    assert answer.status_code == 201, answer.text
    number = answer.get_json()["version"]
    version = world.ask("porteur51", "GET", f"{path}/versions/{number}").get_json()
    return [each["id"] for each in version["attachments"]]
