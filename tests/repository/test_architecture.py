"""The page on architecture says what is there: its paths exist, its layers are those of the import contracts."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def _layers(container: str) -> list[set[str]]:
    found = next(each for each in CONTRACTS if each.get("containers") == [container])
    return [{name.strip() for name in layer.split("|")} for layer in found["layers"]]


def _drawn(subgraph: str) -> list[tuple[str, ...]]:
    """Return the chains of a part of the picture, each place with the names that stand in it."""
    part = re.search(rf"subgraph {subgraph} .*?\n    end", PAGE, re.DOTALL)
    assert part
    titles = dict(re.findall(r"(\w+)\[([^\]]+)\]", part[0]))
    lines = [line for line in part[0].splitlines() if "-->" in line]
    return [
        tuple(titles.get(place.split("[")[0].strip(), place.split("[")[0].strip()) for place in line.split("-->"))
        for line in lines
    ]


def test_every_path_that_the_page_names_is_there() -> None:
    named = {each for each in re.findall(r"`([\w./-]+/[\w./-]*)`", PAGE) if not each.startswith("application/")}
    assert len(named) > 15
    bases = (ROOT, ROOT / "api/clas_api", ROOT / "api/clas_api/pages")
    assert [each for each in sorted(named) if not any((base / each).exists() for base in bases)] == []


def test_the_picture_goes_down_the_layers_of_the_contracts() -> None:
    for subgraph, container in (("service", "clas_api"), ("rules", "clas_core")):
        layers = _layers(container)
        depth = {name: index for index, layer in enumerate(layers) for name in layer}
        chains = _drawn(subgraph)
        shown = {name for chain in chains for place in chain for name in re.split(r", ", place)}
        assert shown <= set(depth), shown - set(depth)
        assert len(shown) >= len(layers) - 4
        for above, below in (pair for chain in chains for pair in pairwise(chain)):
            assert max(depth[name] for name in above.split(", ")) < min(depth[name] for name in below.split(", "))


def test_every_folder_of_the_service_and_of_the_core_has_its_place_in_the_picture() -> None:
    for package, container in (("core/clas_core", "clas_core"), ("api/clas_api", "clas_api")):
        listed = set().union(*_layers(container))
        folders = {each.name for each in (ROOT / package).iterdir() if (each / "__init__.py").exists()}
        assert folders <= listed


def test_no_two_use_cases_or_pages_share_the_name_of_their_module() -> None:
    """Whoever looks for one of them opens one file: where two are of one subject, each says its own part of it."""
    shared = {"__init__", "site", "form", "schemas"}
    for folder in ("api/clas_api/services", "core/clas_core/dossiers", "core/clas_core/bilans"):
        names = [each.stem for each in (ROOT / folder).rglob("*.py") if each.stem not in shared]
        assert sorted({each for each in names if names.count(each) > 1}) == []
