"""Settings of an installation: one ``clas.toml``, each key also as ``CLAS_…`` in the environment.

Nothing need be set to try the platform. An unknown key is refused, so that a misspelt one is not silently ignored.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from clas_core.errors import InvalidFile, InvalidInput, Problem
from clas_core.fields import UNKNOWN, did_you_mean
from clas_core.reading import line_of

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

    def shown(self) -> Mapping[str, str]:
        """The settings as text, secrets masked."""
        shown = {each.name: str(getattr(self, each.name)) for each in fields(self)}
        return {**shown, "database_url": _masked(self.database_url)}


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
            problems.append(Problem((variable,), str(error)))
    if problems:
        raise InvalidInput(problems, "La configuration est à corriger.")
    return Settings(**values)


def _read_file(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        reason = f"Le fichier de configuration ne peut pas être lu ({error.strerror})."
        raise InvalidFile(str(file), [Problem((), reason)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidFile(str(file), [Problem((), f"Ce n'est pas du TOML : {error}.")]) from None
    values: dict[str, Any] = {}
    problems = []
    for key, value in tables.items():
        try:
            values[key] = _from_toml(key, value)
        except ValueError as error:
            problems.append(Problem((key,), str(error), line_of(text, (key,))))
    if problems:
        raise InvalidFile(str(file), problems)
    return values


def _known() -> tuple[str, ...]:
    return tuple(each.name for each in fields(Settings))


def _from_toml(key: str, value: Any) -> Any:
    if key == "departments" and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if key == "today" and isinstance(value, date):
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


def _masked(url: str) -> str:
    """Hide the password of a database address."""
    scheme, _, rest = url.partition("://")
    credentials, at, host = rest.rpartition("@")
    if not at:
        return url
    return f"{scheme}://{credentials.partition(':')[0]}:***@{host}"
