"""``clas sessions``: the sessions of committees, and the papers that they are held with."""

from pathlib import Path
from uuid import UUID

import click

from clas_api.cli.context import system_context
from clas_api.cli.documents import write_document
from clas_api.cli.output import json_option, show_json, show_rows

PAPERS = ("convening-letter", "agenda", "attendance-sheet", "minutes", "matrix")
_MOST = 500


@click.group()
def sessions() -> None:
    """Les séances des comités : la liste, et les documents de chacune."""


@sessions.command("list")
@click.argument("department", metavar="DÉPARTEMENT")
@click.argument("year", metavar="APPEL", required=False)
@json_option
def list_of_department(department: str, year: str | None, as_json: bool) -> None:
    """Montrer les séances d'un département, ou celles d'un appel."""
    from clas_api.services.committees.listing_sessions import list_sessions
    from clas_api.services.rules.kept_calls import find_department
    from clas_core.committees.sitting import SESSION_STATES

    with system_context() as context:
        find_department(context, department)
        rows = [
            {
                "id": str(each.id),
                "call": each.call,
                "body": each.body,
                "held_on": each.held_on.isoformat(),
                "state": each.state,
                "place": each.place,
            }
            for each in list_sessions(context, department, call=year, state=None, after=None, limit=_MOST)
        ]
    if as_json:
        show_json(rows)
    elif rows:
        shown = [(row["id"], row["held_on"], row["body"], SESSION_STATES[row["state"]], row["call"]) for row in rows]
        show_rows(("ID", "JOUR", "COMITÉ", "ÉTAT", "APPEL"), shown)
    else:
        click.echo("Aucune séance.")


@sessions.command("paper")
@click.argument("session", metavar="SÉANCE", type=click.UUID)
@click.argument("paper", metavar="DOCUMENT", type=click.Choice(PAPERS))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier .pdf, .html ou .md.")
@json_option
def write_paper(session: UUID, paper: str, output: Path | None, as_json: bool) -> None:
    """Écrire un document d'une séance ; en Markdown sans fichier de sortie.

    convening-letter (convocation), agenda (ordre du jour), attendance-sheet (feuille d'émargement), matrix (matrice des
    décisions), minutes (procès-verbal, une fois la séance close).
    """
    from clas_api.services.committees.minuting import load_matrix, load_minutes, load_paper
    from clas_core.documents.kept import document_json

    with system_context() as context:
        rehearsal = context.installation.is_rehearsal
        match paper:
            case "minutes":
                document = load_minutes(context, session)
            case "matrix":
                document = load_matrix(context, session)
            case _:
                document = load_paper(context, session, paper)  # type: ignore[arg-type]  # one of `PAPERS`
    if as_json:
        show_json(document_json(document))
    else:
        write_document(document, output, rehearsal=rehearsal)
