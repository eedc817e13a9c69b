"""Long work of a department: how far it has come, going on with it, the file that it came to."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.files_given import file_made
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.site import blueprint
from clas_api.services.jobs.asking_jobs import A_JOB, JobView, find_job, list_jobs, open_result
from clas_api.services.maintenance.doing_jobs import go_on, is_held
from clas_api.services.rules.kept_calls import find_department
from clas_core.errors import NotFound

_STATES = {
    "waiting": "en attente",
    "running": "en cours",
    "done": "finie",
    "failed": "finie, sans son fichier",
}


@blueprint.get("/departements/<slug>/taches", endpoint="jobs")
def show_jobs(slug: str) -> ResponseReturnValue:
    """List the long work of a department, the newest first."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    department = find_department(context, slug).department
    found = [each for each in list_jobs(context, 100) if each.job.department == slug]
    return render_template("caf/jobs.html", department=department, jobs=found, states=_STATES, form=None)


@blueprint.get("/departements/<slug>/taches/<uuid:job>", endpoint="job")
def show_job(slug: str, job: UUID) -> ResponseReturnValue:
    """Show how far long work has come."""
    context = current_context()
    view = _job_of(context, slug, job)
    return render_template(
        "caf/job.html",
        department=find_department(context, slug).department,
        view=view,
        job=view.job,
        states=_STATES,
        held=is_held(view.job, context.now),
        form=None,
    )


@blueprint.post("/departements/<slug>/taches/<uuid:job>")
def post_job(slug: str, job: UUID) -> ResponseReturnValue:
    """Go on with long work for a second."""
    context = current_context()
    _job_of(context, slug, job)
    go_on(context, job)
    return redirect(url_for("caf.job", slug=slug, job=job), 303)


@blueprint.get("/departements/<slug>/taches/<uuid:job>/fichier", endpoint="job_result")
def give_result(slug: str, job: UUID) -> ResponseReturnValue:
    """Give the file that long work has made."""
    context = current_context()
    if _job_of(context, slug, job).job.result is None:
        return redirect(url_for("caf.job", slug=slug, job=job), 303)
    name, stream = open_result(context, job)
    return file_made(name, stream)


def _job_of(context: Context, slug: str, key: UUID) -> JobView:
    expect_department(context, "dossiers.study", slug)
    view = find_job(context, key)
    if view.job.department != slug:
        raise NotFound(A_JOB)
    return view
