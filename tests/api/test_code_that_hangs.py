"""A department's own code that hangs takes its own few places, and nothing from anybody else."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from clas_api.cli.service import THREADS
from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.departments.places import PLACES, PLACES_IN_ALL
from clas_core.errors import DepartmentUnavailable
from clas_core.groups import Group
from clas_core.years import SchoolYear

MANY = 20
GROUP = {"label": "CE2", "children": 10, "adults": 2, "running_costs": "9000.00"}
YEAR = SchoolYear(2025)
MakeDepartment = Callable[..., DepartmentPlugin]


class Gate:
    """Where code waits until it is let through; `inside` counts how many wait."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.inside = threading.Semaphore(0)

    def hook(self) -> Callable[..., Any]:
        """Return code that waits here."""

        def clas_supplements(school_year: Any, group: Any, ps: Any) -> list[Any]:
            self.inside.release()
            self.opened.wait(300)
            return []

        return clas_supplements


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.opened.set()


def _estimate(app: Flask, department: str | None) -> Any:
    body = {"department": department, "school_year": "2025-2026", "groups": [GROUP]}
    return app.test_client().post("/api/v1/estimates", json={key: each for key, each in body.items() if each})


def test_a_department_whose_code_hangs_holds_its_own_places_alone(
    make_app: Callable[..., Flask], make_department: MakeDepartment, gate: Gate
) -> None:
    slow = make_department("lent", "08", clas_supplements=gate.hook())
    quick = make_department("vif", "10", clas_supplements=lambda school_year, group, ps: [])
    app = make_app(registry=DepartmentRegistry([*DepartmentRegistry.load(), slow, quick]), log="errors")
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(_estimate(app, "lent"))) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for _ in range(PLACES):
        assert gate.inside.acquire(timeout=120)
    for _ in range(600):  # those that found no place have been answered; those that hold one wait at the gate
        if len(answers) == MANY - PLACES:
            break
        threading.Event().wait(0.05)
    assert [answer.status_code for answer in answers] == [503] * (MANY - PLACES)
    refused = answers[0]
    assert refused.headers["Retry-After"]
    assert refused.get_json()["type"] == "urn:clas:problem:department-unavailable"
    assert "répond déjà à autant de demandes" in refused.get_json()["detail"]
    assert not gate.inside.acquire(blocking=False)
    assert [_estimate(app, each).status_code for each in ("marne", "vif", None)] == [200, 200, 200]
    assert app.test_client().get("/health").status_code == 200
    page = app.test_client().get(
        "/simulateur?action=compute&year=2025-2026&department=lent&g0-label=CE2&g0-children=10&g0-costs=9000"
    )
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert "répond déjà à autant de demandes" in page.get_data(as_text=True)
    assert 'value="9000"' in page.get_data(as_text=True)
    gate.opened.set()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers[MANY - PLACES :]] == [200] * PLACES
    assert _estimate(app, "lent").status_code == 200


@pytest.mark.parametrize("fault", [ValueError("non"), SystemExit(3), KeyboardInterrupt()])
def test_a_place_is_given_back_by_code_that_fails(make_department: MakeDepartment, fault: BaseException) -> None:
    def clas_supplements(school_year: Any, group: Any, ps: Any) -> Any:
        raise fault

    plugin = make_department("fautif", clas_supplements=clas_supplements)
    for _ in range(PLACES_IN_ALL + 2):
        with pytest.raises((DepartmentUnavailable, KeyboardInterrupt)) as raised:
            plugin.supplements(YEAR, Group("CE2", 10, 900000), 280070)
        assert "répond déjà" not in str(raised.value)


def test_code_that_calls_itself_without_end_is_stopped(make_department: MakeDepartment) -> None:
    made: list[DepartmentPlugin] = []

    def clas_supplements(school_year: Any, group: Any, ps: Any) -> Any:
        return made[0].supplements(school_year, group, ps)

    made.append(make_department("vertige", clas_supplements=clas_supplements))
    with pytest.raises(DepartmentUnavailable):
        made[0].supplements(YEAR, Group("CE2", 10, 900000), 280070)


def test_a_sealed_call_has_no_places_of_its_own(make_department: MakeDepartment, gate: Gate) -> None:
    plugin = make_department("lent", clas_supplements=gate.hook())
    sealed = plugin.with_campaign(plugin.department.campaign(YEAR))
    group = Group("CE2", 10, 900000)
    threads = [threading.Thread(target=plugin.supplements, args=(YEAR, group, 280070)) for _ in range(PLACES)]
    for thread in threads:
        thread.start()
    for _ in range(PLACES):
        assert gate.inside.acquire(timeout=120)
    with pytest.raises(DepartmentUnavailable):
        sealed.supplements(YEAR, group, 280070)
    gate.opened.set()
    for thread in threads:
        thread.join(30)
    assert sealed.supplements(YEAR, group, 280070) == ()


def test_the_code_of_all_departments_together_leaves_half_of_the_threads() -> None:
    assert PLACES < PLACES_IN_ALL <= THREADS // 2


def test_departments_that_all_hang_leave_places_to_nobody_else_s_requests(
    make_department: MakeDepartment, gate: Gate
) -> None:
    slugs = ("un", "deux", "trois")
    plugins = [make_department(slug, str(10 + n), clas_supplements=gate.hook()) for n, slug in enumerate(slugs)]
    DepartmentRegistry(plugins)
    group = Group("CE2", 10, 900000)

    def ask(plugin: DepartmentPlugin) -> None:
        try:
            plugin.supplements(YEAR, group, 280070)
        except DepartmentUnavailable:
            refused.append(plugin.slug)

    refused: list[str] = []
    threads = [threading.Thread(target=ask, args=(plugin,)) for plugin in plugins for _ in range(PLACES)]
    for thread in threads:
        thread.start()
    for _ in range(PLACES_IN_ALL):
        assert gate.inside.acquire(timeout=120)
    for _ in range(600):
        if len(refused) == len(threads) - PLACES_IN_ALL:
            break
        threading.Event().wait(0.05)
    assert len(refused) == len(threads) - PLACES_IN_ALL
    assert not gate.inside.acquire(blocking=False)
    gate.opened.set()
    for thread in threads:
        thread.join(30)
