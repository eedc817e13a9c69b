"""Settings of an installation: one ``clas.toml``, each key also as ``CLAS_…`` in the environment.

Nothing need be set to try the platform. An unknown key is refused, so that a misspelt one is not silently ignored.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from clas_core.errors import UNKNOWN, InvalidFile, InvalidInput, Problem, did_you_mean
from clas_core.reading import line_of, parse_toml, text_of

ENVIRONMENT_PREFIX = "CLAS_"
CONFIG_VARIABLE = "CLAS_CONFIG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation may set.

    `today` pins the clock, for demonstrations and tests. `departments` restricts which installed departments are
    served; `None` serves them all. `referentials` is a directory that adds school years.
    """

    database_url: str = field(default_factory=lambda: absolute_database_url("sqlite:///clas.sqlite3"))
    today: date | None = None
    departments: tuple[str, ...] | None = None
    referentials: Path | None = None

    def shown(self) -> Mapping[str, str | None]:
        """The settings as text, secrets masked; `None` for one that is not set."""
        shown = {each.name: _shown(getattr(self, each.name)) for each in fields(self)}
        return {**shown, "database_url": masked(self.database_url)}


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the file named by ``CLAS_CONFIG`` or ``./clas.toml``, then from the environment.

    Raises `InvalidFile` or `InvalidInput` with every problem.
    """
    environment = os.environ if environment is None else environment
    named = environment.get(CONFIG_VARIABLE)
    file = Path(named or "clas.toml")
    values: dict[str, Any] = {}
    if named or file.exists():
        values = _read_file(file)
    problems = []
    for variable, text in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable == CONFIG_VARIABLE:
            continue
        key = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        try:
            values[key] = _from_text(key, text)
        except ValueError as error:
            problems.append(Problem((variable,), str(error) if key in _known() else _unknown_variable(variable)))
    if problems:
        raise InvalidInput(problems, "La configuration est à corriger.")
    return Settings(**values)


def _read_file(file: Path) -> dict[str, Any]:
    text = text_of(file, name=str(file))
    values: dict[str, Any] = {}
    problems = []
    for key, value in parse_toml(text, name=str(file)).items():
        try:
            values[key] = _from_toml(key, value)
        except ValueError as error:
            problems.append(Problem((key,), str(error), line_of(text, (key,))))
    if problems:
        raise InvalidFile(str(file), problems)
    return values


def _unknown_variable(variable: str) -> str:
    names = [ENVIRONMENT_PREFIX + key.upper() for key in _known()]
    return f"Variable inconnue.{did_you_mean(variable, names)} Variables connues : {', '.join(names)}."


def _known() -> tuple[str, ...]:
    return tuple(each.name for each in fields(Settings))


def _from_toml(key: str, value: Any) -> Any:
    if key == "departments" and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if key == "today" and isinstance(value, date) and not isinstance(value, datetime):
        return value
    if key == "departments":
        raise ValueError('Une liste de départements est attendue, par exemple ["marne"].')
    if not isinstance(value, str):
        if key not in _known():
            return _from_text(key, "")
        raise ValueError("Un texte entre guillemets est attendu.")
    return _from_text(key, value)


def _from_text(key: str, text: str) -> Any:
    if key == "database_url":
        if "://" not in text:
            raise ValueError("Une adresse de base est attendue, par exemple sqlite:///clas.sqlite3.")
        return absolute_database_url(text)
    if key == "today":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError("Une date est attendue, par exemple 2025-07-01.") from None
    if key == "departments":
        return tuple(each.strip() for each in text.split(",") if each.strip())
    if key == "referentials":
        if not Path(text).is_dir():
            raise ValueError(f"Le dossier « {text} » n'existe pas.")
        return Path(text)
    raise ValueError(UNKNOWN + did_you_mean(key, _known()) + f" Clés connues : {', '.join(_known())}.")


def absolute_database_url(url: str) -> str:
    """Take the path of a SQLite file from the folder where the command is run, wherever the service is installed."""
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url in (prefix, prefix + ":memory:"):
        return url
    return prefix + str(Path(url.removeprefix(prefix)).absolute())


def _shown(value: Any) -> str | None:
    return ", ".join(value) if isinstance(value, tuple) else None if value is None else str(value)


def masked(url: str) -> str:
    """Hide the passwords of a database address."""
    hidden = re.sub(r"(?i)((?:password|passwd|pwd|secret|token)=)[^&]*", r"\1***", url)
    return re.sub(r"(://[^/@:]*):[^/?]*@", r"\1:***@", hidden)
