"""What holds of the repository itself: one place for each setting, no address of a machine, one shape for plugins."""

import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.wheels import DISTRIBUTIONS, PLUGINS

ROOT = Path(__file__).parents[2]
LONGEST_MODULE = 300

LISTS = {"tests/api/test_every_page.py", "tests/api/test_every_route.py", "tests/contract/stock.py"}
"""Tables with a line for each page, each route, each request: they grow with what they list."""

AT_THE_ROOT = {
    ".ci", ".editorconfig", ".github", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "CONTRIBUTING.md",
    "LICENSE", "README.md", "SECURITY.md", "api", "bench", "constraints.txt", "core", "docs", "plugins",
    "publiccode.yml", "pyproject.toml", "requirements-dev.txt", "requirements.txt", "tests", "tox.ini",
}  # fmt: skip
"""What belongs at the root of the repository: anything else was left there by a trial."""


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_folder_of_a_machine() -> None:
    forbidden = re.compile(
        "|".join(("py" + r"pi\.org", "python" + "hosted", "npm" + "js", r"/root" + "/", r"/work" + "/"))
    )
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in tracked()
        if path.suffix not in {".png", ".pdf"}
        and (found := forbidden.search(path.read_text(encoding="utf-8", errors="ignore")))
    ]
    assert not named


def test_nothing_stands_at_the_root_but_what_belongs_there() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} == AT_THE_ROOT


def test_every_dependency_is_pinned_exactly_and_without_an_address() -> None:
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert len(lines) > 40
    assert all(re.match(r"[a-z0-9-]+==[^ ]+( ; .+)?$", line) for line in lines)


@pytest.mark.parametrize("folder", DISTRIBUTIONS)
def test_a_distribution_bounds_its_backend_and_says_its_licence(folder: str) -> None:
    """A plugin is a stranger's as well: it is built by whatever backend is new enough."""
    project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))
    sign = ">=" if folder in PLUGINS else "=="
    assert all(sign in each for each in project["build-system"]["requires"])
    assert project["project"]["license"] == "MIT"
    assert project["project"]["requires-python"] == ">=3.11"
    assert (ROOT / folder / "README.md").is_file()


def test_public_code_description_agrees_with_the_licence_and_the_version() -> None:
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    required = {
        "publiccodeYmlVersion", "name", "platforms", "developmentStatus", "softwareType", "description",
        "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert required <= set(described)
    assert described["legal"]["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    for folder in DISTRIBUTIONS:
        project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert project["version"] == described["softwareVersion"]
    assert len(described["description"]["fr"]["shortDescription"]) <= 150


def test_modules_stay_short_enough_to_be_one_thing() -> None:
    kinds = {"core", "api", "tests"}
    modules = [path for path in tracked() if path.suffix == ".py" and path.parts[len(ROOT.parts)] in kinds]
    long = {
        str(path.relative_to(ROOT))
        for path in modules
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE
    }
    assert long == LISTS


def test_no_length_of_what_people_write_is_a_number_in_a_form_or_a_schema() -> None:
    """It stands once, in `clas_core.limits`: a page and the JSON that says the same would else drift apart."""
    numbered = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in tracked()
        if path.suffix == ".py" and path.parts[len(ROOT.parts)] in {"core", "api"}
        for found in re.finditer(r"\blongest=(?:\d{4,}|\d+_\d{3})", path.read_text(encoding="utf-8"))
    ]
    assert not numbered


def test_every_decision_is_listed() -> None:
    pages = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    listed = re.findall(r"\((0\d+-[a-z-]+\.md)\)", (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))
    assert sorted(listed) == pages


def test_every_decision_says_its_status_and_its_day() -> None:
    pages = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "decisions").glob("0*.md")}
    for name, page in pages.items():
        line = page.split("\n\n")[1]
        said = re.fullmatch(r"(?:Accepted|Superseded by \[(\d{4})\]\((.+)\)), (\d{4}-\d\d-\d\d)\.", line)
        assert said, (name, line)
        assert date.fromisoformat(said[3])
        assert said[2] is None or said[2] in pages, (name, line)


def test_the_changelog_keeps_its_three_headings() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("### ")] == [
        "### Rules",
        "### Departments",
        "### Code",
    ]
