"""``/jobs``: long work of a department: how far it has come, going on with it, the file that it came to."""

from typing import Any
from uuid import UUID

from flask import Response

from clas_api.answers import Answer, Count, Key, Many, Moment, OneOf, Words
from clas_api.files_given import MEDIA_TYPES, file_made
from clas_api.services.jobs.asking_jobs import JobView, find_job, list_jobs, open_result
from clas_api.services.maintenance.doing_jobs import go_on
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint, View

blueprint = Blueprint("jobs", __name__, description="Long work: letters by hundreds, files taken in")

STATES = ("waiting", "running", "done", "failed")
_MOST = 100


class JobSchema(Answer):
    id = Key(of="job.id")
    kind = Words(of="job.kind", example="letters")
    title = Words(of="job.title")
    department = Words(of="job.department")
    state = OneOf(STATES, about="`failed`: all was tried, and its file could not be made")
    done = Count(of="progress.done")
    total = Count(of="progress.total")
    problems = Many(Words(), of="progress.problems", about="what went wrong in parts of it")
    failure = Words(of="job.failure", allow_none=True)
    result = Words(of="job.result_name", allow_none=True, about="the name of its file, at `/jobs/{key}/file`")
    begun_at = Moment(of="job.begun_at")
    ended_at = Moment(of="job.ended_at", allow_none=True)


class JobsSchema(Answer):
    items = Many(JobSchema)


@blueprint.get("/jobs")
@blueprint.answers(200, JobsSchema)
def get_jobs() -> dict[str, Any]:
    """List the long work of your departments, the newest first: 100 at most."""
    return {"items": list_jobs(current_context(), _MOST)}


@blueprint.get("/jobs/<uuid:key>")
@blueprint.answers(200, JobSchema)
def get_job(key: UUID) -> JobView:
    """Tell how far long work has come."""
    return find_job(current_context(), key)


@blueprint.post("/jobs/<uuid:key>/work")
@blueprint.answers(200, JobSchema)
def post_work(key: UUID) -> JobView:
    """Go on with long work for a second, and tell how far it has come: asked until it has ended. Each part is done
    once, whoever else is at it."""
    context = current_context()
    go_on(context, key)
    return find_job(context, key)


def _of_its_type(view: View) -> View:
    """Document an answer of each type that a file may have."""
    for media_type in MEDIA_TYPES.values():
        said = {"type": "string", "format": "binary"}
        view = blueprint.response(200, said, content_type=media_type.partition(";")[0])(view)
    return view


@blueprint.get("/jobs/<uuid:key>/file")
@_of_its_type
def get_job_file(key: UUID) -> Response:
    """Give the file that long work has made."""
    name, stream = open_result(current_context(), key)
    return file_made(name, stream)
