"""``clas rehearsal``: a Caf's whole call, rehearsed beside the live one, and taken away at will."""

import secrets
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from clas_api.cli.beside import (
    SETTINGS,
    Asked,
    added_years,
    begin,
    configured,
    remove,
    settings_beside,
    show_people,
    wanted_call,
)
from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, load_installation, show_json
from clas_api.cli.own_folder import expect_apart, held_alone, made
from clas_api.cli.staging import ADay, of_a_call, on_a_day, stage_option, without_serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from clas_api.rehearsal import Rehearsal

F = TypeVar("F", bound="Callable[..., object]")

PEOPLE = "people"


@click.group()
def rehearsal() -> None:
    """L'appel d'essai : répéter tout un appel à côté du vrai, puis l'effacer."""


def _in_folder(command: F) -> F:
    return click.option(
        "--folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("essai"),
        show_default=True,
        help="Dossier de l'appel d'essai.",
    )(command)


@rehearsal.command()
@click.argument("slug")
@of_a_call
@_in_folder
@stage_option(PEOPLE)
@on_a_day
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse de cette machine qui répond.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port souhaité.")
@click.option("--address", help="Adresse du site pour ceux qui participent ; par défaut, http://127.0.0.1:PORT.")
@without_serving
def start(
    slug: str,
    year: str | None,
    folder: Path,
    stage: str | None,
    day: date | None,
    host: str,
    port: int,
    address: str | None,
    no_serve: bool,
) -> None:
    """Commencer l'appel d'essai du département SLUG, ou reprendre celui du dossier.

    Sa base et ses documents sont à lui seul ; aucun courriel ne part ; chaque page et chaque document disent « Essai ».
    """
    from clas_api.cli.service import free_port, serve_until_stopped
    from clas_api.config import load_settings

    live = load_settings()
    folder = folder.absolute()
    load_installation().registry.get(slug)  # one that is not served here has no call to rehearse
    expect_apart(folder, live)
    port = port if no_serve else free_port(host, port)
    with made(folder) as made_folder, held_alone(folder):
        address = address or f"http://127.0.0.1:{port}"
        kept: dict[str, str | list[str] | None] = {"departments": [slug], "clamav": live.clamav, "log": "errors"}
        kept |= added_years(live)
        (folder / SETTINGS).write_text(settings_beside(folder, address, **kept), "utf-8")
        with configured(folder):
            load_settings()  # an address that is none is refused before anything is begun
            known = _begun(folder, slug, year, stage, day, made_folder=made_folder)
            click.echo(f"Appel d'essai : {folder}")
            _show(folder, known)
            show_people(known.department, known.call, known.password)
            click.echo(
                "Aucun courriel ne part : clas rehearsal mails les montre, et la page « Mener l'appel d'essai »."
            )
            if no_serve:
                return
            click.echo(f"Il est servi sur {address}/ . Ctrl-C pour arrêter ; la même commande le reprend.")
            serve_until_stopped(host, port, 1)
    click.echo("Arrêté. Tout est gardé : clas rehearsal purge l'efface.")


def _begun(
    folder: Path, slug: str, year: str | None, stage: str | None, day: date | None, *, made_folder: bool
) -> "Rehearsal":
    """Return the rehearsal of `folder`, begun now unless it was; one whose beginning was cut short is begun again."""
    from clas_api.cli.storage import prepare_database
    from clas_api.config import load_settings
    from clas_api.installation import Clock
    from clas_api.rehearsal import DATABASE, FILE, read_rehearsal, write_rehearsal

    known = read_rehearsal(folder) if (folder / FILE).is_file() else None
    if known is not None and known.ready:
        _expect_the_same(known, slug, year, stage, day)
        write_rehearsal(folder, replace(known, since=Clock().now()))  # nothing is done at an hour that went by unserved
        prepare_database(load_settings())
        return _resumed(folder, known)
    if known is not None:
        made_folder = known.made_folder
        for suffix in ("", "-wal", "-shm", "-journal"):
            (folder / (DATABASE + suffix)).unlink(missing_ok=True)
    department = load_installation().registry.get(slug).department
    wanted, password = wanted_call(department, year), secrets.token_urlsafe(9)
    asked = Asked(slug=slug, year=wanted, stage=stage or PEOPLE, day=day, password=password)
    told = begin(folder, asked, made_folder=made_folder)
    if told.remark:
        click.echo(told.remark)
    return read_rehearsal(folder)


def _resumed(folder: Path, known: "Rehearsal") -> "Rehearsal":
    """Have the clock go on from the last thing that was done: no time has gone by while nothing was served."""
    from datetime import timedelta

    from clas_api.installation import Clock
    from clas_api.rehearsal import write_rehearsal
    from clas_api.store.chains import last_moment
    from clas_core.years import PARIS

    with system_context() as context:
        context.open_wholly()
        last = last_moment(context.session)
    moment = known.moment
    if last is not None and last.astimezone(PARIS).date() == moment.date():
        moment = max(moment, last + timedelta(minutes=1))
    resumed = replace(known, moment=moment, since=Clock().now())
    write_rehearsal(folder, resumed)
    return resumed


def _expect_the_same(known: "Rehearsal", slug: str, year: str | None, stage: str | None, day: date | None) -> None:
    if (known.department, known.call) != (slug, year or known.call):
        raise click.UsageError(
            f"Ce dossier est celui d'un autre appel d'essai : {known.department} {known.call or ''}. "
            "Donnez un autre dossier avec --folder."
        )
    if stage is not None:
        raise click.UsageError(
            "Cet appel d'essai est commencé : il va de jour en jour, sans --stage. Pour commencer à une autre étape, "
            "effacez-le (clas rehearsal purge), ou donnez un autre dossier."
        )
    if day is not None and day != known.moment.date():
        raise click.UsageError(f"Cet appel d'essai est commencé : son jour se change par « clas rehearsal day {day} ».")


def _known(folder: Path) -> "Rehearsal":
    from clas_api.rehearsal import FILE, read_rehearsal

    if not (folder / FILE).is_file() or not (folder / SETTINGS).is_file():
        raise click.UsageError(f"« {folder} » n'est pas le dossier d'un appel d'essai : rien n'y est touché.")
    return read_rehearsal(folder)


@rehearsal.command("show")
@_in_folder
@json_option
def show_rehearsal(folder: Path, as_json: bool) -> None:
    """Montrer l'appel d'essai du dossier : son département, son jour, qui peut s'y connecter."""
    folder = folder.absolute()
    known = _known(folder)
    with configured(folder):
        if as_json:
            _show(folder, known, as_json=True)
            return
        _show(folder, known)
        show_people(known.department, known.call, known.password)


def _show(folder: Path, known: "Rehearsal", *, as_json: bool = False) -> None:
    from clas_core.years import write_day

    now = load_installation().clock.now()
    if as_json:
        told = {"folder": str(folder), "department": known.department, "call": known.call}
        show_json({**told, "now": now.isoformat(timespec="seconds"), "password": known.password})
        return
    click.echo(f"{known.department} {known.call or ''} : nous sommes le {write_day(now)}, à {now:%H h %M}.")


@rehearsal.command("day")
@click.argument("day", type=ADay())
@_in_folder
@json_option
def change_day(day: date, folder: Path, as_json: bool) -> None:
    """Passer au jour DAY, qui suit celui où l'on est ; le service n'est pas à relancer."""
    from clas_api.services.maintenance.rehearsing import move_on
    from clas_core.years import write_day

    folder = folder.absolute()
    _known(folder)
    with configured(folder), system_context() as context:
        move_on(context, day)
    if as_json:
        show_json({"day": day.isoformat()})
    else:
        click.echo(f"Nous sommes maintenant le {write_day(day)}.")


@rehearsal.command("mails")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Au plus.")
@_in_folder
@json_option
def show_mails(limit: int, folder: Path, as_json: bool) -> None:
    """Montrer les derniers courriels de l'appel d'essai, avec leur texte : aucun n'est parti."""
    from clas_api.services.maintenance.rehearsing import mails_of_rehearsal

    folder = folder.absolute()
    _known(folder)
    with configured(folder), system_context() as context:
        written = [
            {
                "written_at": each.created_at.isoformat(timespec="seconds"),
                "recipient": each.recipient,
                "subject": each.subject,
                "body": each.body,
            }
            for each in mails_of_rehearsal(context, limit)
        ]
    if as_json:
        show_json(written)
        return
    for each in reversed(written):
        click.echo(f"À : {each['recipient']}\nObjet : {each['subject']}\n\n{each['body']}\n")
    if not written:
        click.echo("Aucun courriel n'est encore écrit.")


@rehearsal.command()
@_in_folder
@click.option("--yes", is_flag=True, help="Ne pas demander.")
@json_option
def purge(folder: Path, yes: bool, as_json: bool) -> None:
    """Effacer tout ce que l'appel d'essai a fait dans son dossier, et rien d'autre."""
    folder = folder.absolute()
    known = _known(folder)
    with held_alone(folder):
        if not yes:
            click.confirm(
                f"Effacer l'appel d'essai {known.department} {known.call or ''} de « {folder} » ? Rien n'en restera.",
                abort=True,
                err=True,
            )
        done = remove(folder)
    if as_json:
        show_json(done)
        return
    click.echo(f"Effacé : {len(done['removed'])} fichier(s) de « {folder} ». Le vrai appel n'est pas touché.")
    if done["left"]:
        click.echo(f"Laissé, car l'appel d'essai ne l'a pas fait : {', '.join(done['left'])}")
