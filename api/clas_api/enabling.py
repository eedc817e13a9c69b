"""Which departments the configuration enables: the key ``departments`` of ``clas.toml``, written and nothing else.

The file keeps its comments and its order (tomlkit), and takes its new text at once: a power cut leaves the old one or
the new one. What is enabled is read when the service starts.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from clas_api.config import CONFIG_VARIABLE, ENVIRONMENT_PREFIX, load_settings
from clas_api.replacing import replace_file
from clas_core.errors import ClasError, Refused

KEY = "departments"
_VARIABLE = ENVIRONMENT_PREFIX + KEY.upper()


def configuration_file(environment: Mapping[str, str] | None = None) -> Path:
    """Return the file of the configuration, whether it is there or not."""
    environment = os.environ if environment is None else environment
    return Path(environment.get(CONFIG_VARIABLE) or "clas.toml").absolute()


def overridden(environment: Mapping[str, str] | None = None) -> str:
    """Say why the file would not count: the environment says the departments; nothing where it counts."""
    environment = os.environ if environment is None else environment
    if _VARIABLE not in environment:
        return ""
    return (
        f"La variable {_VARIABLE} dit quels départements sont servis, et l'emporte sur "
        f"{configuration_file(environment)} : changez-la, ou retirez-la."
    )


def enabled_at_next_start(environment: Mapping[str, str] | None = None) -> Sequence[str] | None:
    """Return the departments that the configuration enables now, as a service that starts would read them; `None` for
    all. Raises `Refused` where the configuration cannot be read."""
    try:
        return load_settings(environment).departments
    except ClasError as error:
        raise Refused(f"La configuration ne se lit pas : {error}") from None


def write_enabled(slugs: Sequence[str], environment: Mapping[str, str] | None = None) -> Path:
    """Write the departments that are enabled into the file of the configuration; return it.

    Raises `Refused` where the environment overrides the file, or where it cannot be written: it is then as it was.
    """
    import tomlkit  # here: nothing else of the service writes a configuration
    from tomlkit.exceptions import TOMLKitError

    if why := overridden(environment):
        raise Refused(why)
    file = configuration_file(environment)
    try:
        document = tomlkit.parse(file.read_text("utf-8")) if file.exists() else tomlkit.document()
        written = tomlkit.array()
        written.extend(slugs)
        if KEY in document:
            document[KEY] = written
        else:
            document.add(KEY, written)
        replace_file(file, tomlkit.dumps(document).encode())
    except (OSError, UnicodeError, TOMLKitError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(f"« {file} » ne peut pas être écrit ({reason}) : rien n'est changé.") from error
    return file
