"""``clas letters``: the letters of a dossier, and those of a session by hundreds."""

from pathlib import Path
from uuid import UUID

import click

from clas_api.cli.context import system_context
from clas_api.cli.jobs import do_whole, told
from clas_api.cli.output import deliver, json_option, say_no, show_json, show_rows


@click.group()
def letters() -> None:
    """Les courriers : notifications, conventions, compléments, soldes."""


@letters.command("list")
@click.argument("dossier", metavar="DOSSIER", type=click.UUID)
@json_option
def list_of_dossier(dossier: UUID, as_json: bool) -> None:
    """Montrer les courriers d'un dossier, du premier au dernier."""
    from clas_api.services.dossiers.sent_letters import list_letters

    with system_context() as context:
        _, found = list_letters(context, dossier)
        rows = [
            {"id": str(each.id), "kind": each.kind, "sent_at": each.sent_at.isoformat(timespec="seconds")}
            for each in found
        ]
    if as_json:
        show_json(rows)
    elif rows:
        show_rows(("ID", "COURRIER", "ENVOYÉ LE"), [(row["id"], row["kind"], row["sent_at"]) for row in rows])
    else:
        click.echo("Aucun courrier n'est parti pour ce dossier.")


@letters.command("show")
@click.argument("dossier", metavar="DOSSIER", type=click.UUID)
@click.argument("letter", metavar="COURRIER", type=click.UUID)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier .pdf, .html ou .md.")
@json_option
def show_letter(dossier: UUID, letter: UUID, output: Path | None, as_json: bool) -> None:
    """Montrer un courrier tel qu'il est parti ; en Markdown sans fichier de sortie."""
    from clas_api.rendering import FORMATS, render
    from clas_api.services.dossiers.sent_letters import read_letter
    from clas_core.documents.kept import document_json

    form = output.suffix.removeprefix(".").lower() if output else "md"
    if form not in FORMATS:
        raise click.UsageError("Le fichier de sortie finit par .pdf, .html ou .md.")
    with system_context() as context:
        document = read_letter(context, dossier, letter)[2]
    if as_json:
        show_json(document_json(document))
    else:
        deliver(render(document, form, rehearsal=False)[0], output)


@letters.command("send")
@click.argument("dossier", metavar="DOSSIER", type=click.UUID)
@json_option
def send_letters(dossier: UUID, as_json: bool) -> None:
    """Faire et envoyer les courriers d'une décision qui a été notifiée sans eux."""
    from clas_api.services.year.missing_letters import send_missing_letters
    from clas_core.letters import LETTERS

    with system_context() as context:
        kinds = send_missing_letters(context, dossier)
    if as_json:
        show_json({"letters": list(kinds)})
    else:
        click.echo(f"Parti : {', '.join(LETTERS[each].title for each in kinds)}.")


@letters.command("make")
@click.argument("session", metavar="SÉANCE", type=click.UUID)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Fichier .zip ou .pdf."
)
@json_option
def make_letters(session: UUID, output: Path, as_json: bool) -> None:
    """Faire les courriers d'une séance close : un PDF, ou une archive d'un PDF par courrier.

    Ceux qui sont partis sont donnés tels quels ; les autres sont des projets. Interrompue, la tâche se reprend par
    « clas jobs run ». Le code de retour est 1 si un courrier n'a pas pu être fait.
    """
    from clas_api.services.jobs.asking_jobs import find_job, open_result
    from clas_api.services.year.session_letters import FORMS, begin_letters

    form = output.suffix.removeprefix(".").lower()
    if form not in FORMS:
        raise click.UsageError("Le fichier de sortie finit par .zip ou .pdf.")
    with system_context() as context:
        _, key = begin_letters(context, session, form)
        do_whole(context, key)
        view = find_job(context, key)
        if view.job.result is not None:
            with open_result(context, key)[1] as stream:
                deliver(stream.read(), output)
    wrong = [*view.progress.problems, *([view.job.failure] if view.job.failure else [])]
    if as_json:
        show_json(told(view))
    for problem in wrong if not as_json else ():
        click.echo(problem, err=True)
    if wrong:
        say_no()
