"""The context of a command: the installation at work on its own database, with a bar that says how far it is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clas_api.context import Context
    from clas_api.installation import Installation


@contextmanager
def system_context(*, ready: bool = True, installation: "Installation | None" = None) -> "Iterator[Context]":
    """Give the context of the installation itself, on the configured database. Refuses one that is not `ready`.

    `installation` is the one that the command has loaded already, if it has.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    from clas_api.config import load_settings
    from clas_api.context import Context
    from clas_api.installation import Installation
    from clas_api.security.principal import SYSTEM
    from clas_api.store import state_of
    from clas_api.store.database import engine_options

    settings = installation.settings if installation else load_settings()
    engine = create_engine(**engine_options(settings.database_url))
    try:
        if ready and (state := state_of(engine)) != "ok":
            raise click.ClickException(state)
        installation = installation or Installation.load(settings)
        with Session(engine) as session:
            yield Context(installation=installation, session=session, who=SYSTEM, now=installation.clock.now())
    finally:
        engine.dispose()


@contextmanager
def in_force(installation: "Installation") -> "Iterator[Installation]":
    """Give the installation with its calls as they are in force; as their files say them where no database is ready."""
    from clas_api.store import is_absent

    if is_absent(installation.settings.database_url):
        yield installation  # found out before anything that speaks to databases is imported
        return
    context = system_context(installation=installation)
    try:
        opened = context.__enter__()
    except click.ClickException:
        yield installation
        return
    try:
        yield opened.installation
    finally:
        context.__exit__(None, None, None)


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Give a function to tell of each step done; a terminal shows it as a bar."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar.update
