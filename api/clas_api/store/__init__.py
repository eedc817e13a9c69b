"""Storage: tables, migrations, and the state of the database. Queries take a session and never commit."""

from collections.abc import Iterable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from clas_core.departments import DepartmentRegistry
    from clas_core.national import ReferentialLibrary


def migrations_for(engine: "Engine | None") -> "Config":
    """Return the configuration of the migrations, to be run on `engine`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resources.files("clas_api.store") / "migrations"))
    config.attributes["engine"] = engine
    return config


def tables_version() -> str:
    """Return the version of the tables that this version of the service needs."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(migrations_for(None)).get_current_head() or ""


def upgrade(engine: "Engine") -> None:
    """Bring the database to the tables of this version."""
    from alembic import command

    command.upgrade(migrations_for(engine), "head")


def state_of(engine: "Engine") -> str:
    """Say in French what keeps the database from serving; ``ok`` when nothing does."""
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy.exc import SQLAlchemyError

    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and file != ":memory:" and not Path(file).exists():
        return "La base de données n'existe pas encore : lancez « clas db upgrade »."
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return "La base de données ne répond pas."
    return "ok" if current == tables_version() else "Les tables ne sont pas à jour : lancez « clas db upgrade »."


def database_state() -> str:
    """Say what keeps the current application's database from serving; ``ok`` when nothing does."""
    from clas_api.store.database import database

    return state_of(database.engine)


def record_served_rules(
    session: "Session", library: "ReferentialLibrary", registry: "DepartmentRegistry", today: date
) -> int:
    """Record the rules that are served and were not recorded yet; return how many. The caller commits.

    The text of national rules is kept with their digest: a dossier deposited under them is settled by them, even when
    their file is corrected later.
    """
    from sqlalchemy import select

    from clas_api.store.models import KeptRules, ServedRules

    kept = set(session.scalars(select(KeptRules.digest)))
    session.add_all(
        KeptRules(digest=each.digest, school_year=str(each.school_year), text=each.text)
        for each in library
        if each.digest not in kept
    )
    known = set(session.scalars(select(ServedRules.digest)))
    rows: list[tuple[str, str, str, str]] = [
        (each.digest, "referential", "national", str(each.school_year)) for each in library
    ]
    for plugin in registry:
        rows += [
            (each.digest, "campaign", plugin.slug, str(each.school_year))
            for each in plugin.department.campaigns.values()
        ]
    new = [row for row in rows if row[0] not in known]
    session.add_all(_served(new, today))
    return len(new)


def _served(rows: Iterable[tuple[str, str, str, str]], today: date) -> Iterable[object]:
    from clas_api.store.models import ServedRules

    for digest, kind, owner, year in rows:
        yield ServedRules(digest=digest, kind=kind, owner=owner, school_year=year, served_since=today)
