"""What the commands on national rules read: the years of the configuration, and files wherever they are."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clas_core.national import Referential, ReferentialLibrary


def both(older: str, newer: str) -> "tuple[Referential, Referential]":
    """Return the rules of both, or tell at once what is wrong with either."""
    from clas_core.errors import ClasError

    found, wrong = [], []
    for name in (older, newer):
        try:
            found.append(_referential(name))
        except ClasError as error:
            wrong.append(str(error))
    if wrong:
        raise click.ClickException("\n".join(dict.fromkeys(wrong)))
    return found[0], found[1]


def _referential(name: str) -> "Referential":
    """Return the rules of a year, or those of a file: a draft may have no questions yet, in it or beside it."""
    from clas_core.national import ReferentialLibrary, read_referential, referential_of_text
    from clas_core.national.files import QUESTIONS
    from clas_core.national.library import correction_of
    from clas_core.reading import parse_toml, text_of

    path = Path(name)
    if path.suffix == ".toml":
        if of := correction_of(path.name):
            return ReferentialLibrary.load(path.parent).parse(of[0])
        if not (path.parent / QUESTIONS / path.name).is_file():
            text = text_of(path, name=name)
            if "questions" not in parse_toml(text, name=name):
                return referential_of_text(text, name=name)
        return read_referential(path, name=name)
    return load_years().parse(name)


def load_years() -> "ReferentialLibrary":
    """Load the rules of the configuration, and no department: they say nothing of the nation's."""
    from clas_api.config import load_settings
    from clas_api.signed_rules import load_library

    settings = load_settings()
    return load_library(settings.referentials, settings.referentials_key)
