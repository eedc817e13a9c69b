"""``clas demo``, ``clas serve``, ``clas db``, ``clas config``: running the service and looking after it."""

import os
import socket
from datetime import date
from pathlib import Path

import click

from clas_api.cli.output import json_option, say_no, show_json, show_rows

DEMO_DAY = date(2025, 7, 1)
"""The day of the demonstration: the call of Marne is open."""


THREADS = 4
"""Threads of one worker: enough for requests that wait for the database, few enough not to fight for the processor."""


SECONDS_TO_STOP = 3
"""A worker that is told to stop while it starts may not hear it; after that long it is ended."""


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _free_port(host: str, wanted: int) -> int:
    """Return `wanted` if nothing listens there, else the next free port of the twenty that follow."""
    for port in range(wanted, min(wanted + 20, 65536)):
        if _is_free(host, port):
            return port
    raise click.ClickException(f"Les ports à partir de {wanted} sont pris : donnez-en un autre avec --port.")


def _serve(host: str, port: int, workers: int) -> None:
    """Serve until interrupted. The workers build the application from the environment."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "clas_api:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=SECONDS_TO_STOP,
        log_level=LogLevels.warning,
    )
    server.serve()


def _prepare_database(settings: object) -> int:
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


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port souhaité.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("var"), show_default=True)
def demo(port: int, folder: Path) -> None:
    """Essayer la plateforme sur cet ordinateur, sans rien régler."""
    from clas_api.config import ENVIRONMENT_PREFIX, load_settings, masked
    from clas_core.years import write_day

    folder.mkdir(parents=True, exist_ok=True)
    # The worker reads the same environment, and so the same settings.
    os.environ.setdefault(f"{ENVIRONMENT_PREFIX}DATABASE_URL", f"sqlite:///{(folder / 'demo.sqlite3').absolute()}")
    os.environ.setdefault(f"{ENVIRONMENT_PREFIX}TODAY", DEMO_DAY.isoformat())
    settings = load_settings()
    _prepare_database(settings)
    port = _free_port("127.0.0.1", port)
    click.echo(f"Clas est servi sur http://127.0.0.1:{port}/")
    click.echo(f"  simulateur   http://127.0.0.1:{port}/simulateur")
    click.echo(f"  service JSON http://127.0.0.1:{port}/api")
    click.echo(f"  jour simulé  {write_day(settings.today or DEMO_DAY)}")
    click.echo(f"  base         {masked(settings.database_url)}")
    click.echo("Ctrl-C pour arrêter.")
    _serve("127.0.0.1", port, 1)
    click.echo("Arrêté.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Servir la plateforme avec la configuration (clas.toml, CLAS_…)."""
    from sqlalchemy import create_engine

    from clas_api.config import load_settings
    from clas_api.store import state_of

    settings = load_settings()
    state = state_of(create_engine(settings.database_url))
    if state != "ok":
        raise click.ClickException(state)
    if not _is_free(host, port):
        raise click.ClickException(f"Le port {port} de {host} est pris : donnez-en un autre avec --port.")
    _prepare_database(settings)
    click.echo(f"Clas est servi sur http://{host}:{port}/ par {workers} processus. Ctrl-C pour arrêter.")
    _serve(host, port, workers)


@click.group()
def db() -> None:
    """La base de données."""


@db.command("upgrade")
@json_option
def upgrade_database(as_json: bool) -> None:
    """Mettre les tables à jour."""
    from clas_api.config import load_settings

    new = _prepare_database(load_settings())
    if as_json:
        show_json({"state": "ok", "newly_served_rules": new})
    else:
        click.echo(f"Tables à jour ; {new} règle(s) servie(s) pour la première fois.")


@db.command("check")
@json_option
def check_database(as_json: bool) -> None:
    """Dire si la base répond et si ses tables sont à jour."""
    from sqlalchemy import create_engine

    from clas_api.config import load_settings
    from clas_api.store import state_of

    state = state_of(create_engine(load_settings().database_url))
    if as_json:
        show_json({"state": state})
    else:
        click.echo("La base est prête." if state == "ok" else state)
    if state != "ok":
        say_no()


@click.group()
def config() -> None:
    """La configuration."""


@config.command("show")
@json_option
def show_config(as_json: bool) -> None:
    """Montrer la configuration, secrets masqués."""
    from clas_api.config import load_settings

    shown = dict(load_settings().shown())
    if as_json:
        show_json(shown)
    else:
        show_rows(("CLÉ", "VALEUR"), [(key, "(aucune)" if value is None else value) for key, value in shown.items()])


@config.command("check")
@json_option
def check_config(as_json: bool) -> None:
    """Vérifier la configuration."""
    from clas_api.config import load_settings
    from clas_core.errors import InvalidInput

    problems: list[str] = []
    try:
        load_settings()
    except InvalidInput as error:
        problems = str(error).splitlines()
    if as_json:
        show_json({"valid": not problems, "problems": problems})
    else:
        click.echo("\n".join(problems) or "La configuration est valable.")
    if problems:
        say_no()
