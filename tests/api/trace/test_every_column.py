"""Whatever is altered, added or removed by SQL in a row that the trace seals is noticed, and named.

The tables and their columns are those that the models have: a new one is tried by being there.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, delete, insert, select, update

from clas_api.store.models import Base
from clas_api.store.seals import key_of, sealed_models, table_of
from tests.api.trace.altered import Installation, fill_what_is_empty, hand_on, keyed, other, unguarded
from tests.contract.stages import CAST
from tests.stages import Stages

UNSEALED = {
    "audit_entries",
    "audit_heads",
    "bulk_acts",
    "desks",
    "erasing",
    "given_answers",
    "import_drafts",
    "import_mappings",
    "imported_porteurs",
    "installation_keys",
    "job_pieces",
    "jobs",
    "labelled_dossiers",
    "labels",
    "mail_choices",
    "opened_arrivals",
    "message_readings",
    "outgoing_mails",
    "receipt_ranks",
    "rule_comments",
    "sign_in_attempts",
    "text_templates",
    "webhook_deliveries",
    "webhooks",
    "year_counts",
}
"""Tables on which neither money nor rights nor decisions rest; each says why itself."""

UNSEALED_COLUMNS = {
    "committee_sessions.reminded_at",
    "dossiers.begun_campaign",
    "dossiers.begun_referential",
    "dossiers.copied_from",
    "dossiers.reminded_at",
    "porteurs.name_key",
    "tokens.seen_at",
}

IN_NO_STAGE = {
    "agenda_addresses", "amendments", "attachments", "extensions", "final_counts", "imports", "internal_notes",
    "kept_rules", "mailed_links", "messages", "past_years", "porteur_invitations", "publications", "second_factors",
    "served_rules", "session_opinions", "session_recusals",
}  # fmt: skip
"""Tables that no story fills by then: they have an invented row."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest,
    stages: Stages,
    make_app: Callable[..., Flask],
    make_database: Callable[[str], str],
) -> Iterator[Installation]:
    """Return an installation with a row in every sealed table, on SQLite, then on PostgreSQL, that nothing guards."""
    url = make_database(request.param)
    stages.put_back(make_app(database_url=url), "settled", CAST)
    engine = create_engine(url)
    assert fill_what_is_empty(engine) == IN_NO_STAGE
    with unguarded(engine) as hand:
        yield Installation(hand)
    engine.dispose()


def _first(connection: Any, model: type[Base]) -> dict[str, Any]:
    table = table_of(model)
    row = connection.execute(select(table).order_by(*table.primary_key.columns).limit(1)).mappings().one()
    return {str(name): value for name, value in row.items()}


def test_every_table_says_what_a_row_is_or_why_it_is_not_sealed() -> None:
    models = [each.class_ for each in Base.registry.mappers]
    assert [each.__name__ for each in models if bool(each.sealed_as) == bool(each.unsealed_because)] == []
    assert {each.__tablename__ for each in models if each.unsealed_because} == UNSEALED
    columns = [each for table in Base.metadata.tables.values() for each in table.columns]
    assert {f"{each.table.name}.{each.name}" for each in columns if each.info.get("unsealed")} == UNSEALED_COLUMNS


@pytest.mark.parametrize("model", sealed_models(), ids=lambda model: model.__tablename__)
def test_nothing_is_found_where_nothing_was_altered(installation: Installation, model: type[Base]) -> None:
    with hand_on(installation.engine) as connection:
        assert installation.witnessed(connection, model) == []
        assert installation.found_by_script(connection, model) == []


@pytest.mark.parametrize("model", sealed_models(), ids=lambda model: model.__tablename__)
def test_each_column_altered_is_noticed_and_named(installation: Installation, model: type[Base]) -> None:
    table = table_of(model)
    tried = [each for each in table.columns if f"{table.name}.{each.name}" not in UNSEALED_COLUMNS]
    for column in tried:
        with hand_on(installation.engine) as connection:
            row = _first(connection, model)
            key = key_of(table, row)
            change = update(table).where(keyed(table, row)).values({column: other(column, row[column.name])})
            assert connection.execute(change).rowcount == 1
            found = installation.witnessed(connection, model)
            named = [each for each in found if (each.table, each.key) == (table.name, key)]
            assert named, f"{column} altered is not noticed"
            assert all(model.sealed_as in each.message for each in named)
            assert any(each.number is not None for each in named), "the entry that sealed it is not named"
            said = installation.found_by_script(connection, model)
            assert any(table.name in each and key in each for each in said), f"{column} altered passes the script"


@pytest.mark.parametrize("model", sealed_models(), ids=lambda model: model.__tablename__)
def test_a_row_removed_is_noticed_and_named(installation: Installation, model: type[Base]) -> None:
    table = table_of(model)
    with hand_on(installation.engine) as connection:
        row = _first(connection, model)
        assert connection.execute(delete(table).where(keyed(table, row))).rowcount == 1
        (found,) = installation.witnessed(connection, model)
        assert (found.table, found.key, "disparu" in found.message) == (table.name, key_of(table, row), True)
        (said,) = installation.found_by_script(connection, model)
        assert f"table {table.name}, ligne {key_of(table, row)} : " in said
        assert "disparu" in said


@pytest.mark.parametrize("model", sealed_models(), ids=lambda model: model.__tablename__)
def test_a_row_added_is_noticed_and_named(installation: Installation, model: type[Base]) -> None:
    table = table_of(model)
    with hand_on(installation.engine) as connection:
        row = _first(connection, model)
        same = ("department", *(name for name, value in row.items() if value is None))
        new = {
            each.name: row[each.name] if each.name in same else other(each, row[each.name]) for each in table.columns
        }
        connection.execute(insert(table), new)
        found = [each for each in installation.witnessed(connection, model) if each.key == key_of(table, new)]
        assert [(each.table, each.number) for each in found][:1] == [(table.name, None)]
        assert "ajoutée" in found[0].message
        said = installation.found_by_script(connection, model)
        assert any(f"table {table.name}, ligne {key_of(table, new)} : " in each and "ajoutée" in each for each in said)
