"""The letters of a session of 500 dossiers that were notified: as one PDF, and as an archive, by a job to its end."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bench.filled import engine_of, siret_of
from bench.measure import Row, seconds
from bench.samples import content
from clas_api.config import Settings
from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.scenario import Seat, Story, tell
from clas_api.security.principal import SYSTEM
from clas_api.services.jobs.asking_jobs import find_job
from clas_api.services.maintenance.doing_jobs import go_on
from clas_api.services.year.session_letters import FORMS, begin_letters
from tests.casts import SMALL, part
from tests.databases import SqliteFolder, upgrade_url

_DOSSIERS = 500
_GROUPS = 3
_GOAL = 40


def measure() -> Iterator[Row]:
    """Yield the time of the letters in each form, from asking for them to their file."""
    with tempfile.TemporaryDirectory() as name:
        files = SqliteFolder(Path(name))
        upgrade_url(files.url("letters"))
        settings = Settings(today=date(2025, 9, 16), attachments=Path(name) / "files")
        installation = Installation.load(settings)
        with engine_of(files.url("letters")) as engine, Session(engine, expire_on_commit=False) as session:
            story = Story.on(session, installation, _cast())
            for _ in tell(story, until="notified"):
                pass
            key = story.made.session
            assert key is not None
            session.rollback()
            now = installation.clock.now()
            context = Context(installation=installation, session=session, who=SYSTEM, now=now, request_id="bench")
            for form in FORMS:
                _, job = begin_letters(context, key, form)
                taken = seconds(lambda job=job: go_on(context, job, seconds=float("inf")))  # type: ignore[misc]
                view = find_job(context, job)
                assert (view.state, view.progress.done) == ("done", _DOSSIERS)
                yield Row.at_most(_GOAL, name=f"{_DOSSIERS} notifications, {form}", value=taken, unit="s")


def _cast() -> Any:
    return replace(
        SMALL,
        parts=tuple(
            part(str(each), "porteur51", siret_of(each), _written(), end="notified") for each in range(_DOSSIERS)
        ),
        sitting=replace(SMALL.sitting, body="steering"),
        seats=(Seat(institution="caf", name="Dominique Roy", presides=True),),
    )


def _written() -> dict[str, Any]:
    """Return a dossier of three groups of 9 000,00 €."""
    written = content()
    action = written["actions"][0]
    action["groups"] = [{**action["groups"][0], "label": f"Groupe {number}"} for number in range(_GROUPS)]
    lines = ({"account": "64"}, {"account": "74", "funder": "caf"})
    return {**written, "budget": [{**line, "amount": f"{_GROUPS * 9000}.00"} for line in lines]}
