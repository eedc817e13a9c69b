"""How rows come to be sealed: with the commit, by the last entry of their chain, and never without one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Engine, create_engine, delete, event, update

from bench.samples import content
from clas_api.services.maintenance.verifying import open_chains, verify
from clas_api.services.people import porteurs
from clas_api.services.trace import hold_chain, record
from clas_api.store import entries, migrations_for, upgrade
from clas_api.store.chains import links_of
from clas_api.store.models import Account, DossierRow, PorteurDepartment, PorteurRow, Token
from clas_api.store.porteurs import join_department
from clas_api.store.seals import seal_of, table_of, text_of
from tests.casts import SMALL, described
from tests.contexts import NOW, context_on, writing_on
from tests.stages import Stages


def account(**more: Any) -> Account:
    return Account(email=f"{uuid4()}@exemple.fr", name="Lou", created_at=NOW, **more)


def faults_of(engine: Engine) -> list[str]:
    with context_on(engine) as context:
        return [str(each) for each in verify(context, open_chains(context))]


def sealed_in(engine: Engine, chain: str = "national") -> list[dict[str, Any]]:
    """Return what each entry of a chain seals."""
    with context_on(engine) as context:
        context.open_wholly()
        return [orjson.loads(link.entry).get("rows", {}) for link in links_of(context.session, chain)]


def test_the_last_entry_seals_what_the_transaction_wrote(engine: Engine) -> None:
    with writing_on(engine) as context:
        made = account()
        record(context, "essai.first", "essai")
        context.session.add(made)
        record(context, "essai.last", "essai")
        context.session.commit()
        key = str(made.id)
    first, last = sealed_in(engine)
    assert (first, list(last), list(last["accounts"])) == ({}, ["accounts"], [key])
    assert faults_of(engine) == []


def test_what_a_command_writes_without_telling_it_does_not_commit(engine: Engine) -> None:
    with writing_on(engine) as context:
        context.session.add(account())
        record(context, "essai.elsewhere", "essai", chain="marne")
        with pytest.raises(RuntimeError, match=r"national.*accounts"):
            context.session.commit()
        context.session.rollback()
    assert (sealed_in(engine), sealed_in(engine, "marne")) == ([], [])


@pytest.mark.parametrize("statement", [update(Account).values(name="x"), delete(Account)])
def test_a_command_changes_no_rows_without_knowing_which(engine: Engine, statement: Any) -> None:
    with writing_on(engine) as context:
        record(context, "essai.many", "essai")
        with pytest.raises(RuntimeError, match="accounts"):
            context.session.execute(statement)


def test_a_row_that_somebody_else_has_changed_meanwhile_is_sealed_as_it_is(engine: Engine) -> None:
    """A token has no revision: what another transaction wrote in it since it was read is not in memory."""
    with writing_on(engine) as context:
        kept = account()
        context.session.add(kept)
        context.session.flush()
        token = Token(
            label="essai", token_hash="0" * 64, account_id=kept.id, created_at=NOW, expires_at=NOW + timedelta(days=1)
        )
        context.session.add(token)
        record(context, "essai.made", "essai")
        context.session.commit()
        context.session.refresh(token)
        context.session.commit()
        with writing_on(engine) as other:
            other.session.get_one(Token, token.id).label = "autrement"
            record(other, "essai.renamed", "essai")
            other.session.commit()
        context.open_wholly(writing=True)
        token.revoked_at = NOW
        record(context, "essai.revoked", "essai")
        context.session.commit()
    assert faults_of(engine) == []


def test_what_a_savepoint_takes_back_is_not_sealed(engine: Engine) -> None:
    with writing_on(engine) as context:
        try:
            with context.session.begin_nested():
                context.session.add(account())
                context.session.flush()
                raise ValueError
        except ValueError:
            pass
        with context.session.begin_nested(), pytest.raises(RuntimeError, match="savepoint"):
            hold_chain(context, "marne")  # its lock would go with the savepoint
        record(context, "essai.empty", "essai")
        context.session.commit()
    assert sealed_in(engine) == [{}]


def test_what_is_made_and_removed_at_once_is_not_sealed_and_what_is_removed_later_is(engine: Engine) -> None:
    with writing_on(engine) as context:
        short, long = account(), account()
        context.session.add_all([short, long])
        context.session.flush()
        context.session.delete(short)
        record(context, "essai.made", "essai")
        context.session.commit()
        key = str(long.id)
        context.open_wholly(writing=True)
        context.session.delete(context.session.get_one(Account, UUID(key)))
        record(context, "essai.removed", "essai")
        context.session.commit()
    assert [list(each["accounts"]) for each in sealed_in(engine)] == [[key], [key]]
    assert sealed_in(engine)[1] == {"accounts": {key: None}}
    assert faults_of(engine) == []


def test_a_porteur_that_joins_a_department_twice_is_sealed_once(engine: Engine) -> None:
    with writing_on(engine) as context:
        porteur = PorteurRow(
            name="Porteur",
            siret="73282932000074",
            siren="732829320",
            nature="association",
            created_at=NOW,
            updated_at=NOW,
        )
        context.session.add(porteur)
        context.session.flush()
        for _ in range(2):
            join_department(context.session, porteur.id, "marne", NOW)
        record(context, "essai.joined", "essai", chain="marne")
        record(context, "essai.joined", "essai")
        context.session.commit()
        place = f"{porteur.id}/marne"
    assert [list(each[PorteurDepartment.__tablename__]) for each in sealed_in(engine, "marne")] == [[place]]
    assert faults_of(engine) == []


def test_the_text_of_a_row_is_that_of_its_values_wherever_they_are_kept() -> None:
    table = table_of(Account)
    key = UUID(int=1)
    noon = datetime(2025, 7, 1, 12, tzinfo=UTC)
    row = {
        **dict.fromkeys(table.columns.keys()),
        "id": key, "email": "lou@exemple.fr", "password_hash": "secret", "epoch": 1, "created_at": noon,
    }  # fmt: skip
    assert text_of(table, row) == (
        '{"row":{"created_at":"2025-07-01T12:00:00.000000+00:00","email":"lou@exemple.fr","epoch":1,'
        f'"id":"{key}","password_hash":"{seal_of("secret")}"}},"table":"accounts"}}'
    )
    elsewhere = {**row, "created_at": noon.astimezone(timezone(timedelta(hours=9)))}
    assert text_of(table, elsewhere) == text_of(table, row)


def test_what_was_there_is_sealed_once_by_the_migration(
    stages: Stages, make_app: Callable[..., Flask], lend_database: Callable[..., str], kind: str
) -> None:
    url = lend_database(kind, empty=False)
    stages.put_back(make_app(database_url=url), "deposited", SMALL)
    engine = create_engine(url)
    command.downgrade(migrations_for(engine), "0023")
    with writing_on(engine) as context:  # by the tables of then: the models have columns that are not there
        dossiers = table_of(DossierRow)
        context.session.connection().execute(update(dossiers).values(children=99))
        context.session.commit()
    upgrade(engine)
    assert faults_of(engine) == []
    entries = sealed_in(engine, "marne")
    assert "dossier_versions" in {name for each in entries for name in each}
    engine.dispose()


def test_a_sealed_deposit_asks_the_server_no_more_than_it_did(
    stages: Stages, make_app: Callable[..., Flask], lend_database: Callable[..., str]
) -> None:
    """Seals are taken of what memory has: nothing is read again for them."""
    url = lend_database("postgresql", empty=False)
    world = stages.put_back(make_app(database_url=url), "deposited", SMALL)
    tag = world.ask("porteur51", "GET", f"/dossiers/{world.deposited}").headers["ETag"]
    contact = {**content()["contact"], "name": "Lou Martin"}
    changed = world.ask(
        "porteur51", "PATCH", f"/dossiers/{world.deposited}", {"contact": contact}, headers={"If-Match": tag}
    )
    assert changed.status_code == 200, changed.text
    asked: list[str] = []
    listen = (Engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    event.listen(*listen)
    try:
        answer = world.ask("porteur51", "POST", f"/dossiers/{world.deposited}/deposit", {})
    finally:
        event.remove(*listen)
    assert answer.status_code == 201, answer.text
    last = next(place for place, each in enumerate(asked) if each.startswith("UPDATE dossiers"))
    assert [each.split()[0] for each in asked[last:] if each.startswith("SELECT")] == []
    assert any(each.startswith("INSERT INTO audit_entries") for each in asked[last:])


def test_an_act_does_not_fail_for_a_chain_that_nobody_tells(
    stages: Stages,
    make_app: Callable[..., Flask],
    lend_database: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A service seals what our tests would have refused, by what is told elsewhere of the same act, and says so."""
    monkeypatch.setattr(entries, "refusing_untold", False)
    url = lend_database("sqlite", empty=False)
    world = stages.put_back(make_app(database_url=url), "people", SMALL)
    monkeypatch.setattr(porteurs, "record", lambda *given, **more: None if "chain" in more else record(*given, **more))
    made = world.ask("agent51", "POST", "/porteurs", described("41816609600051"))
    assert made.status_code == 201, made.text
    assert "nothing in the trace tells of what was written" in caplog.text
    engine = create_engine(url)
    assert faults_of(engine) == []
    engine.dispose()
