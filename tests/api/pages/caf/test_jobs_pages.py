"""Long work on its page: it goes on by a button, tells what went wrong, and gives its file to its department alone."""

import io

import pytest

from clas_api.services.jobs.job_kinds import JobKind, MadeFile, PieceDone
from clas_api.services.maintenance import doing_jobs
from clas_core.errors import Refused
from tests.api.pages.caf.conftest import Caf
from tests.api.pages.test_sound_html import _faults

JOBS = "/espace/departements/marne/taches"


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_long_work_goes_on_by_its_page(caf: Caf, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = JobKind(
        name="essai",
        words="Un essai",
        take=lambda context, job, asked: PieceDone(problems=["Une <remarque>."]),
        finish=lambda context, job, files: MadeFile(name="essai.zip", stream=io.BytesIO(b"PK")),
    )
    monkeypatch.setattr(doing_jobs, "KINDS", {"essai": kind})
    job = f"{JOBS}/{caf.begun_job()}"
    agent = caf.agent.open(JOBS)
    assert (agent.status, job in agent.links, _faults(agent.response)) == (200, True, [])
    assert agent.client.get(f"{job}/fichier").status_code == 303, "there is no file yet"
    agent.open(job)
    assert "0 sur 1" in agent.text
    assert _faults(agent.response) == []
    agent.send("go_on")
    assert (agent.status, "1 sur 1" in agent.text, "Une <remarque>." in agent.text) == (200, True, True)
    assert _faults(agent.response) == []
    file = agent.client.get(f"{job}/fichier")
    assert (file.status_code, file.data, file.mimetype) == (200, b"PK", "application/zip")
    file.close()
    elsewhere = caf.site.person("loin", {"kind": "agent", "department": "seine_et_marne"})
    assert elsewhere.client.get(f"{job}/fichier").status_code == 404


def test_a_file_that_cannot_be_made_is_told(caf: Caf, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Refused("Le fichier ne peut pas être fait.")

    kind = JobKind(name="essai", words="Un essai", take=lambda *_: PieceDone(), finish=refuse)
    monkeypatch.setattr(doing_jobs, "KINDS", {"essai": kind})
    caf.agent.open(f"{JOBS}/{caf.begun_job()}").send("go_on")
    assert "Le fichier ne peut pas être fait." in caf.agent.text
    assert _faults(caf.agent.response) == []
