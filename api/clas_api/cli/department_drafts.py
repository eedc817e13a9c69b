"""``clas departments new-year`` and ``preview``: the call of a next year, and a department tried from its folder."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from clas_api.cli.output import deliver, json_option, load_installation, say_no, show_json

if TYPE_CHECKING:
    from clas_core.departments import CallName, Campaign, Department


@click.command("new-year")
@click.argument("slug_or_folder")
@click.argument("year")
@click.option("--call", "part", help="Un autre appel de cette année que le principal, par exemple « janvier ».")
@json_option
def new_year(slug_or_folder: str, year: str, part: str | None, as_json: bool) -> None:
    """Commencer l'appel de l'année YEAR à partir du dernier : ce qui peut valoir encore est repris, et marqué.

    Avec --call, un autre appel de cette année : à partir du même d'une année passée, sinon du dernier.

    Aucun jour n'est repris : chacun reste en commentaire, à écrire de nouveau. « check --ready » échoue tant qu'une
    valeur reste à confirmer.
    """
    from clas_core.departments import CallName, campaign_of_text, read_department_directory
    from clas_core.departments.next_year import next_year_of
    from clas_core.errors import InvalidInput
    from clas_core.years import SchoolYear

    folder = _folder_of(slug_or_folder)
    try:
        wanted = CallName(SchoolYear.parse(year)) if part is None else CallName.parse(f"{year}-{part}")
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    try:
        department = read_department_directory(folder)
    except InvalidInput as error:
        raise click.ClickException(f"Les fichiers de ce département sont à corriger d'abord :\n{error}") from None
    last = _before(department, wanted)
    if last is None:
        raise click.ClickException(
            "Ce département n'a encore aucun appel à reprendre : voyez « clas departments new »."
        )
    if not wanted.part and wanted.year <= last.school_year:
        raise click.UsageError(f"Le dernier appel est celui de {last.school_year} : demandez une année d'après.")
    today = load_installation().clock.today()
    made = next_year_of(last.text, wanted, today)
    campaign_of_text(made.text, department.slug, name=f"{wanted}.toml")
    output = folder / f"{wanted}.toml"
    if output.exists():
        raise click.ClickException(f"{output} existe déjà : rien n'est écrit par-dessus.")
    deliver(made.text.encode(), output)
    if as_json:
        counts = {"to_confirm": made.to_confirm, "to_write_again": made.to_write_again}
        told = {"from": str(last.name), "school_year": str(wanted.year), "call": str(wanted)}
        show_json({"file": str(output), **told, **counts})
        return
    click.echo(f"Repris de {last.name} : {made.to_confirm} valeurs à confirmer.")
    click.echo(f"Non repris, car datés : {made.to_write_again} lignes, en commentaire, à écrire de nouveau.")
    click.echo(f"Suite : corrigez {output}, puis clas departments check --ready --path {folder}")


def _before(department: "Department", wanted: "CallName") -> "Campaign | None":
    """Return the call that a new one is begun from: the last of the same name, else the latest of its department."""
    same = [each for each in department.in_order if each.name.part == wanted.part and each.school_year <= wanted.year]
    return same[0] if same and wanted.part else department.latest


def _folder_of(slug_or_folder: str) -> Path:
    """Return the folder of a department's files: one that is written with « / », or that of an installed department."""
    from clas_core.conformance import package_in

    if any(sign in slug_or_folder for sign in "/\\") or slug_or_folder.startswith("."):
        if not Path(slug_or_folder).is_dir():
            raise click.UsageError(f"« {slug_or_folder} » n'est pas un dossier.")
        return package_in(Path(slug_or_folder))
    load_installation().registry.get(slug_or_folder)
    return Path(str(files(f"clas_{slug_or_folder}")))


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port souhaité.")
@click.option("--day", help="Jour simulé, AAAA-MM-JJ ; par défaut, un jour où le dernier appel est ouvert.")
def preview(path: Path, port: int, day: str | None) -> None:
    """Essayer un département depuis son dossier, sur cet ordinateur, avec des personnes inventées.

    Ce qui change dans ses fichiers est servi aussitôt ; rien n'est gardé à la fin.
    """
    from clas_api.cli.service import free_port
    from clas_core.conformance import check_folder, package_in
    from clas_core.departments import read_department_directory
    from clas_core.national import ReferentialLibrary

    package = package_in(path)
    report = check_folder(package, ReferentialLibrary.load())
    unread = [each for each in report.of_level("error") if each.kind in ("file", "folder", "names")]
    if unread:
        for each in unread:
            click.echo(each.text)
        click.echo(f"{path} : à corriger avant d'être servi.")
        say_no()
    department = read_department_directory(package)
    pinned = _day(day, department)
    port = free_port("127.0.0.1", port)
    with TemporaryDirectory(prefix="clas-preview-") as folder:
        site = _laid_out(Path(folder), package.absolute(), department.slug)
        with _surroundings(site, _settings(Path(folder), department, pinned, port)):
            _prepare(department, pinned)
            click.echo(
                f"{department.name} est servi sur http://127.0.0.1:{port}/ et suit ce qui change. Ctrl-C pour arrêter."
            )
            _show_people(department, pinned)
            try:
                command = [sys.executable, "-m", "clas_api.cli", "serve", "--reload", "--port", str(port)]
                subprocess.run(command, check=False, env=dict(os.environ))  # noqa: S603  # ourselves
            except KeyboardInterrupt:
                pass
    click.echo("Arrêté : rien n'est gardé.")


def _day(day: str | None, department: "Department") -> date:
    from clas_core.years import exact_day

    if day is not None:
        try:
            return date.fromisoformat(day)
        except ValueError:
            raise click.UsageError(f"« {day} » n'est pas un jour : écrivez par exemple 2025-06-01.") from None
    call = department.latest
    calendar = call.calendar if call else None
    opens, closes = (
        exact_day(each) if each else None for each in ((calendar.opens, calendar.closes) if calendar else (None, None))
    )
    if closes is None:
        return load_installation().clock.today()
    return max(closes - timedelta(days=7), opens) if opens else closes - timedelta(days=7)


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


def _settings(folder: Path, department: "Department", day: date, port: int) -> Mapping[str, str]:
    return {
        "CLAS_DATABASE_URL": f"sqlite:///{folder / 'preview.sqlite3'}",
        "CLAS_ATTACHMENTS": str(folder / "documents"),
        "CLAS_TODAY": day.isoformat(),
        "CLAS_DEPARTMENTS": department.slug,
        "CLAS_BASE_URL": f"http://127.0.0.1:{port}",
        "CLAS_LOG": "errors",
    }


@contextmanager
def _surroundings(site: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Have these settings and no others, and the packages of `site` first, here and below; then as before."""
    before, paths = dict(os.environ), list(sys.path)
    for name in [each for each in os.environ if each.startswith("CLAS_")]:
        del os.environ[name]
    os.environ.update(settings)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH", ""))))
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.path.insert(0, str(site))
    try:
        yield
    finally:
        for name in [each for each in sys.modules if (site / each.partition(".")[0]).is_dir()]:
            del sys.modules[name]
        sys.path[:] = paths
        os.environ.clear()
        os.environ.update(before)


def _prepare(department: "Department", day: date) -> None:
    from sqlalchemy import create_engine

    from clas_api.cli.storage import prepare_database
    from clas_api.config import load_settings
    from clas_api.installation import Installation
    from clas_api.scenario.preview import fill_preview

    settings = load_settings()
    prepare_database(settings)
    engine = create_engine(settings.database_url)
    fill_preview(Installation.load(settings), engine, department, day)
    engine.dispose()


def _show_people(department: "Department", day: date) -> None:
    from clas_api.scenario.demonstration import PASSWORD
    from clas_api.scenario.preview import logins_of
    from clas_core.years import write_day

    click.echo(f"Jour simulé : {write_day(day)}. Comptes (mot de passe : {PASSWORD})")
    for login in logins_of(department):
        click.echo(f"  {login.email:<28} {login.role}")
