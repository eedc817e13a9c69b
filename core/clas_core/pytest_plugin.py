"""``pytest --clas-department marne``: the checks of a department as tests of its own repository, one for each kind.

Named alone, the departments are all that is tested; beside files or folders, they are tested with them. What is asked
for nothing costs nothing: this module imports the checks when a department is named.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from clas_core.conformance import Report

OPTION = "--clas-department"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("clas", "départements du Clas")
    group.addoption(
        OPTION,
        action="append",
        default=[],
        metavar="SLUG",
        help="vérifier un département installé, ou le dossier de ses fichiers (avec « / ») ; peut se répéter",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.getoption(OPTION) and config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args = []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    for named in config.getoption(OPTION):
        department = DepartmentChecks.from_parent(session, name=named, nodeid=f"clas::{named}")
        items.extend(department.collect())


@cache
def _report(named: str) -> "Report":
    from clas_core.conformance.checking import check_department, check_folder, package_in
    from clas_core.departments import DepartmentRegistry
    from clas_core.national import ReferentialLibrary

    library = ReferentialLibrary.load()
    if "/" in named or "\\" in named or named.startswith("."):
        return check_folder(package_in(Path(named)), library)
    return check_department(DepartmentRegistry.load(), named, library)


class DepartmentChecks(pytest.Collector):
    """The checks of one department."""

    def collect(self) -> "Iterator[DepartmentCheck]":
        from clas_core.conformance import KINDS

        for kind in KINDS:
            yield DepartmentCheck.from_parent(self, name=kind, department=self.name)


class DepartmentCheck(pytest.Item):
    """One kind of checks: it fails on an error, and shows whatever else was found beside it."""

    def __init__(self, *, department: str, **options: Any) -> None:
        super().__init__(**options)
        self.department = department

    def runtest(self) -> None:
        found = _report(self.department).of_kind(self.name)
        softer = [f"{each.level}: {each.text}" for each in found if each.level != "error"]
        if softer:
            self.add_report_section("call", "à savoir", "\n".join(softer))
        errors = [each.text for each in found if each.level == "error"]
        if errors:
            raise DepartmentError(errors)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, DepartmentError):
            return "\n".join(excinfo.value.lines)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, int, str]:
        from clas_core.conformance import KINDS

        return self.department, 0, f"{self.department} : {KINDS[self.name]}"


class DepartmentError(Exception):
    """What was found of a department that makes it unfit, a line each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
