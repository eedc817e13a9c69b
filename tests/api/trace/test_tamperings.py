"""What somebody with every right on the database could do to money, rights and decisions, thirty-one ways: each is
found by ``clas audit verify``, and by the script of the controller from an export alone.

The thirty-first, the bytes of a document, is found by ``clas db check``: `tests/api/attachments/test_sealed_documents`.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, select, text, update

from clas_api.services.maintenance.exporting import lines_to_export
from clas_api.services.maintenance.verifying import Head, open_chains, verify
from clas_api.store.chains import links_of
from clas_api.store.entries import FIRST, digest_of_entry
from clas_api.store.models import AuditEntry, AuditHead, Payment, canonical
from clas_api.store.seals import seal_of, table_of, text_of
from tests.api.trace.altered import Installation, fill_what_is_empty, hand_on, unguarded
from tests.contexts import context_on
from tests.contract.stages import CAST
from tests.stages import Stages

_ONE_DECISION = "(SELECT dossier_id FROM decisions LIMIT 1)"
_HEAD = "(SELECT number FROM audit_heads WHERE chain = 'marne')"
_DIGEST = f"(SELECT digest FROM audit_entries WHERE chain = 'marne' AND number = {_HEAD})"
_CUT = (
    f"DELETE FROM audit_entries WHERE chain = 'marne' AND number > {_HEAD} - {{0}}",
    "UPDATE audit_heads SET number = number - {0} WHERE chain = 'marne'",
    f"UPDATE audit_heads SET digest = {_DIGEST} WHERE chain = 'marne'",
)

TAMPERINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "the amount of a payment": ("payments", ("UPDATE payments SET amount_cents = amount_cents * 10",)),
    "the day and the reference of a payment": (
        "payments",
        ("UPDATE payments SET paid_on = '2025-01-01', reference = 'VIR-9'",),
    ),
    "a payment removed": ("payments", ("DELETE FROM payments",)),
    "what a decision grants": ("decisions", ("UPDATE decisions SET granted_cents = granted_cents * 10",)),
    "what a group is granted": ("decided_groups", ("UPDATE decided_groups SET total_cents = total_cents + 100000",)),
    "what a dossier is granted": ("dossiers", ("UPDATE dossiers SET granted_cents = granted_cents + 100000",)),
    "the state of a dossier": ("dossiers", ("UPDATE dossiers SET state = 'approved' WHERE state = 'inadmissible'",)),
    "the outcome of a decision": ("decisions", ("UPDATE decisions SET outcome = 'refused', granted_cents = 0",)),
    "votes": ("session_votes", ("UPDATE session_votes SET choice = 'against'",)),
    "the record of a session": (
        "committee_sessions",
        ("UPDATE committee_sessions SET record = replace(record, 'for', 'against')",),
    ),
    "a settlement": ("settlements", ("UPDATE settlements SET due_cents = due_cents - 100, balance_cents = 0",)),
    "a deposited content, beside its digest": (
        "dossier_versions",
        ("UPDATE dossier_versions SET content = replace(content, 'Reims', 'Paris')",),
    ),
    "an estimate and its forecast": (
        "dossier_versions",
        ("UPDATE dossier_versions SET estimate = '{}', forecast_cents = forecast_cents + 1",),
    ),
    "the day of a deposit": ("dossier_versions", ("UPDATE dossier_versions SET deposited_at = '2025-05-27 08:00:00'",)),
    "a filed bilan": ("bilans", ("UPDATE bilans SET content = '{}'",)),
    "kept rules, whose key is their digest": ("kept_rules", ("UPDATE kept_rules SET text = text || ' # 9487'",)),
    "an examination": ("examinations", ("UPDATE examinations SET verdict = 'unknown'",)),
    "a role": ("roles", ("UPDATE roles SET kind = 'admin', porteur_id = NULL WHERE kind = 'porteur'",)),
    "a password": ("accounts", ("UPDATE accounts SET password_hash = 'mine'",)),
    "a message": ("messages", ("UPDATE messages SET text = 'Autre chose.'",)),
    "whom a decision was told to": ("notifications", ("UPDATE notifications SET recipient = 'other@clas.example'",)),
    "a dossier removed with its deposits": (
        "dossiers",
        (
            f"DELETE FROM dossier_versions WHERE dossier_id = {_ONE_DECISION}",
            f"DELETE FROM dossiers WHERE id = {_ONE_DECISION}",
        ),
    ),
    "a decision removed": ("decisions", ("DELETE FROM decisions",)),
    "the digest of a document": ("attachments", ("UPDATE attachments SET sha256 = 'sha256:1'",)),
    "an entry altered": (
        "entrée 3",
        ("UPDATE audit_entries SET entry = replace(entry, 'at', 'AT') WHERE chain = 'marne' AND number = 3",),
    ),
    "an entry removed": ("entrée", ("DELETE FROM audit_entries WHERE chain = 'marne' AND number = 3",)),
    "the last entry removed": ("table", tuple(each.format(1) for each in _CUT)),
    "the last twenty entries removed": ("table", tuple(each.format(20) for each in _CUT)),
    "a whole chain removed": (
        "table",
        ("DELETE FROM audit_entries WHERE chain = 'marne'", "DELETE FROM audit_heads WHERE chain = 'marne'"),
    ),
}
"""What each does by SQL, and what is named."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest,
    stages: Stages,
    make_app: Callable[..., Flask],
    make_database: Callable[[str], str],
) -> Iterator[Installation]:
    url = make_database(request.param)
    stages.put_back(make_app(database_url=url), "settled", CAST)
    engine = create_engine(url)
    fill_what_is_empty(engine)
    with unguarded(engine) as hand:
        yield Installation(hand)
    engine.dispose()


def found_on(installation: Installation, connection: Connection, *noted: Head) -> tuple[list[str], list[str]]:
    """Return what the service finds, and what the script does in an export made now."""
    with context_on(connection) as context:  # type: ignore[arg-type]  # a session takes a connection as well
        context.session.connection()
        chains = open_chains(context)
        faults = [str(each) for each in verify(context, chains, noted)]
        lines = [json.dumps(each) for each in lines_to_export(context, chains, lambda _: None)]
    expected = {(each.chain, each.number): each.digest for each in noted}
    return faults, installation.script.verifier(lines, expected)[2]


def test_what_nobody_touched_is_whole(installation: Installation) -> None:
    with hand_on(installation.engine) as connection:
        assert found_on(installation, connection) == ([], [])


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_is_found(installation: Installation, name: str) -> None:
    told, statements = TAMPERINGS[name]
    with hand_on(installation.engine) as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0
        faults, said = found_on(installation, connection)
    assert any(told in each for each in faults), faults
    assert any(told in each for each in said), said


def test_a_chain_written_anew_with_its_row_and_its_head_is_found_by_whoever_noted_the_head(
    installation: Installation,
) -> None:
    with hand_on(installation.engine) as connection:
        with context_on(connection) as context:  # type: ignore[arg-type]
            session = context.session
            head = Head(
                "marne", *session.execute(select(AuditHead.number, AuditHead.digest).filter_by(chain="marne")).one()
            )
            session.connection().execute(text("UPDATE payments SET amount_cents = amount_cents * 10"))
            _write_anew(session)
        assert found_on(installation, connection) == ([], [])
        faults, said = found_on(installation, connection, head)
    assert faults == [f"Chaîne marne, entrée {head.number} : son empreinte n'est plus celle qui avait été notée."]
    assert said == [f"Chaîne marne, entrée {head.number} : l'empreinte n'est pas celle qui avait été notée."]


def _write_anew(session: Any) -> None:
    """Seal the payments as they are now in the entries that told of them, and make the chain whole again."""
    table = table_of(Payment)
    rows = session.connection().execute(select(table)).mappings().all()
    sealed = {str(row["id"]): seal_of(text_of(table, row)) for row in rows}
    digest = FIRST
    for link in list(links_of(session, "marne")):
        said = json.loads(link.entry)
        for key, seal in said.get("rows", {}).get("payments", {}).items():
            said["rows"]["payments"][key] = seal and sealed[key]
        entry = canonical(said)
        digest = digest_of_entry(digest, entry)
        here = AuditEntry.chain == "marne", AuditEntry.number == link.number
        session.connection().execute(update(AuditEntry).where(*here).values(entry=entry, digest=digest))
    session.connection().execute(update(AuditHead).where(AuditHead.chain == "marne").values(digest=digest))


def test_what_a_key_or_a_password_is_made_of_is_in_no_export(installation: Installation) -> None:
    secret = {"accounts": "password_hash", "tokens": "token_hash", "mailed_links": "token_hash"}
    with hand_on(installation.engine) as connection, context_on(connection) as context:  # type: ignore[arg-type]
        context.session.connection()
        lines = [json.dumps(each) for each in lines_to_export(context, open_chains(context), lambda _: None)]
        hashes = [
            value
            for table, column in secret.items()
            for value in connection.scalars(text(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"))
        ]
    assert hashes
    assert [each for each in hashes if any(each in line for line in lines)] == []
