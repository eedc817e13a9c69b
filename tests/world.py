"""A small world for the tests: somebody in each role of two departments, with a key, and dossiers in each state."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.samples import content
from clas_api.security.tokens import hash_of, new_token
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, AgendaItem, CommitteeSession, OutgoingMail, RoleRow, SeatRow, Token
from clas_core.years import PARIS

NOW = datetime(2025, 7, 1, 8, tzinfo=PARIS)
YEARS = NOW + timedelta(days=3650)
SIRETS = ("73282932000074", "55208131766522", "35600000000048")

SCOPES = "dossiers:read porteurs:read audit:read"

STAFF: Mapping[str, dict[str, str]] = {
    "agent51": {"kind": "agent", "department": "marne"},
    "agent77": {"kind": "agent", "department": "seine_et_marne"},
    "head51": {"kind": "head", "department": "marne"},
    "head77": {"kind": "head", "department": "seine_et_marne"},
    "committee51": {"kind": "committee", "department": "marne", "institution": "education-nationale"},
    "committee77": {"kind": "committee", "department": "seine_et_marne", "institution": "caf"},
    "national": {"kind": "national"},
    "admin": {"kind": "admin"},
}
PROGRAMS = {"program51": "marne", "program77": "seine_et_marne"}
APPLICANTS = ("porteur51", "neighbour51", "porteur77", "applicant")
SPARE: Mapping[str, dict[str, str]] = {"spare51": {"kind": "committee", "department": "marne", "institution": "msa"}}
"""Whose roles the tests change."""
EVERYBODY = ("anonymous", *APPLICANTS, *STAFF, *PROGRAMS)


@dataclass(frozen=True)
class World:
    """The keys of everybody, and what is there: `deposited` and `draft` are dossiers of `porteur51` in the Marne.

    `session` is planned there, with `deposited` as its one `item`, and `committee51` on its one `seat`.
    """

    client: FlaskClient
    keys: Mapping[str, str]
    accounts: Mapping[str, UUID]
    programs: Mapping[str, UUID]
    porteur: str
    neighbour: str
    deposited: str
    draft: str
    receipt: str
    session: str
    item: str
    seat: str

    def ask(self, who: str, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Ask the JSON service as somebody."""
        headers = dict(options.pop("headers", {}))
        if who in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[who]}"
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers, **options)

    def join(self, who: str, porteur: str, newcomer: str) -> Any:
        """Let somebody of the world join a porteur: one of its people asks them, and they accept by their mail."""
        email = f"{newcomer}@clas.example"
        asked = self.ask(who, "POST", f"/porteurs/{porteur}/people", {"email": email, "name": newcomer})
        assert asked.status_code == 201, asked.text
        token = invitation_token(self.client.application, email)
        answered = self.ask("anonymous", "POST", "/invitations/answers", {"token": token, "accepts": True})
        assert answered.status_code == 200, answered.text
        return answered


def invitation_token(app: Flask, email: str) -> str:
    """Return the token of the last invitation to join a porteur that was mailed to an address."""
    with app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(OutgoingMail.body).where(OutgoingMail.recipient == email).order_by(OutgoingMail.created_at)
        links = [each for body in database.session.scalars(query) for each in re.findall(r"/invitations/(\S+)", body)]
        database.session.rollback()
    return str(links[-1])


def _key(session: Session, **owner: Any) -> tuple[str, UUID]:
    key = new_token()
    token = Token(label="essai", token_hash=hash_of(key), created_at=NOW, expires_at=YEARS, **owner)
    session.add(token)
    session.flush()
    return key, token.id


def people(session: Session) -> tuple[dict[str, str], dict[str, UUID], dict[str, UUID]]:
    """Add everybody; return their keys, the accounts of persons and the tokens of programs."""
    open_session(session, EVERYTHING, writing=True)
    keys, accounts, programs = {}, {}, {}
    staff = {**STAFF, **SPARE}
    for name in (*APPLICANTS, *staff):
        account = Account(email=f"{name}@clas.example", name=name, created_at=NOW)
        session.add(account)
        session.flush()
        accounts[name] = account.id
        if role := staff.get(name):
            session.add(RoleRow(account_id=account.id, granted_at=NOW, **role))
        keys[name], _ = _key(session, account_id=account.id)
    for name, department in {**PROGRAMS, "spare": "marne"}.items():
        keys[name], programs[name] = _key(session, department=department, scopes=SCOPES)
    session.commit()
    return keys, accounts, programs


def described(siret: str, **more: Any) -> dict[str, Any]:
    """Return a porteur as one describes it."""
    return {
        "name": f"Porteur {siret[:3]}",
        "siret": siret,
        "nature": "association",
        "address": {"lines": ["1 rue des Écoles"], "postal_code": "51100", "city": "Reims"},
        "representative": {"name": "Camille Aubry", "role": "présidente"},
        **more,
    }


def planned(session: Session, dossier: UUID, account: UUID) -> tuple[str, str, str]:
    """Plan a session of the Marne on a dossier that nobody has studied yet; return its key, its item's, its seat's."""
    open_session(session, EVERYTHING, writing=True)
    row = CommitteeSession(
        department="marne",
        school_year="2025-2026",
        body="steering",
        held_on=NOW.date(),
        place="Caf",
        quorum=1,
        tie="deferred",
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(row)
    session.flush()
    seat = SeatRow(
        session_id=row.id,
        department="marne",
        institution="education-nationale",
        account_id=account,
        name="committee51",
        present=True,
    )
    item = AgendaItem(session_id=row.id, dossier_id=dossier, department="marne", rank=1, version=1)
    session.add_all([seat, item])
    session.commit()
    return str(row.id), str(item.id), str(seat.id)


def build(app: Flask, *, unpaid: bool = False) -> World:
    """Fill the empty database of `app`, whose clock is in July 2025, through the service itself.

    `unpaid` says that the rules of `app` pay nothing for the dossier that is deposited, and that this is known.
    """
    with app.app_context():
        keys, accounts, programs = people(database.session)
    client = app.test_client()

    def ask(who: str, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        sent = {"Authorization": f"Bearer {keys[who]}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        answer = client.open(f"/api/v1{path}", method=method, json=body, headers=sent)
        assert answer.status_code in (200, 201), answer.text
        given: dict[str, Any] = answer.get_json()
        return given

    porteurs = {
        who: ask(who, "POST", "/porteurs", described(siret))["id"]
        for who, siret in zip(APPLICANTS, SIRETS, strict=False)
    }
    call = {"department": "marne", "school_year": "2025-2026"}
    receipts, dossiers = {}, {}
    for who in ("porteur51", "neighbour51"):
        dossier = ask(who, "POST", "/dossiers", {**call, "porteur": porteurs[who]})["id"]
        dossiers[who] = dossier
        if who == "porteur51":
            ask(who, "PATCH", f"/dossiers/{dossier}", content(), If_Match='"1"')
            confirmed = {"confirmed_unpaid": True} if unpaid else None
            receipts[who] = ask(who, "POST", f"/dossiers/{dossier}/deposit", confirmed)["receipt"]
    with app.app_context():
        session, item, seat = planned(database.session, UUID(dossiers["porteur51"]), accounts["committee51"])
    return World(
        client=client,
        keys=keys,
        accounts=accounts,
        programs=programs,
        porteur=porteurs["porteur51"],
        neighbour=porteurs["neighbour51"],
        deposited=dossiers["porteur51"],
        draft=dossiers["neighbour51"],
        receipt=receipts["porteur51"],
        session=session,
        item=item,
        seat=seat,
    )
