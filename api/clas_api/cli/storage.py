"""``clas db``: the tables of the database, and copies of everything that the installation keeps."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import json_option, say_no, show_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clas_api.config import Settings
    from clas_api.services.maintenance.checking_documents import CheckedDocuments


def prepare_database(settings: "Settings", *, upgrading: bool = True) -> int:
    """Bring the database up to date, unless it is, and record the rules served; return how many were new."""
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    from clas_api.installation import Installation
    from clas_api.services.rules.recording import record_rules
    from clas_api.store import upgrade
    from clas_api.store.database import engine_options

    installation = Installation.load(settings)
    engine = create_engine(**engine_options(settings.database_url))
    try:
        if upgrading:
            upgrade(engine)
        with Session(engine) as session:
            return record_rules(installation, session)
    finally:
        engine.dispose()


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
@click.option("--sweep", "sweeping", is_flag=True, help="Effacer les octets qui ne sont d'aucun document.")
@json_option
def check_database(sweeping: bool, as_json: bool) -> None:
    """Dire si la base répond, si ses tables sont à jour, si son rôle sépare les départements, si chaque document joint
    est là, tel qu'il a été joint, et si les règles de chaque appel qui a des dossiers sont encore servies.

    Des règles retirées ne changent pas le code de retour : ce qui a été déposé se lit toujours. Le code de retour est 1
    si la base n'est pas prête, ou si des documents manquent ou ont été modifiés.
    """
    from sqlalchemy import create_engine

    from clas_api.config import load_settings
    from clas_api.store import state_of
    from clas_api.store.database import engine_options
    from clas_api.store.roles import warnings_about

    engine = create_engine(**engine_options(load_settings().database_url))
    state = state_of(engine)
    warnings = list(warnings_about(engine)) if state == "ok" else []
    engine.dispose()
    warnings += [*_calls_without_rules(), *_factors_without_key()] if state == "ok" else []
    documents = _checked_documents(sweeping=sweeping) if state == "ok" else None
    if as_json:
        told = {} if documents is None else {"documents": _documents_json(documents)}
        show_json({"state": state, "warnings": warnings, **told})
    else:
        click.echo("La base est prête." if state == "ok" else state)
        for sentence in (*warnings, *(_told(documents, sweeping=sweeping) if documents else ())):
            click.echo(sentence)
    if documents is None or not documents.whole:
        say_no()


def _calls_without_rules() -> "Sequence[str]":
    from clas_api.services.maintenance.missing_rules import calls_without_rules

    with system_context() as context:
        return calls_without_rules(context)


def _factors_without_key() -> "Sequence[str]":
    from clas_api.services.people.second_factor import unreadable_factors

    with system_context() as context:
        count = unreadable_factors(context)
    sentence = (
        f"{count} second(s) facteur(s) ne se lisent pas avec la clé d'aujourd'hui (secret_key) : remettez celle "
        "d'avant, ou retirez-les par « clas users remove-factor ». Les codes de secours servent toujours."
    )
    return [sentence] if count else []


def _checked_documents(*, sweeping: bool) -> "CheckedDocuments":
    from clas_api.services.maintenance.checking_documents import check_documents, open_documents, sweep

    with system_context() as context, progress(open_documents(context), "Documents") as advance:
        documents = check_documents(context, advance)
        if sweeping:
            sweep(context, documents.unclaimed)
    return documents


def _documents_json(documents: "CheckedDocuments") -> dict[str, object]:
    lists = {name: list(map(str, getattr(documents, name))) for name in ("missing", "altered", "unclaimed")}
    return {"checked": documents.checked, **lists}


def _told(documents: "CheckedDocuments", *, sweeping: bool) -> "Iterator[str]":
    for key in documents.missing:
        yield f"Document {key} : ses octets manquent. Rétablissez-les d'une sauvegarde."
    for key in documents.altered:
        yield f"Document {key} : il a été modifié hors de la plateforme. Rétablissez-le d'une sauvegarde."
    if count := len(documents.unclaimed):
        done = "effacés." if sweeping else "« clas db check --sweep » les efface."
        yield f"{count} fichier(s) d'aucun document, restes d'un arrêt brutal : {done}"


@db.command("backup")
@click.argument("file", metavar="FICHIER", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def back_up_everything(file: Path, as_json: bool) -> None:
    """Copier la base et les documents dans un fichier neuf, pendant que le service tourne.

    Le code de retour est 1 si des documents n'ont pas pu être lus : le reste est sauvegardé.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from clas_api.services.maintenance.backing_up import back_up, open_backup
    from clas_api.services.maintenance.tracing_acts import note_act

    with system_context() as context:
        with progress(open_backup(context), "Sauvegarde") as advance:
            manifest = back_up(context, file, advance)
        rows = sum(each.rows for each in manifest.tables)
        context.session.rollback()
        done = {"rows": rows, "documents": manifest.documents, "missing": manifest.missing}
        try:
            note_act(context, "backup.made", done)
        except SQLAlchemyError:
            click.echo("La sauvegarde est faite ; la base n'a pas pu le noter dans la trace.", err=True)
    if as_json:
        show_json({"file": str(file), "rows": rows, "documents": manifest.documents, "missing": manifest.missing})
    else:
        click.echo(f"{rows} ligne(s) et {manifest.documents} document(s) dans {file}.")
        if manifest.missing:
            click.echo(
                f"{manifest.missing} document(s) de la base n'ont pas pu être lus : ils manquent à la sauvegarde."
            )
    if manifest.missing:
        say_no()


@db.command("restore")
@click.argument("file", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--new-key", is_flag=True, help="Donner à la copie une autre clé de cookies : pour un essai à côté.")
@json_option
def restore_everything(file: Path, new_key: bool, as_json: bool) -> None:
    """Remettre une sauvegarde dans une base neuve, en entier ou pas du tout."""
    from clas_api.services.maintenance.restoring import check, forget_signing_key, open_copy, restore, steps_of

    with (
        open_copy(file) as (archive, manifest),
        system_context(ready=False) as context,
        progress(steps_of(manifest), "Restauration") as advance,
    ):
        check(archive, manifest, advance)
        restore(context, archive, manifest, advance)
        if new_key:
            forget_signing_key(context)
    rows = sum(each.rows for each in manifest.tables)
    if as_json:
        show_json({"rows": rows, "documents": manifest.documents, "missing": manifest.missing})
    else:
        click.echo(f"{rows} ligne(s) et {manifest.documents} document(s) restaurés. Vérifiez : clas audit verify.")
