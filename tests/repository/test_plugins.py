"""What holds of the plugins of this repository, however many there are: their shape, their bounds, their one door."""

import ast
import re
import tomllib
from pathlib import Path
from string import Template
from typing import Any, get_type_hints

import pytest

import clas_core
from clas_api import scaffolding
from clas_core.departments import hookspecs
from clas_core.departments.plugin import HOOKS
from tests.wheels import PLUGINS

ROOT = Path(__file__).parents[2]
DOOR = set(clas_core.__all__)
EACH_PLUGIN = pytest.mark.parametrize("folder", PLUGINS)


def project_of(folder: str) -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def imports_of(file: Path) -> set[str]:
    """Return what a module imports, each as ``module`` or ``module:name``."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{'.' * node.level}{node.module or ''}:{alias.name}" for alias in node.names}
    return found


def test_the_plugins_are_found() -> None:
    assert {"plugins/marne", "plugins/seine_et_marne"} <= set(PLUGINS)


def test_every_plugin_is_installed_for_whoever_installs_the_platform() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("-e ./plugins/")] == [f"-e ./{folder}" for folder in PLUGINS]


@EACH_PLUGIN
def test_a_plugin_has_the_shape_that_a_new_department_gets(folder: str) -> None:
    slug = Path(folder).name
    who = tomllib.loads((ROOT / folder / f"clas_{slug}" / "department.toml").read_text(encoding="utf-8"))
    values = {
        "slug": slug,
        "name": who["name"],
        "package": f"clas_{slug}",
        "distribution": f"clas-{slug.replace('_', '-')}",
    }
    written: dict[str, Template] = {
        "pyproject.toml": scaffolding.PYPROJECT,
        "README.md": scaffolding.README,
        f"clas_{slug}/__init__.py": scaffolding.INIT,
    }
    for file, template in written.items():
        assert (ROOT / folder / file).read_text(encoding="utf-8") == template.substitute(values)


@EACH_PLUGIN
def test_a_plugin_takes_of_ours_the_front_door_alone(folder: str) -> None:
    allowed = {f"clas_core:{name}" for name in DOOR}
    modules = list((ROOT / folder).rglob("*.py"))
    assert modules
    taken = {each for file in modules for each in imports_of(file) if each.startswith("clas_")}
    own = f"clas_{Path(folder).name}"
    assert {each for each in taken if each.partition(":")[0].partition(".")[0] != own} <= allowed


def test_no_plugin_is_imported_by_the_core_nor_by_the_service() -> None:
    ours = {"clas_core", "clas_api"}
    modules = [*(ROOT / "core" / "clas_core").rglob("*.py"), *(ROOT / "api" / "clas_api").rglob("*.py")]
    assert len(modules) > 300
    taken = {each.partition(":")[0].partition(".")[0] for file in modules for each in imports_of(file)}
    assert {each for each in taken if each.startswith("clas_")} == ours


@pytest.mark.parametrize("folder", [*PLUGINS, "api"])
def test_whoever_stands_on_the_core_bounds_it_to_its_promise(folder: str) -> None:
    major, minor, _ = project_of("core")["version"].split(".")
    bound = f"clas-core>={major}.{minor},<{major}.{int(minor) + 1}"
    assert bound in project_of(folder)["dependencies"]


def test_each_name_of_the_door_is_there_and_no_other() -> None:
    assert all(getattr(clas_core, name) is not None for name in DOOR)
    with pytest.raises(AttributeError, match="Departement"):
        _ = clas_core.Departement  # type: ignore[attr-defined]  # type checkers see it too


def test_whatever_a_hook_is_given_or_answers_is_at_the_door() -> None:
    named = {
        kind.__name__
        for hook in HOOKS
        for hint in get_type_hints(getattr(hookspecs, hook)).values()
        for kind in (
            hint,
            *getattr(hint, "__args__", ()),
            *(below for each in getattr(hint, "__args__", ()) for below in getattr(each, "__args__", ())),
        )
        if isinstance(kind, type) and kind.__module__.startswith("clas_core")
    }
    assert named >= {"Department", "Finding", "LocalAid", "Group", "SchoolYear", "DepartmentEvent"}
    assert named <= DOOR


def test_the_guide_of_plugins_promises_the_names_of_the_door() -> None:
    guide = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
    promised = guide[guide.index("## 8.") :]
    assert set(re.findall(r"^\| `(\w+)`", promised, re.MULTILINE)) == DOOR
