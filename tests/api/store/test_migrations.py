"""The tables that the migrations make are those of the models, and a migration can be taken back."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from clas_api.store import migrations_for, state_of, upgrade
from clas_api.store.models import Base


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path / 'clas.sqlite3'}")


def test_the_migrations_make_the_tables_of_the_models(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_the_checks_of_the_models_are_in_the_tables(engine: Engine, tmp_path: Path) -> None:
    """Alembic does not compare check constraints: they are compared here."""
    upgrade(engine)
    modelled = create_engine(f"sqlite:///{tmp_path / 'modeles.sqlite3'}")
    Base.metadata.create_all(modelled)
    for table in Base.metadata.tables:
        migrated, made = (
            {(each["name"], each["sqltext"]) for each in inspect(each_engine).get_check_constraints(table)}
            for each_engine in (engine, modelled)
        )
        assert migrated == made
        assert migrated


def test_what_was_upgraded_can_be_taken_back_to_nothing(engine: Engine) -> None:
    upgrade(engine)
    command.downgrade(migrations_for(engine), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 0
    upgrade(engine)
    assert state_of(engine) == "ok"


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    before = inspect(engine).get_table_names()
    upgrade(engine)
    assert inspect(engine).get_table_names() == before


def test_there_is_one_line_of_migrations(engine: Engine) -> None:
    assert len(ScriptDirectory.from_config(migrations_for(engine)).get_heads()) == 1


def test_the_state_of_a_database_says_what_to_do(engine: Engine) -> None:
    assert "clas db upgrade" in state_of(engine)
    upgrade(engine)
    assert state_of(engine) == "ok"


def test_a_database_of_a_later_version_is_not_ready(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'plus-tard'"))
    assert state_of(engine) != "ok"


@pytest.mark.parametrize(
    ("digest", "kind", "name"),
    [("md5:0", "referential", "ck_served_rules_digest_form"), ("sha256:0", "autre", "ck_served_rules_known_kind")],
)
def test_the_database_itself_refuses_what_is_no_rule(engine: Engine, digest: str, kind: str, name: str) -> None:
    upgrade(engine)
    statement = text("INSERT INTO served_rules VALUES (:digest, :kind, 'national', '2025-2026', '2025-07-01')")
    with engine.connect() as connection, pytest.raises(IntegrityError, match=name):
        connection.execute(statement, {"digest": digest, "kind": kind})
