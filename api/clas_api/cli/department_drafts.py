"""``clas departments new-year``: the call of a next year, begun from the last one."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.output import deliver, json_option, load_installation, show_json

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
    from clas_core.conformance.checking import package_in

    if any(sign in slug_or_folder for sign in "/\\") or slug_or_folder.startswith("."):
        if not Path(slug_or_folder).is_dir():
            raise click.UsageError(f"« {slug_or_folder} » n'est pas un dossier.")
        return package_in(Path(slug_or_folder))
    load_installation().registry.get(slug_or_folder)
    return Path(str(files(f"clas_{slug_or_folder}")))
