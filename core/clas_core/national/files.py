"""Reading the national rules of a school year from a TOML file."""

from importlib.resources.abc import Traversable
from typing import Any

from clas_core.eligibility import Rules
from clas_core.national.checks import CHECKS
from clas_core.national.referential import Referential
from clas_core.reading import digest_of, parse_toml, read_tables, text_of
from clas_core.tables import parts_of, schema_of


def read_referential(file: Traversable, *, name: str = "") -> Referential:
    """Read a national file. Raises `InvalidFile` with every problem and its line."""
    name = name or file.name
    return referential_of_text(text_of(file, name=name), name=name)


def referential_of_text(text: str, *, name: str) -> Referential:
    """Return the rules that the text of a national file says: the same text gives the same rules, years later.

    Raises `InvalidFile` with every problem and its line.
    """
    tables = parse_toml(text, name=name)
    data = _named(read_tables(tables, text, schema_of(Referential), CHECKS, name=name))
    said = parts_of(Referential, data)
    rules = Rules.of(said.pop("rules", ()), origin="national").named(said.get("questions", ()))
    return Referential(**said, rules=rules, digest=digest_of(tables), text=text)


def _named(data: dict[str, Any]) -> dict[str, Any]:
    """Give each figure its identifier, which is unique in the file: the place where it stands."""
    for key, figure in data["ps"].items():
        if isinstance(figure, dict):
            figure["id"] = f"ps.{key}"
    for bonus in data.get("bonuses", ()):
        if "amount" in bonus:
            bonus["amount"]["id"] = f"bonuses.{bonus['id']}"
    for threshold in data.get("thresholds", ()):
        threshold["id"] = f"thresholds.{threshold['id']}"
    return data
