"""The code of a department runs apart: whatever it does, its own requests fail, and nothing else."""

import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from selectors import DefaultSelector
from time import monotonic, sleep
from typing import Any

import pytest
from flask import Flask

from clas_api.apart import code, refused_departments, trial, try_departments
from clas_api.apart.code import DepartmentCode, run_apart
from clas_core.departments import DepartmentRegistry
from clas_core.errors import DepartmentUnavailable
from tests.api.cli.conftest import Ran, clas, shell

__all__ = ["clas", "shell"]

GROUP = {"label": "CE2", "children": 10, "adults": 2, "running_costs": "9000.00"}
BEGINNING = """\
import os, sys, threading, time
from decimal import Decimal
from clas_core import Finding, LocalAid, hookimpl, read_department

@hookimpl
def clas_department():
    return read_department(__package__)

"""

Install = Callable[[str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return a function that installs a department « lent », with its code, where Python looks for packages."""

    def make(body: str) -> None:
        package = tmp_path / "clas_lent"
        shutil.copytree(str(files("clas_marne")), package)
        (package / "__init__.py").write_text(BEGINNING + body, encoding="utf-8")
        for file in package.glob("*.toml"):
            text = file.read_text(encoding="utf-8").replace('"marne"', '"lent"').replace('"51"', '"08"')
            file.write_text(text.replace('id = "marne.', 'id = "lent.'), encoding="utf-8")
        metadata = tmp_path / "clas_lent-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: clas-lent\nVersion: 1.0\n", encoding="utf-8")
        (metadata / "entry_points.txt").write_text("[clas.departments]\nlent = clas_lent\n", encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

    sys.modules.pop("clas_lent", None)
    yield make
    sys.modules.pop("clas_lent", None)


@pytest.fixture
def lent() -> Iterator[DepartmentCode]:
    with closing(DepartmentCode("lent")) as asked:
        yield asked


ASKED = {"school_year": None, "group": None, "ps": 100}
ONE_AID = """
@hookimpl
def clas_supplements(school_year, group, ps):
    print("words of the code")
    return [LocalAid(id="a", label="Aide", amount=Decimal("12.50"), source=f"{os.getpid()}")]
"""


def test_what_it_answers_comes_from_another_process_that_serves_again(install: Install, lent: DepartmentCode) -> None:
    install(ONE_AID)
    first, second = lent("clas_supplements", ASKED), lent("clas_supplements", ASKED)
    assert first == second
    ((aid,),) = first
    assert (aid.id, str(aid.amount)) == ("a", "12.50")
    assert int(aid.source) != os.getpid()


def reason_of(lent: DepartmentCode) -> str:
    """Ask, and return why there is no answer."""
    with pytest.raises(DepartmentUnavailable) as refused:
        lent("clas_supplements", ASKED)
    return refused.value.reason


ENDS: dict[str, tuple[str, str]] = {
    "an end of its process": ("os._exit(3)", "a mis fin à son processus"),
    "an endless loop": ("while True: pass", "n'a pas répondu"),
    "a sleep": ("time.sleep(600)", "n'a pas répondu"),
    "a crash": ("import ctypes; ctypes.string_at(0)", "a mis fin à son processus"),
}


@pytest.mark.parametrize(("does", "said"), ENDS.values(), ids=ENDS)
def test_code_that_ends_or_hangs_is_ended_and_left_alone_for_a_while(
    install: Install, lent: DepartmentCode, monkeypatch: pytest.MonkeyPatch, does: str, said: str
) -> None:
    install(f"@hookimpl\ndef clas_supplements(school_year, group, ps):\n    {does}\n")
    monkeypatch.setattr(code, "SECONDS", 1.0)
    assert said in reason_of(lent)
    began = monotonic()
    assert "sera de nouveau interrogé" in reason_of(lent)
    assert monotonic() - began < 1
    monkeypatch.setattr(lent, "_rests_until", 0.0)
    assert said in reason_of(lent)


def test_code_that_computes_without_end_is_ended_long_before_it_is_given_up(
    install: Install, lent: DepartmentCode
) -> None:
    install("@hookimpl\ndef clas_supplements(school_year, group, ps):\n    while True: pass\n")
    assert "a occupé un processeur plus d'une seconde" in reason_of(lent)


RAISES: dict[str, tuple[str, str]] = {
    "a fault": ("1 / 0", "ZeroDivisionError"),
    "an interruption": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "an exit": ("sys.exit(3)", "SystemExit"),
    "gigabytes": ("bytearray(8 * 1024**3)", "MemoryError"),
    "what cannot be sent": ("return [lambda: 1]", "pickle"),
}


@pytest.mark.parametrize(("does", "said"), RAISES.values(), ids=RAISES)
def test_code_that_raises_says_why_and_is_asked_again(
    install: Install, lent: DepartmentCode, does: str, said: str
) -> None:
    install(f"@hookimpl\ndef clas_supplements(school_year, group, ps):\n    if ps: {does}\n    return []\n")
    assert said in reason_of(lent)
    assert lent("clas_supplements", {**ASKED, "ps": 0}) == [[]]


def test_what_it_sends_makes_nothing_but_what_hooks_answer(install: Install, lent: DepartmentCode) -> None:
    install(
        "class Trap:\n    def __reduce__(self):\n        return os.system, ('true',)\n\n"
        "@hookimpl\ndef clas_supplements(school_year, group, ps):\n    return [Trap()]\n"
    )
    assert "n'est pas ce que répond" in reason_of(lent)


def test_the_secrets_of_the_installation_are_not_told_to_it(
    install: Install, lent: DepartmentCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAS_SECRET_KEY", "x" * 40)
    install(
        "@hookimpl\ndef clas_supplements(school_year, group, ps):\n"
        "    return [LocalAid(id=n, label=n, amount=Decimal(0), source=n) for n in os.environ if n[:5] == 'CLAS_']\n"
    )
    assert lent("clas_supplements", ASKED) == [[]]


def test_findings_come_back_as_they_were_made(install: Install) -> None:
    install(
        "@hookimpl\ndef clas_review(school_year, dossier):\n"
        "    rules = read_department(__package__).campaigns[school_year].rules\n"
        "    criterion = rules.criteria[0][1]\n"
        "    return [Finding(criterion, 'lent', 'met', dossier.get('axes'))]\n"
    )
    here, there = DepartmentRegistry.load(["lent"]), run_apart(DepartmentRegistry.load(["lent"]))
    year = next(iter(here.get("lent").department.campaigns)).year
    facts = {"axes": ("children",)}
    assert there.get("lent").review(year, facts) == here.get("lent").review(year, facts)
    assert pickle.loads(pickle.dumps(here.get("lent").review(year, facts)))  # our own


def test_a_request_is_answered_by_the_department_and_the_others_feel_nothing(
    install: Install, make_app: Callable[..., Flask]
) -> None:
    install(ONE_AID + "\n@hookimpl\ndef clas_review(school_year, dossier):\n    os._exit(1)\n")
    app = make_app(own=True, log="errors")

    def asked(path: str, department: str) -> Any:
        body = {"department": department, "school_year": "2025-2026"}
        more: dict[str, Any] = {"groups": [GROUP]} if path == "estimates" else {"dossier": {}}
        return app.test_client().post(f"/api/v1/{path}", json={**body, **more})

    given = asked("estimates", "lent")
    assert given.status_code == 200, given.text
    assert given.get_json()["total"] == "2813.20"
    ended = asked("assessments", "lent")
    assert (ended.status_code, ended.headers["Retry-After"]) == (503, "30")
    assert asked("assessments", "marne").status_code == 200
    assert app.test_client().get("/health").status_code == 200


LOADING: dict[str, tuple[str, str]] = {
    "an end of the process": ("os._exit(0)", "met fin au processus"),
    "an endless loop": ("while True: pass", "n'a pas fini de se charger"),
}


@pytest.mark.parametrize(("does", "said"), LOADING.values(), ids=LOADING)
def test_code_that_ends_or_hangs_when_it_is_loaded_is_refused_by_name(
    install: Install, monkeypatch: pytest.MonkeyPatch, does: str, said: str
) -> None:
    install(does)
    monkeypatch.setattr(trial, "SECONDS", 3.0)
    monkeypatch.setenv(trial._FOUND, "{}")
    found = try_departments(None)
    assert set(found) == {"lent"}
    assert said in found["lent"]
    registry = DepartmentRegistry.load(refused=refused_departments())
    assert said in registry.faults["lent"].reason
    assert {each.slug for each in registry} == {"marne", "seine_et_marne"}


def test_what_only_fails_is_told_by_its_own_words(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("1 / 0")
    monkeypatch.setenv(trial._FOUND, "{}")
    assert try_departments(None) == {}
    assert "ZeroDivisionError" in DepartmentRegistry.load(refused=refused_departments()).faults["lent"].reason
    assert try_departments(["marne"]) == {}


def test_the_commands_name_a_department_whose_code_hangs_and_end(
    install: Install, clas: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "SECONDS", 1.0)
    monkeypatch.setattr(trial, "SECONDS", 3.0)
    monkeypatch.setenv(trial._FOUND, "{}")
    install("@hookimpl\ndef clas_supplements(school_year, group, ps):\n    time.sleep(600)\n")
    checked = clas("departments", "check", "lent")
    assert checked.status == 1
    assert "n'a pas répondu" in checked.output
    assert clas("departments", "check", "marne").status == 0
    (Path(sys.modules["clas_lent"].__file__ or "")).write_text("import os\nos._exit(0)\n", encoding="utf-8")
    listed = clas("departments", "list")
    assert listed.status == 0
    assert "lent : Le greffon met fin au processus qui le charge." in listed.output


def _late(select: Callable[..., Any]) -> Callable[..., Any]:
    """Return a wait that ends late: by then more than one department has been loaded."""

    def wait(*given: Any) -> Any:
        sleep(1.5)
        return select(*given)

    return wait


def test_the_department_that_hangs_is_named_whatever_was_loaded_before_it(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("while True: pass")
    monkeypatch.setattr(trial, "SECONDS", 3.0)
    monkeypatch.setattr(DefaultSelector, "select", _late(DefaultSelector.select))
    found = dict(trial._tried(["marne", "seine_et_marne", "lent"]))
    assert {slug for slug, reason in found.items() if reason} == {"lent"}


def test_departments_that_are_data_alone_cost_no_process(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[list[str]] = []

    def note(slugs: list[str]) -> Iterator[tuple[str, str]]:
        tried.append(slugs)
        return iter([(slug, "") for slug in slugs])

    monkeypatch.setattr(trial, "_tried", note)
    monkeypatch.setenv(trial._FOUND, "{}")
    try_departments(None)
    install("")
    try_departments(None)
    assert tried == [["lent"]]  # it imports more than its files need
