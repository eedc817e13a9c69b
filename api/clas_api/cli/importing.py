"""``clas import``: taking in a file of porteurs or of past years; undoing it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import deliver, json_option, say_no, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from clas_api.services.importing.reports import Report

_DEPARTMENT = click.option(
    "--department", required=True, metavar="DÉPARTEMENT", help="Pour la Caf de quel département."
)
_SHOWN = 50


class _WithFile(click.Group):
    """A group of which a file is the usual command: ``clas import porteurs.xlsx``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["file", *args]
        return super().parse_args(ctx, args)


@click.group("import", cls=_WithFile, subcommand_metavar="FICHIER|list|undo …")
def import_() -> None:
    """Reprendre un fichier (.xlsx, .ods, .csv, .tsv) : porteurs, années passées.

    « clas import FICHIER --kind porteurs --department marne » essaie le fichier sans rien changer et dit ce qu'il
    donnerait, ligne par ligne ; « --commit » le reprend.
    """


@import_.command("file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER")
@click.option("--kind", required=True, metavar="SORTE", help="porteurs, ou past-years (années passées).")
@_DEPARTMENT
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Correspondances en JSON, telles que « --json » les montre ; sinon celles gardées, ou proposées.",
)
@click.option("--set", "constants", multiple=True, metavar="COLONNE=VALEUR", help="Une valeur pour tout le fichier.")
@click.option(
    "--same",
    multiple=True,
    metavar="LIGNE=SIRET",
    help="Le porteur d'une ligne sans SIRET ; il vaut pour toutes les lignes du même nom.",
)
@click.option("--sheet", metavar="FEUILLE", help="La feuille à lire ; sinon la première qui tienne quelque chose.")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier .xlsx à écrire : les lignes à corriger, avec le motif de chacune.",
)
@click.option("--commit", is_flag=True, help="Reprendre le fichier ; sans cela, rien n'est changé.")
@json_option
def import_file(
    file: Path,
    kind: str,
    department: str,
    mapping: Path | None,
    constants: tuple[str, ...],
    same: tuple[str, ...],
    sheet: str | None,
    rejects: Path | None,
    commit: bool,
    as_json: bool,
) -> None:
    """Essayer un fichier, ou le reprendre.

    Le code de retour est 1 si des lignes sont à corriger.
    """
    from clas_api.exchange.refused_rows import write_refused_rows
    from clas_api.services.importing.importing import expect_importer, mapping_for, read_upload, take_in, try_file
    from clas_core.imports.likeness import names_without_siret
    from clas_core.imports.mapping import FileMapping
    from clas_core.imports.targets import TARGETS

    if kind not in TARGETS:
        raise click.BadParameter(f"« {kind} » : les sortes de fichiers sont {', '.join(TARGETS)}.")
    target = TARGETS[kind]
    with system_context() as context:
        expect_importer(context, department)
        with file.open("rb") as stream:
            upload = read_upload(stream, file.name, target, sheet)
        given = _mapping(mapping) if mapping else mapping_for(context, department, target, upload).json()
        given["constants"] = {**given.get("constants", {}), **dict(map(_pair, constants))}
        for key in dict(map(_pair, constants)):
            given["columns"].pop(key, None)
        if same:
            told = _same(same, names_without_siret(upload.table, target, FileMapping(columns=given["columns"])))
            given["same"] = {**given.get("same", {}), **told}
        if commit:
            with progress(len(upload.table.rows), "Reprise des lignes") as advance:
                report = take_in(context, department, target, upload, given, advance)
        else:
            report = try_file(context, department, target, upload, given)
    if rejects is not None and report.refused:
        deliver(write_refused_rows(upload.table, report.faults), rejects, private=True)
    if as_json:
        show_json(report.json())
    else:
        _show(report, committed=commit)
    if report.refused:
        say_no()


@import_.command("undo")
@click.argument("number", type=int, metavar="NUMÉRO")
@_DEPARTMENT
@json_option
def undo(number: int, department: str, as_json: bool) -> None:
    """Annuler tout ce qu'un import a fait, tant que rien ne s'y appuie."""
    from clas_api.services.importing.undoing import undo_import

    with system_context() as context:
        row = undo_import(context, department, number)
        told = _row(row)
    if as_json:
        show_json(told)
    else:
        click.echo(f"L'import {number} est annulé : {row.made} ligne(s) défaite(s).")


@import_.command("list")
@_DEPARTMENT
@json_option
def list_(department: str, as_json: bool) -> None:
    """Lister les imports d'un département."""
    from clas_api.services.importing.undoing import list_imports

    with system_context() as context:
        rows = [_row(each) for each in list_imports(context, department)]
    if as_json:
        show_json(rows)
        return
    told = [
        (str(each["number"]), each["kind"], each["file"], str(each["made"]), "annulé" if each["undone"] else "repris")
        for each in rows
    ]
    show_rows(("NUMÉRO", "SORTE", "FICHIER", "LIGNES REPRISES", "ÉTAT"), told)


def _row(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "file": row.filename,
        "made": row.made,
        "unchanged": row.unchanged,
        "refused": row.refused,
        "imported_at": row.imported_at.isoformat(),
        "undone": row.undone_at is not None,
    }


def _mapping(file: Path) -> dict[str, Any]:
    import json

    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise click.ClickException(f"{file} n'est pas du JSON en UTF-8.") from None
    told = told.get("mapping", told) if isinstance(told, dict) else told
    if not isinstance(told, dict) or not isinstance(told.get("columns"), dict):
        raise click.ClickException(f"{file} : une table « columns » est attendue, comme « --json » la montre.")
    return told


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise click.BadParameter(f"« {text} » : écrivez COLONNE=VALEUR, par exemple nature=association.")
    return key, value


def _same(asked: tuple[str, ...], names: "Mapping[str, Sequence[int]]") -> dict[str, str]:
    """Return the SIRET of each name whose row was said."""
    told: dict[str, str] = {}
    for row, siret in map(_pair, asked):
        name = next((name for name, rows in names.items() if row.isdigit() and int(row) in rows), None)
        if name is None:
            raise click.BadParameter(f"« {row[:20]} » : aucune ligne de ce numéro n'est sans SIRET dans ce fichier.")
        told[name] = siret
    return told


def _show(report: "Report", *, committed: bool) -> None:
    for remark in report.remarks:
        click.echo(remark, err=True)
    found, same = report.mapping.columns, report.mapping.constants
    read = [(each.label, found[each.id]) for each in report.target.columns if each.id in found]
    read += [
        (each.label, f"« {same[each.id]} » pour toutes les lignes") for each in report.target.columns if each.id in same
    ]
    show_rows(("COLONNE", "DANS LE FICHIER"), read)
    click.echo()
    for fault in report.faults[:_SHOWN]:
        click.echo(f"Ligne {fault.row}, {fault.column}, « {fault.value} » : {fault.reason}")
    if len(report.faults) > _SHOWN:
        click.echo(f"… et {len(report.faults) - _SHOWN} autres ; « --rejects » les écrit tous.")
    for each in report.nameless:
        if each.name not in report.mapping.same:
            like = " ; ".join(f"« {name} », --same {each.rows[0]}={siret}" for siret, name in each.proposed.items())
            click.echo(f"Ligne {each.rows[0]}, « {each.name} », sans SIRET : {like or 'aucun nom connu ne ressemble'}.")
    if not committed:
        told = f"{report.made} ligne(s) à reprendre, {report.unchanged} déjà connue(s), {report.refused} à corriger."
        click.echo(f"{told} Rien n'est changé : « --commit » reprend le fichier.")
    elif report.number is None:
        click.echo(f"Rien à reprendre : {report.unchanged} ligne(s) déjà connue(s), {report.refused} à corriger.")
    else:
        click.echo(
            f"Import {report.number} : {report.made} ligne(s) reprise(s), {report.unchanged} déjà connue(s), "
            f"{report.refused} à corriger."
        )
    sys.stdout.flush()


@import_.command("form")
@click.argument("department", metavar="DÉPARTEMENT")
@click.argument("year", metavar="APPEL")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier .xlsx à écrire.",
)
def give_form(department: str, year: str, output: Path) -> None:
    """Écrire le formulaire hors connexion d'un appel, vierge."""
    from clas_api.services.importing.offline import blank_form

    with system_context() as context:
        deliver(blank_form(context, department, year), output)


@import_.command("filled")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER")
@click.option("--dossier", required=True, type=click.UUID, metavar="CLÉ", help="La clé du dossier à remplir.")
@click.option("--replace", is_flag=True, help="Remplacer ce qui a été écrit en ligne depuis.")
@json_option
def take_filled(file: Path, dossier: "UUID", replace: bool, as_json: bool) -> None:
    """Enregistrer un formulaire rempli : il devient le brouillon du dossier, comme s'il avait été écrit en ligne."""
    from clas_api.services.importing.offline import take_form

    with system_context() as context, file.open("rb") as stream:
        row = take_form(context, dossier, stream, replace=replace)
        told = {"dossier": str(row.id), "revision": row.revision, "actions": row.actions, "groups": row.groups}
    if as_json:
        show_json(told)
    else:
        click.echo(f"Brouillon enregistré : {told['actions']} action(s), {told['groups']} groupe(s).")
