"""What the tests of the core share: the shipped rules, the installed departments, and one that does not exist.

The files in ``essai/`` and ``essai_national/`` say at least once everything that a file may say. A test changes a few
words of one of them and looks at what is said of the result, or installs them as a distribution of its own.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from clas_core.calculation import PsRule
from clas_core.communes import named
from clas_core.departments import (
    Campaign,
    Department,
    DepartmentPlugin,
    DepartmentRegistry,
    hookimpl,
    read_department_directory,
)
from clas_core.departments.checks import campaign_checks
from clas_core.eligibility import Rules
from clas_core.errors import InvalidFile
from clas_core.national import Referential, ReferentialLibrary, read_referential
from clas_core.national.checks import CHECKS
from clas_core.reading import read_text
from clas_core.tables import schema_of
from clas_core.years import SchoolYear

HERE = Path(__file__).parent
ESSAI = HERE / "essai"

DATA_ONLY = """
from clas_core.departments import Department, hookimpl, read_department


@hookimpl
def clas_department() -> Department:
    return read_department(__package__)
"""


@pytest.fixture(scope="session", autouse=True)
def communes_read() -> None:
    """Read the list of communes for all the tests: it is once in a process."""
    named("Reims")


@pytest.fixture(scope="session")
def library() -> ReferentialLibrary:
    return ReferentialLibrary.load()


@pytest.fixture(scope="session")
def referential_2025(library: ReferentialLibrary) -> Referential:
    return library.get(SchoolYear(2025))


@pytest.fixture(scope="session")
def referential_2024(library: ReferentialLibrary) -> Referential:
    return library.get(SchoolYear(2024))


@pytest.fixture(scope="session")
def referential_2004(library: ReferentialLibrary) -> Referential:
    return library.get(SchoolYear(2004))


@pytest.fixture(scope="session")
def essai_national() -> Referential:
    return read_referential(HERE / "essai_national" / "2030-2031.toml")


@pytest.fixture(scope="session")
def rule_2025(referential_2025: Referential) -> PsRule:
    return PsRule.of(referential_2025.ps)


@pytest.fixture(scope="session")
def national_2025(referential_2025: Referential) -> Rules:
    return referential_2025.rules


@pytest.fixture(scope="session")
def registry() -> DepartmentRegistry:
    """Return the departments that are really installed."""
    return DepartmentRegistry.load()


@pytest.fixture(scope="session")
def essai() -> DepartmentPlugin:
    """Return the department of ``essai/``: three adults, CP and CE1 only, and 150.50 € of local aid to each group."""

    class Essai:
        @hookimpl
        def clas_department(self) -> object:
            return read_department_directory(ESSAI)

    return DepartmentPlugin(Essai(), name="essai", distribution="clas-essai", version="1.0")


@pytest.fixture(scope="session")
def essai_campaign(essai: DepartmentPlugin) -> Campaign:
    return essai.department.campaign(SchoolYear(2025))


def _changed(text: str, changes: Mapping[str, str], after: str = "") -> str:
    """Replace the first of each of `changes` that comes after a text, usually the header of a table."""
    start = text.index(f"\n{after}\n") if after else 0
    head, tail = text[:start], text[start:]
    for written, instead in changes.items():
        assert written in tail, f"« {written} » is nowhere in the file that the test wants to change"
        tail = tail.replace(written, instead, 1)
    return head + tail


Mistakes = Callable[..., list[str]]
"""Given what to write instead of what in a sound file (perhaps only `after` some table's header), what is then said
of the file: ``place: sentence``, in order."""


def _mistakes(file: str, read: Callable[[str], object]) -> Mistakes:
    def mistakes(changes: Mapping[str, str], after: str = "") -> list[str]:
        try:
            read(_changed((HERE / file).read_text(encoding="utf-8"), changes, after))
        except InvalidFile as error:
            return [f"{problem.dotted}: {problem.message}" for problem in error.problems]
        return []

    return mistakes


@pytest.fixture(scope="session")
def department_mistakes() -> Mistakes:
    return _mistakes(
        "essai/department.toml", lambda text: read_text(text, schema_of(Department), name="department.toml")
    )


@pytest.fixture(scope="session")
def campaign_mistakes() -> Mistakes:
    checks = campaign_checks("essai")
    return _mistakes(
        "essai/2025-2026.toml", lambda text: read_text(text, schema_of(Campaign), checks, name="2025-2026.toml")
    )


@pytest.fixture(scope="session")
def referential_mistakes() -> Mistakes:
    checks = CHECKS
    return _mistakes(
        "essai_national/2030-2031.toml", lambda text: read_text(text, schema_of(Referential), checks, name="r")
    )


@pytest.fixture
def write_essai(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the files of ``essai/`` in a directory, with changes to each by its name."""

    def write(changes: Mapping[str, Mapping[str, str]] | None = None, *, directory: Path | None = None) -> Path:
        target = directory or tmp_path / "essai"
        target.mkdir(parents=True, exist_ok=True)
        for name in ("department.toml", "2025-2026.toml"):
            text = _changed((ESSAI / name).read_text(encoding="utf-8"), (changes or {}).get(name, {}))
            (target / name).write_text(text, encoding="utf-8")
        (target / "logo.svg").write_bytes((ESSAI / "logo.svg").read_bytes())
        return target

    return write


@pytest.fixture
def install(
    tmp_path: Path, write_essai: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., EntryPoint]]:
    """Return a function that installs a department as a distribution of its own and gives its entry point.

    `slug` and `code` replace those of ``essai/``; `module` replaces its five lines of code, `hooks` adds to them;
    `name` is that of the entry point where it is not the slug.
    """
    packages: list[str] = []

    def installed(
        slug: str = "essai",
        code: str = "08",
        *,
        module: str = DATA_ONLY,
        hooks: str = "",
        name: str = "",
        distribution: str = "",
        changes: Mapping[str, str] | None = None,
    ) -> EntryPoint:
        distribution = distribution or f"clas-{slug.replace('_', '-')}"
        site = tmp_path / distribution
        package = site / f"clas_{slug}"
        who = {'slug = "essai"': f'slug = "{slug}"', 'code = "08"': f'code = "{code}"'}
        said = (ESSAI / "2025-2026.toml").read_text(encoding="utf-8")
        names = dict.fromkeys(re.findall(r'"essai\.\w+"', said))
        local = {f"id = {each}": f"id = {each.replace('essai.', f'{slug}.')}" for each in names}
        for key in ("question", "paired"):
            others = re.findall(rf'\b{key} = "essai\.(\w+)"', said)
            local |= {f'{key} = "essai.{each}"': f'{key} = "{slug}.{each}"' for each in others}
        write_essai({"department.toml": who, "2025-2026.toml": {**local, **(changes or {})}}, directory=package)
        (package / "__init__.py").write_text(module + hooks, encoding="utf-8")
        metadata = site / f"{distribution.replace('-', '_')}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[clas.departments]\n{name or slug} = clas_{slug}\n")
        packages.append(f"clas_{slug}")
        monkeypatch.syspath_prepend(str(site))
        (found,) = distributions(path=[str(site)])
        (point,) = found.entry_points
        return point

    yield installed
    for module_name in [each for each in sys.modules if each.split(".")[0] in packages]:
        del sys.modules[module_name]


@pytest.fixture(scope="session")
def row() -> Callable[..., dict[str, Any]]:
    """Return a function that makes a sound row of a request, with some fields changed, or left out when ``...``."""

    def make(**fields: Any) -> dict[str, Any]:
        sound = {"label": "CE2-CM1", "children": 10, "adults": 2, "running_costs": "9000.00", **fields}
        return {key: value for key, value in sound.items() if value is not ...}

    return make


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return the package of a sound department, to change."""
    copytree(Path(__file__).parent / "sown", tmp_path / "ardennes", ignore=lambda *_: ["mistakes.toml", "__pycache__"])
    return tmp_path / "ardennes" / "clas_ardennes"
