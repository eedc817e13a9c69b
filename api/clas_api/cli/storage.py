"""``clas db``: the tables of the database, and copies of everything that the installation keeps."""

import click

from clas_api.cli.output import json_option, say_no, show_json


def prepare_database(settings: object) -> int:
    """Bring the database up to date and record the rules served; return how many were new."""
    from clas_api import create_app
    from clas_api.config import Settings
    from clas_api.services.recording import record_rules
    from clas_api.store import upgrade
    from clas_api.store.database import database

    assert isinstance(settings, Settings)
    app = create_app(settings)
    with app.app_context():
        upgrade(database.engine)
        return record_rules()


@click.group()
def db() -> None:
    """La base de données."""


@db.command("upgrade")
@json_option
def upgrade_database(as_json: bool) -> None:
    """Mettre les tables à jour."""
    from clas_api.config import load_settings

    new = prepare_database(load_settings())
    if as_json:
        show_json({"state": "ok", "newly_served_rules": new})
    else:
        click.echo(f"Tables à jour ; {new} règle(s) servie(s) pour la première fois.")


@db.command("check")
@json_option
def check_database(as_json: bool) -> None:
    """Dire si la base répond, si ses tables sont à jour et si son rôle sépare les départements."""
    from sqlalchemy import create_engine

    from clas_api.config import load_settings
    from clas_api.store import state_of
    from clas_api.store.database import engine_options
    from clas_api.store.roles import warnings_about

    engine = create_engine(**engine_options(load_settings().database_url))
    state = state_of(engine)
    warnings = warnings_about(engine) if state == "ok" else []
    engine.dispose()
    if as_json:
        show_json({"state": state, "warnings": warnings})
    else:
        click.echo("La base est prête." if state == "ok" else state)
        for warning in warnings:
            click.echo(warning)
    if state != "ok":
        say_no()
