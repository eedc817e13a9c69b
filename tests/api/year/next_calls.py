"""The Marne with the call of a next year, as its integrator makes it: begun from the last one, then written and
confirmed."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

from clas_core.conformance.checking import check_folder
from clas_core.departments import CallName, DepartmentPlugin, DepartmentRegistry, hookimpl, read_department_directory
from clas_core.departments.next_year import next_year_of
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear

OPENS, CLOSES = "2026-05-04", "2026-08-31"


def with_next_call(into: Path, library: ReferentialLibrary, year: str) -> DepartmentRegistry:
    """Return the Marne, with the call of `year` as it is begun in its files, and its days written."""
    folder = into / "clas_marne"
    shutil.copytree(Path(str(files("clas_marne"))), folder, ignore=shutil.ignore_patterns("__pycache__"))
    last = read_department_directory(folder).latest
    assert last is not None
    begun = next_year_of(last.text, CallName(SchoolYear.parse(year)), last.checked_on).text
    (folder / f"{year}.toml").write_text(begun, encoding="utf-8")
    write_days(folder / f"{year}.toml")
    report = check_folder(folder, library)
    assert report.valid, report.problems
    return registry_of(folder)


def write_days(file: Path) -> None:
    """Write the days of a call that was begun, and confirm all the rest."""
    written = re.sub(r"^# (opens|closes) = \S+", _dated, file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(re.sub(r" +# À confirmer.*", "", written), encoding="utf-8")


def registry_of(folder: Path) -> DepartmentRegistry:
    """Return the Marne alone, as the files of a folder describe it now."""
    department = read_department_directory(folder)
    plugin = type("Plugin", (), {"clas_department": staticmethod(hookimpl(lambda: department))})()
    return DepartmentRegistry([DepartmentPlugin(plugin, name="marne", distribution="clas-marne", version="9.0")])


def _dated(found: re.Match[str]) -> str:
    return f"{found[1]} = {OPENS if found[1] == 'opens' else CLOSES}"
