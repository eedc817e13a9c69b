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
    """Les séances des comités : la liste, les documents de chacune, la répartition du bonus."""


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


@sessions.command()
@click.argument("session", type=click.UUID, metavar="SÉANCE")
@json_option
def allocations(session: UUID, as_json: bool) -> None:
    """Comparer les répartitions du bonus d'une SÉANCE, par chaque règle que publie l'appel.

    Rien n'est écrit : le comité décide. Sans enveloppe des bonus, ou sans règle publiée, rien n'est réparti, et c'est
    dit.
    """
    from clas_api.services.committees.allocating import compare_allocations
    from clas_core.committees.allocation_words import reason_in_words, standing_in_words
    from clas_core.money import write_euros

    with system_context() as context:
        found = compare_allocations(context, session)
    if as_json:
        from clas_api.v1.allocation_answers import ComparedAllocationsSchema, told

        show_json(ComparedAllocationsSchema().dump(told(found)))
        return
    if found.available is None:
        click.echo("L'enveloppe des bonus n'est pas fixée : rien n'est réparti.")
        return
    proposed = f"{len(found.claims)} bonus proposés, {write_euros(found.claimed)}"
    click.echo(f"Enveloppe disponible : {write_euros(found.available)}. {proposed}.")
    if not found.allocations:
        click.echo("L'appel ne publie aucune règle de répartition.")
    for each in found.allocations:
        click.echo(
            f"\n{each.rule.label} : {each.bonuses} bonus, {each.dossiers} dossiers, {write_euros(each.granted)}, "
            f"reste {write_euros(each.left)}"
        )
        for served in each.served:
            claim = served.claim
            click.echo(
                f"  {served.rank}. {claim.receipt}, groupe {claim.position}, {found.labels[claim.bonus]} : "
                f"{reason_in_words(served, each)} ({standing_in_words(served, each.rule)})"
            )
