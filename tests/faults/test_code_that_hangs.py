"""A department whose code hangs, in a service that is served: the others, and who watches over it, feel nothing."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from time import sleep
from typing import Any

import pytest
import requests

from clas_core.departments.places import PLACES
from tests.faults.conftest import TODAY
from tests.installations import PATIENCE, Installation, Service

MANY = 20
GROUP = {"label": "CE2", "children": 10, "adults": 2, "running_costs": "9000.00"}

CODE = """\
from pathlib import Path
from time import sleep

from clas_core.departments import hookimpl, read_department

DOOR = Path({door!r})


@hookimpl
def clas_department():
    return read_department(__package__)


@hookimpl
def clas_supplements(school_year, group, ps):
    while not DOOR.exists():
        sleep(0.05)
    return []
"""


@pytest.fixture
def slow(install: Callable[..., Installation], tmp_path: Path) -> Iterator[tuple[Service, Path]]:
    """Return a service of one process with one more department, whose code waits until a file is there."""
    door, package = tmp_path / "door", tmp_path / "clas_lent"
    shutil.copytree(str(files("clas_marne")), package)
    (package / "__init__.py").write_text(CODE.format(door=str(door)), encoding="utf-8")
    for file in package.glob("*.toml"):
        text = file.read_text(encoding="utf-8").replace('"marne"', '"lent"').replace('"51"', '"08"')
        file.write_text(text.replace('id = "marne.', 'id = "lent.'), encoding="utf-8")
    metadata = tmp_path / "clas_lent-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: clas-lent\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[clas.departments]\nlent = clas_lent\n", encoding="utf-8")
    installation = install("sqlite")
    installation.path = (tmp_path,)
    service = Service.start(installation, settings={"CLAS_TODAY": TODAY})
    try:
        yield service, door
    finally:
        door.touch()
        service.stop()


def _estimate(url: str, department: str) -> requests.Response:
    body = {"department": department, "school_year": "2025-2026", "groups": [GROUP]}
    return requests.post(f"{url}/api/v1/estimates", json=body, timeout=PATIENCE)


def _done(asked: list[Future[Any]], count: int) -> list[Any]:
    """Return what is answered, once as many are; wait no longer than a minute."""
    for _ in range(600):
        if len(answered := [each for each in asked if each.done()]) >= count:
            break
        sleep(0.1)
    return [each.result() for each in answered]


def test_twenty_estimates_of_a_department_that_hangs_silence_nobody_else(slow: tuple[Service, Path]) -> None:
    service, door = slow
    with ThreadPoolExecutor(MANY) as callers:
        try:
            asked = [callers.submit(_estimate, service.url, "lent") for _ in range(MANY)]
            assert requests.get(f"{service.url}/health", timeout=PATIENCE).status_code == 200
            assert _estimate(service.url, "marne").status_code == 200
            refused = _done(asked, MANY - PLACES)
            assert [each.status_code for each in refused] == [503] * (MANY - PLACES)
            assert all(each.headers["Retry-After"] for each in refused)
            assert requests.get(f"{service.url}/health/ready", timeout=PATIENCE).status_code == 200
            assert requests.get(f"{service.url}/simulateur", timeout=PATIENCE).status_code == 200
        finally:
            door.touch()
        served = [each.result() for each in asked if each.result().status_code == 200]
        assert len(served) == PLACES
    assert _estimate(service.url, "lent").status_code == 200
