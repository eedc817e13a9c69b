"""``clas demo``, ``clas serve``, ``clas config``: running the service and looking after it."""

import os
import shutil
import socket
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

import click

from clas_api.cli.context import progress
from clas_api.cli.output import json_option, say_no, show_json, show_rows
from clas_api.cli.storage import prepare_database

if TYPE_CHECKING:
    from clas_api.config import Settings

THREADS = 8
"""Threads of one worker: enough for requests that wait for the database, few enough not to fight for the processor.

The code of departments takes half of them at most (`PLACES_IN_ALL`): the others answer whatever it does.
"""


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


def free_port(host: str, wanted: int) -> int:
    """Return `wanted` if nothing listens there, else the next free port of the twenty that follow."""
    for port in range(wanted, min(wanted + 20, 65536)):
        if _is_free(host, port):
            return port
    raise click.ClickException(f"Les ports à partir de {wanted} sont pris : donnez-en un autre avec --port.")


def serve_until_stopped(host: str, port: int, workers: int) -> None:
    """Serve until interrupted. The workers build the application from the environment."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "clas_api:create_worker",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=SECONDS_TO_STOP,
        log_level=LogLevels.error,  # its warnings are of numbers that are chosen here, and in English
    )
    server.serve()


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port souhaité.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("var"), show_default=True)
@click.option("--reset", is_flag=True, help="Effacer la démonstration de ce dossier et la recommencer.")
def demo(port: int, folder: Path, reset: bool) -> None:
    """Essayer la plateforme sur cet ordinateur, sans rien régler."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = (folder / _DEMO_LOCK).open("a")
    except OSError:
        reason = f"Le dossier « {folder} » ne peut être ni créé ni écrit : donnez-en un autre avec --folder."
        raise click.ClickException(reason) from None
    with held:
        if reset:
            if not hold(held, alone=True):
                raise click.ClickException(
                    f"Une démonstration est servie depuis « {folder} » : arrêtez-la (Ctrl-C), puis recommencez."
                )
            _erase(folder)
        hold(held, alone=False)
        _serve_demonstration(folder, port)


def hold(file: IO[str], *, alone: bool) -> bool:
    """Hold the folder of what is served from it, alone or with others, until the file is closed; tell whether one does.

    Where the system has no such locks, nobody is kept out.
    """
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _serve_demonstration(folder: Path, port: int) -> None:
    """Fill the demonstration of `folder`, say where it is, and serve it until interrupted."""
    from clas_api.config import ENVIRONMENT_PREFIX, load_settings, masked
    from clas_api.scenario.demonstration import DEMO_DAY
    from clas_core.years import write_day

    # The worker reads the same environment, and so the same settings.
    port = free_port("127.0.0.1", port)
    for key, value in (
        ("DATABASE_URL", f"sqlite:///{(folder / _DEMO_FILE).absolute()}"),
        ("ATTACHMENTS", str((folder / _DEMO_ATTACHMENTS).absolute())),
        ("TODAY", DEMO_DAY.isoformat()),
        ("BASE_URL", f"http://127.0.0.1:{port}"),
        ("LOG", "errors"),
    ):
        os.environ.setdefault(ENVIRONMENT_PREFIX + key, value)
    settings = load_settings()
    prepare_database(settings)
    _fill_demonstration(settings)
    click.echo(f"Clas est servi sur http://127.0.0.1:{port}/")
    click.echo(f"  simulateur   http://127.0.0.1:{port}/simulateur")
    click.echo(f"  connexion    http://127.0.0.1:{port}/connexion")
    click.echo(f"  service JSON http://127.0.0.1:{port}/api")
    click.echo(f"  jour simulé  {write_day(settings.today or DEMO_DAY)}")
    click.echo(f"  base         {masked(settings.database_url)}")
    _show_logins()
    if settings.smtp_url is None:
        click.echo("Aucun courriel ne part. Le dernier écrit se lit, avec son lien, dans un autre terminal :")
        click.echo(f"  {ENVIRONMENT_PREFIX}DATABASE_URL={masked(settings.database_url)} clas mail show")
    click.echo("Ctrl-C pour arrêter.")
    serve_until_stopped("127.0.0.1", port, 1)
    click.echo("Arrêté.")


_DEMO_FILE = "demo.sqlite3"
_DEMO_ATTACHMENTS = "demo-documents"
_DEMO_LOCK = "demo.lock"


def _erase(folder: Path) -> None:
    """Remove what earlier demonstrations have left in `folder`, and nothing else."""
    for suffix in ("", "-wal", "-shm"):
        (folder / (_DEMO_FILE + suffix)).unlink(missing_ok=True)
    shutil.rmtree(folder / _DEMO_ATTACHMENTS, ignore_errors=True)


def _fill_demonstration(settings: "Settings") -> None:
    """Fill an empty database with invented porteurs and people, showing how far it is."""
    from sqlalchemy import create_engine

    from clas_api.installation import Installation
    from clas_api.scenario.demonstration import fill

    engine = create_engine(settings.database_url)
    steps = fill(Installation.load(settings), engine)
    if first := next(steps, None):
        with progress(first[1], "Données de démonstration") as advance:
            advance(1)
            for _ in steps:
                advance(1)
    engine.dispose()


def _show_logins() -> None:
    """Say who may sign in, and as what."""
    from clas_api.scenario.demonstration import PASSWORD, logins

    click.echo(f"Comptes (mot de passe : {PASSWORD})")
    for login in logins():
        click.echo(f"  {login.email:<28} {login.role}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--reload", "reloading", is_flag=True, help="Pour qui écrit des pages : servir ce qui vient de changer.")
def serve(host: str, port: int, workers: int, reloading: bool) -> None:
    """Servir la plateforme avec la configuration (clas.toml, CLAS_…)."""
    from sqlalchemy import create_engine

    from clas_api.apart import try_departments
    from clas_api.config import load_settings
    from clas_api.store import state_of

    settings = load_settings()
    state = state_of(create_engine(settings.database_url))
    if state != "ok":
        raise click.ClickException(state)
    if reloading and "WERKZEUG_RUN_MAIN" in os.environ:
        _serve_changes(host, port)  # begun again by the process that watches: the port is the one that it holds
        return
    if not _is_free(host, port):
        raise click.ClickException(f"Le port {port} de {host} est pris : donnez-en un autre avec --port.")
    for slug, reason in try_departments(settings.departments).items():
        click.echo(f"Le département « {slug} » n'est pas servi : {reason}", err=True)
    prepare_database(settings, upgrading=False)
    shared = "et suit ce qui change" if reloading else f"par {workers} processus"
    click.echo(f"Clas est servi sur http://{host}:{port}/ {shared}. Ctrl-C pour arrêter.")
    if reloading:
        _serve_changes(host, port)
        return
    with TemporaryDirectory(prefix="clas-metrics-") as folder:
        if workers > 1:
            # Each worker writes its numbers there, so that whichever is asked shows those of all.
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        serve_until_stopped(host, port, workers)


def _serve_changes(host: str, port: int) -> None:
    """Serve from one process, which begins again when its code or the files of a department change.

    It is Werkzeug's server, for the machine of whoever writes: a template that changes is read again at once.
    """
    from werkzeug.serving import run_simple

    from clas_api import create_app

    app = create_app()
    app.jinja_env.auto_reload = True
    ours = {file for name, module in sys.modules.items() if name.startswith("clas_") and (file := module.__file__)}
    watched = {str(each) for file in ours for each in Path(file).parent.glob("**/*.toml")}
    run_simple(host, port, app, threaded=True, use_reloader=True, extra_files=watched)


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
    from clas_api.cli.doubts import doubts_of, remarks_on
    from clas_api.config import load_settings
    from clas_core.errors import InvalidInput

    problems: list[str] = []
    remarks: list[str] = []
    try:
        settings = load_settings()
        problems = [f"{each.dotted}: {each.message}" for each in doubts_of(settings)]
        remarks = [f"{each.dotted}: {each.message}" for each in remarks_on(settings)]
    except InvalidInput as error:
        problems = str(error).splitlines()
    if as_json:
        show_json({"valid": not problems, "problems": problems, "remarks": remarks})
    else:
        click.echo("\n".join(problems) or "La configuration est valable.")
        for each in remarks:
            click.echo(f"Remarque : {each}")
    if problems:
        say_no()
