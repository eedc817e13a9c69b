"""A hundred and one departments to enable at once: all of France, each with the content of a real one.

They are written as pip would have installed them, with their metadata, so that finding, loading and reading them
costs what it would in production.
"""

import re
import shutil
from pathlib import Path

_PLUGINS = Path(__file__).parent.parent / "plugins"
_MODELS = {"marne": "2025-2026", "seine_et_marne": "2024-2025"}
"""The departments whose content is copied, each with the school year of its call."""

CODES = (
    *(f"{number:02d}" for number in range(1, 96) if number != 20),
    *("2A", "2B"),
    *("971", "972", "973", "974", "976"),
)
"""The departments of France. Corsica is 2A and 2B, never 20."""

TWO = ("51", "52")
"""The departments that are enabled when only two are: one like Marne, one like Seine-et-Marne."""

_METADATA = """\
Metadata-Version: 2.4
Name: {distribution}
Version: 0.1.0
Summary: {name}: what its department adds to the national rules of the Clas.
License-Expression: MIT
Requires-Python: >=3.11
Requires-Dist: clas-core
Description-Content-Type: text/markdown

{readme}"""


def slug_of(code: str) -> str:
    return f"departement_{code.lower()}"


def school_year_of(code: str) -> str:
    """Return the school year that the department has a call for."""
    return _MODELS[_model_of(code)]


def _model_of(code: str) -> str:
    """Take Marne and Seine-et-Marne in turn."""
    return tuple(_MODELS)[CODES.index(code) % len(_MODELS)]


def write_departments(folder: Path) -> None:
    """Write every department of `CODES` into `folder`, to be put on the path."""
    for code in CODES:
        _write(folder, code, _model_of(code))


def _write(folder: Path, code: str, model: str) -> None:
    slug = slug_of(code)
    origin, package = _PLUGINS / model / f"clas_{model}", folder / f"clas_{slug}"
    shutil.copytree(origin, package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in package.glob("*.toml"):
        # What a department prefixes with its slug: the identifiers of its criteria.
        text = file.read_text(encoding="utf-8").replace(f'"{model}.', f'"{slug}.')
        file.write_text(text, encoding="utf-8")
    home = package / "department.toml"
    text = home.read_text(encoding="utf-8")
    for key, value in {"slug": slug, "code": code, "name": f"Département {code}"}.items():
        text = re.sub(rf'^{key} = ".*"', f'{key} = "{value}"', text, count=1, flags=re.MULTILINE)
    home.write_text(text, encoding="utf-8")
    distribution = f"clas-{slug.replace('_', '-')}"
    readme = (origin.parent / "README.md").read_text(encoding="utf-8")
    metadata = folder / f"{distribution.replace('-', '_')}-0.1.0.dist-info"
    metadata.mkdir()
    filled = _METADATA.format(distribution=distribution, name=f"Département {code}", readme=readme)
    (metadata / "METADATA").write_text(filled, encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[clas.departments]\n{slug} = clas_{slug}\n", encoding="utf-8")
    (metadata / "INSTALLER").write_text("pip\n", encoding="utf-8")
