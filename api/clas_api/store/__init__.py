"""Storage: tables, migrations, and the state of the database. Queries take a session and never commit."""

from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alembic.config import Config
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from clas_api.store.models import KeptRules, ServedRules
    from clas_core.departments import Campaign, DepartmentRegistry
    from clas_core.national import Referential, ReferentialLibrary


def migrations_for(engine: "Engine | None") -> "Config":
    """Return the configuration of the migrations, to be run on `engine`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resources.files("clas_api.store") / "migrations"))
    config.attributes["engine"] = engine
    return config


@cache
def tables_version() -> str:
    """Return the version of the tables that this version of the service needs.

    It is read from the migrations once: whoever watches over the service asks every few seconds whether it is ready.
    """
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(migrations_for(None)).get_current_head() or ""


def upgrade(engine: "Engine") -> None:
    """Bring the database to the tables of this version."""
    from alembic import command

    command.upgrade(migrations_for(engine), "head")


def is_absent(url: str) -> bool:
    """Tell, without a word to any database, whether `url` is that of a SQLite file that is not there yet."""
    file = url.removeprefix("sqlite:///").partition("?")[0]
    return url.startswith("sqlite:///") and file not in ("", ":memory:") and not Path(file).exists()


def state_of(engine: "Engine") -> str:
    """Say in French what keeps the database from serving; ``ok`` when nothing does."""
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy.exc import SQLAlchemyError

    if is_absent(engine.url.render_as_string(hide_password=False)):
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
) -> tuple[list["ServedRules"], list["KeptRules"]]:
    """Record the rules that are served and were not recorded yet; return them, and those whose text was not kept yet.
    The caller traces it and commits.

    Their text is kept with their digest, of national rules and of calls: a dossier deposited under them is decided and
    settled by them, even when their file is corrected later. Equal files of two departments have one digest: they are
    the same rules, recorded once.
    """
    calls = [(plugin.slug, each) for plugin in registry for each in plugin.department.campaigns.values()]
    served: dict[str, tuple[str, str, Campaign | Referential]] = {
        **{each.digest: ("campaign", slug, each) for slug, each in reversed(calls)},
        **{each.digest: ("referential", "national", each) for each in library},
    }
    return keep_rules(session, served, today)


def keep_rules(
    session: "Session", served: "Mapping[str, tuple[str, str, Campaign | Referential]]", today: date
) -> tuple[list["ServedRules"], list["KeptRules"]]:
    """Record which of the rules that are `served`, by digest, were not recorded yet, as `record_served_rules` does."""
    from sqlalchemy import select

    from clas_api.store.models import KeptRules, ServedRules

    kept = set(session.scalars(select(KeptRules.digest)))
    texts = [
        KeptRules(digest=digest, call=_name_of(each), text=each.text)
        for digest, (_, _, each) in served.items()
        if digest not in kept and each.text
    ]
    known = set(session.scalars(select(ServedRules.digest)))
    new = [
        ServedRules(digest=digest, kind=kind, owner=owner, call=_name_of(each), served_since=today)
        for digest, (kind, owner, each) in served.items()
        if digest not in known
    ]
    session.add_all([*texts, *new])
    return new, texts


def _name_of(rules: "Campaign | Referential") -> str:
    """Return the name of a call, or the year of national rules."""
    from clas_core.departments import Campaign

    return str(rules.name if isinstance(rules, Campaign) else rules.school_year)
