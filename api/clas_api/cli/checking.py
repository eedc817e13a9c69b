"""``clas departments check``: whether a department is sound, installed or in its folder."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.output import deliver, json_option, load_installation, say_no, show_json

if TYPE_CHECKING:
    from datetime import date

    from clas_core.conformance import Report

_A_PATH = re.compile(r"[/\\]|^\.")
"""What a folder is written with, and the name of a department never is."""


@click.command()
@click.argument("slug_or_folder", required=False)
@click.option(
    "--path",
    type=click.Path(path_type=Path),
    help="Vérifier le dossier des fichiers TOML, ou celui du greffon qui le contient.",
)
@click.option("--ready", is_flag=True, help="Échouer aussi tant qu'un texte attend d'être écrit ou confirmé.")
@click.option(
    "--report",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Écrire aussi le compte rendu, à joindre à une demande : un fichier .html ou .md.",
)
@json_option
def check(slug_or_folder: str | None, path: Path | None, ready: bool, output: Path | None, as_json: bool) -> None:
    """Vérifier un département installé (SLUG), ou le dossier de ses fichiers TOML.

    Un nom seul est toujours celui d'un département installé ; un dossier s'écrit avec « / », ou par --path.
    """
    from clas_core.conformance.written import report_html, report_json, report_markdown

    if (slug_or_folder is None) == (path is None):
        message = "Dites ce qui est à vérifier, une fois : le SLUG d'un département installé, ou --path et son dossier."
        raise click.UsageError(message)
    if output is not None and output.suffix not in (".html", ".md"):
        raise click.UsageError(f"« {output.name} » : le compte rendu est un fichier .html ou .md.")
    if slug_or_folder is not None and _A_PATH.search(slug_or_folder):
        path = Path(slug_or_folder)
    name, report, today = _of_a_folder(path) if path is not None else _installed(str(slug_or_folder))
    if as_json:
        show_json(report_json(report))
    else:
        for title, lines in (("", report.problems), ("remarque : ", report.remarks), ("à écrire : ", report.to_write)):
            for line in lines:
                click.echo(title + line)
        click.echo(f"{name} : " + ("valable." if report.valid else f"{len(report.problems)} problème(s)."))
    if output is not None:
        written = (report_html if output.suffix == ".html" else report_markdown)(name, report, today)
        deliver(written.encode(), output)
    if not report.valid or (ready and not report.ready):
        say_no()


def _installed(slug: str) -> "tuple[str, Report, date]":
    from clas_api.apart.code import run_apart
    from clas_api.apart.probing import probed
    from clas_core.conformance import Report
    from clas_core.conformance.checking import check_department
    from clas_core.errors import UnknownDepartment

    installation = load_installation(trying=True)
    today = installation.clock.today()
    try:
        report = check_department(run_apart(installation.registry), slug, installation.library, today)
    except UnknownDepartment as error:
        if Path(slug).is_dir():
            raise click.UsageError(
                f"{error} Pour le dossier de ce nom : clas departments check --path {slug}"
            ) from None
        raise
    has_code = slug not in installation.registry.faults and installation.registry.get(slug).has_code
    further = probed(slug) if has_code else ()
    return slug, Report.of((*report.found, *further)), today


def _of_a_folder(path: Path) -> "tuple[str, Report, date]":
    from clas_api.apart.probing import probed
    from clas_core.conformance import Report
    from clas_core.conformance.checking import check_folder, package_in

    if not path.is_dir():
        wrong = "n'est pas un dossier" if path.exists() else "n'existe pas"
        raise click.UsageError(f"« {path} » {wrong} : donnez le dossier des fichiers TOML, ou celui du greffon.")
    installation = load_installation()
    today = installation.clock.today()
    package = package_in(path)
    report = check_folder(package, installation.library, today)
    further = probed(package.name.removeprefix("clas_"), package.parent) if (package / "__init__.py").is_file() else ()
    return str(path), Report.of((*report.found, *further)), today
