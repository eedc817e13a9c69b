"""``clas referentials consult``, ``enact`` and ``close``: a year goes from one step of its life to the next."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clas_api.cli.output import json_option, say_no, show_json
from clas_api.cli.step_words import one_line_of
from clas_api.cli.writing import write_whole

if TYPE_CHECKING:
    from clas_core.national import Referential, Status

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _of_a_step(command: Callable[..., None]) -> Any:
    """Add what every step asks for."""
    for option in (
        json_option,
        click.option(
            "--text",
            callback=one_line_of("text"),
            help="Texte qui le dit : circulaire, délibération… Exigé pour l'entrée en vigueur.",
        ),
        click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Jour de l'étape ; aujourd'hui sinon."),
        click.option("--by", required=True, callback=one_line_of("by"), help="Qui franchit cette étape."),
        click.argument("file", type=_FILE),
    ):
        command = option(command)
    return command


@click.command()
@_of_a_step
def consult(file: Path, by: str, on: datetime | None, text: str | None, as_json: bool) -> None:
    """Mettre le projet d'une année en consultation : les Cafs le lisent et le commentent, rien ne s'y dépose."""
    _take("consultation", file, by, on, text, as_json=as_json)


@click.command()
@_of_a_step
def enact(file: Path, by: str, on: datetime | None, text: str | None, as_json: bool) -> None:
    """Mettre en vigueur l'année d'un fichier : ses règles ne changent plus, elles se corrigent.

    Refusé tant que quelque chose est à confirmer, n'est publié par aucun texte, ou se contredit : tout est dit.
    """
    _take("in_force", file, by, on, text, as_json=as_json)


@click.command()
@_of_a_step
def close(file: Path, by: str, on: datetime | None, text: str | None, as_json: bool) -> None:
    """Clore l'année d'un fichier."""
    _take("closed", file, by, on, text, as_json=as_json)


def _take(step: "Status", file: Path, by: str, on: datetime | None, text: str | None, *, as_json: bool) -> None:
    from clas_api.replacing import alone_in
    from clas_core.errors import InvalidFile, InvalidFiles
    from clas_core.national import read_referential
    from clas_core.national.files import questions_beside
    from clas_core.national.taking_steps import take_step
    from clas_core.reading import text_of

    questions = questions_beside(file)
    with alone_in(file.parent):
        try:
            there = read_referential(file, name=str(file))
            before = text_of(file, name=str(file))
            asked = text_of(questions, name=str(questions)) if questions.is_file() else ""
            day = on.date() if on else _day_of(step, there)
            after = take_step(
                before, step, on=day, by=by, reference=text, questions=asked, name=str(file), asking=str(questions)
            )
        except (InvalidFile, InvalidFiles) as error:
            _refuse(error.lines, as_json=as_json)
        if after != before:
            write_whole({file: after.encode()})
        year = read_referential(file, name=str(file))
    _tell(file, year, changed=after != before, as_json=as_json)


def _day_of(step: "Status", year: "Referential") -> date:
    """Return the day of a step whose day is not given: the one on which it was taken already, else today."""
    from clas_api.config import load_settings
    from clas_api.installation import Clock

    if year.status == step and year.life:
        return year.life[-1].on
    return Clock(load_settings().today).today()


def _refuse(lines: "tuple[str, ...] | Any", *, as_json: bool) -> None:
    if as_json:
        show_json({"changed": False, "problems": list(lines)})
    else:
        for line in lines:
            click.echo(line)
        click.echo(f"{len(lines)} point(s) à régler. Rien n'a été changé.")
    say_no()


def _tell(file: Path, year: "Referential", *, changed: bool, as_json: bool) -> None:
    from clas_api.signed_rules import signature_beside
    from clas_core.national.life import STEP_WORDS
    from clas_core.years import write_day

    last = year.life[-1] if year.life else None
    sign_again = changed and signature_beside(file).is_file()
    if as_json:
        step = {"on": last.on.isoformat(), "by": last.by, "text": last.text} if last else {}
        show_json({**year.named, **step, "file": str(file), "changed": changed, "sign_again": sign_again})
        return
    since = f" depuis le {write_day(last.on)}, par {last.by}" + (f" ({last.text})" if last.text else "") if last else ""
    begins = "L'année" if changed else "Rien à changer : l'année"
    click.echo(f"{begins} {year.school_year} est {STEP_WORDS[year.status]}{since}.")
    if sign_again:
        click.echo(f"{file} a changé, sa signature n'est plus la sienne : clas referentials sign {file} --key …")
