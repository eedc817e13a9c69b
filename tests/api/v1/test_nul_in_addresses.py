"""No text of PostgreSQL holds a NUL: an address or a search with one leads nowhere, on both databases alike."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from clas_api.security.tokens import hash_of, new_token
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, RoleRow, Token

NOW = datetime(2025, 7, 1, tzinfo=UTC)


@pytest.fixture
def agent(database_url: str, make_app: Callable[..., Flask]) -> FlaskClient:
    """Return a client that asks as an agent of Marne."""
    app = make_app(database_url=database_url)
    key = new_token()
    with app.app_context():
        session = Session(database.engine)
    with session:
        open_session(session, EVERYTHING, writing=True)
        account = Account(email="agent@exemple.fr", name="Agent", created_at=NOW)
        session.add(account)
        session.flush()
        session.add(RoleRow(account_id=account.id, kind="agent", department="marne", granted_at=NOW))
        expires = NOW + timedelta(days=90)
        token = Token(label="x", token_hash=hash_of(key), account_id=account.id, created_at=NOW, expires_at=expires)
        session.add(token)
        session.commit()
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


AFTER = base64.urlsafe_b64encode(orjson.dumps(["a\0b", str(uuid4())])).decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/porteurs?siret=%00", 422),
        ("/porteurs?siren=7%00", 422),
        ("/porteurs?q=%00", 422),
        (f"/porteurs?after={AFTER}", 422),
        ("/dossiers?q=%00", 422),
        ("/dossiers?department=%00", 422),
        ("/dossiers/%00", 404),
        ("/departments/%00/campaigns/2025-2026/extensions", 404),
        ("/departments/marne/campaigns/%00/extensions", 404),
    ],
    ids=lambda each: str(each).split("?after")[0],
)
def test_a_nul_leads_nowhere(agent: FlaskClient, path: str, status: int) -> None:
    assert agent.get(f"/api/v1{path}").status_code == status
