"""``clas departments preview``: a department tried from its folder, with invented people and their dossiers."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from clas_api.cli.beside import (
    SETTINGS,
    Asked,
    added_years,
    begin,
    configured,
    settings_beside,
    show_people,
    wanted_call,
)
from clas_api.cli.output import say_no
from clas_api.cli.staging import of_a_call, on_a_day, stage_option, without_serving

DEPOSITED = "deposited"


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port souhaité.")
@of_a_call
@stage_option(DEPOSITED)
@on_a_day
@without_serving
def preview(path: Path, port: int, year: str | None, stage: str | None, day: date | None, no_serve: bool) -> None:
    """Essayer un département depuis son dossier, sur cet ordinateur, avec des personnes et des dossiers inventés.

    Ce qui change dans ses fichiers est servi aussitôt ; rien n'est gardé à la fin.
    """
    from clas_api.cli.service import free_port
    from clas_api.config import load_settings
    from clas_api.scenario.demonstration import PASSWORD
    from clas_api.signed_rules import load_library
    from clas_core.conformance.checking import check_folder, package_in
    from clas_core.departments import read_department_directory
    from clas_core.years import write_day

    package = package_in(path)
    live = load_settings()
    report = check_folder(package, load_library(live.referentials, live.referentials_key))
    unread = [each for each in report.of_level("error") if each.kind in ("file", "folder", "names")]
    if unread:
        for each in unread:
            click.echo(each.text)
        click.echo(f"{path} : à corriger avant d'être servi.")
        say_no()
    department = read_department_directory(package)
    year = wanted_call(department, year)
    port = port if no_serve else free_port("127.0.0.1", port)
    with TemporaryDirectory(prefix="clas-preview-") as home:
        folder = Path(home)
        site = _laid_out(folder, package.absolute(), department.slug)
        kept: dict[str, str | list[str] | None] = {
            "departments": [department.slug],
            "log": "errors",
            **added_years(live),
        }
        settings = settings_beside(folder, f"http://127.0.0.1:{port}", **kept)
        (folder / SETTINGS).write_text(settings, encoding="utf-8")
        with configured(folder, site):
            told = begin(
                folder, Asked(slug=department.slug, year=year, stage=stage or DEPOSITED, day=day, password=PASSWORD)
            )
            if told.remark:
                click.echo(told.remark)
            if no_serve:
                click.echo(f"{department.name} peut être servi, le {write_day(told.moment)}.")
                return
            click.echo(
                f"{department.name} est servi sur http://127.0.0.1:{port}/ et suit ce qui change. Ctrl-C pour arrêter."
            )
            click.echo(f"Jour de l'essai : {write_day(told.moment)}.")
            show_people(department.slug, year, PASSWORD)
            try:
                command = [sys.executable, "-m", "clas_api.cli", "serve", "--reload", "--port", str(port)]
                subprocess.run(command, check=False, env=dict(os.environ))  # noqa: S603  # ourselves
            except KeyboardInterrupt:
                pass
    click.echo("Arrêté : rien n'est gardé.")


def _laid_out(folder: Path, package: Path, slug: str) -> Path:
    """Make `slug` a department installed in ``folder/site``, of the very files of `package`; return the site."""
    from clas_api.scaffolding import INIT

    site = folder / "site"
    home = site / f"clas_{slug}"
    home.mkdir(parents=True)
    for each in package.iterdir():
        if each.name != "__pycache__":
            (home / each.name).symlink_to(each)
    if not (home / "__init__.py").exists():
        (home / "__init__.py").write_text(INIT.substitute(name=slug), encoding="utf-8")
    described = site / f"clas_{slug}-0.dist-info"
    described.mkdir()
    name = f"clas-{slug.replace('_', '-')}"
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n", encoding="utf-8")
    entry = f"[clas.departments]\n{slug} = clas_{slug}\n"
    (described / "entry_points.txt").write_text(entry, encoding="utf-8")
    return site
