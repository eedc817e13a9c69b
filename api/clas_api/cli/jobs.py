"""``clas jobs``: long work that was asked for, and doing it without a page."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import json_option, say_no, show_json, show_rows

if TYPE_CHECKING:
    from clas_api.services.jobs.asking_jobs import JobView

STATES = {"waiting": "en attente", "running": "en cours", "done": "finie", "failed": "sans fichier"}


@click.group()
def jobs() -> None:
    """Les longues tâches demandées depuis les pages : lettres, reprises de fichiers."""


@jobs.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="Au plus.")
@json_option
def list_all(limit: int, as_json: bool) -> None:
    """Montrer les tâches, de la plus récente à la plus ancienne."""
    from clas_api.services.jobs.asking_jobs import list_jobs

    with system_context() as context:
        rows = [told(each) for each in list_jobs(context, limit)]
    if as_json:
        show_json(rows)
    elif rows:
        header = ("ID", "ÉTAT", "FAIT", "DÉPARTEMENT", "TÂCHE")
        shown = [
            (row["id"], STATES[row["state"]], f"{row['done']}/{row['total']}", row["department"], row["title"])
            for row in rows
        ]
        show_rows(header, shown)
    else:
        click.echo("Aucune tâche.")


@jobs.command("run")
@click.argument("job_id", metavar="[ID]", type=click.UUID, required=False)
@json_option
def run(job_id: UUID | None, as_json: bool) -> None:
    """Faire jusqu'au bout les tâches qui attendent, ou une seule ; à mettre dans une tâche planifiée.

    Interrompue, la commande reprend où elle s'est arrêtée. Le code de retour est 1 si une partie n'a pas pu être faite.
    """
    from clas_api.services.jobs.asking_jobs import find_job, list_jobs

    with system_context() as context:
        keys = [job_id] if job_id else [each.job.id for each in list_jobs(context, 1000, waiting=True)]
        for key in keys:
            do_whole(context, key)
        rows = [told(find_job(context, key)) for key in keys]
    if as_json:
        show_json(rows)
    elif not rows:
        click.echo("Aucune tâche n'attend.")
    for row in rows if not as_json else ():
        click.echo(f"{row['title']} : {STATES[row['state']]}, {row['done']} sur {row['total']}.")
        for problem in [*row["problems"], *([row["failure"]] if row["failure"] else [])]:
            click.echo(f"  {problem}")
    if any(row["problems"] or row["failure"] for row in rows):
        say_no()


def do_whole(context: Any, key: UUID) -> None:
    """Do a job to its end, with a bar that says how far it is."""
    from clas_api.services.jobs.asking_jobs import find_job
    from clas_api.services.maintenance.doing_jobs import go_on

    view = find_job(context, key)
    with progress(view.progress.total, view.job.title) as advance:
        advance(view.progress.done)
        go_on(context, key, seconds=float("inf"), told=advance)


def told(view: "JobView") -> dict[str, Any]:
    """Return a job as JSON values."""
    job = view.job
    return {
        "id": str(job.id),
        "kind": job.kind,
        "title": job.title,
        "department": job.department,
        "state": view.state,
        "done": view.progress.done,
        "total": view.progress.total,
        "problems": list(view.progress.problems),
        "failure": job.failure,
        "result": job.result_name,
        "begun_at": job.begun_at.isoformat(timespec="seconds"),
        "ended_at": job.ended_at.isoformat(timespec="seconds") if job.ended_at else None,
    }
