"""A context of the installation itself on a database of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clas_api.config import Settings
from clas_api.context import Context
from clas_api.installation import Clock, Installation
from clas_api.security.principal import SYSTEM
from clas_api.store.reading import commanding
from clas_core.years import PARIS

NOW = datetime(2025, 7, 1, 10, tzinfo=PARIS)


@cache
def _installation() -> Installation:
    return Installation.load(Settings(today=NOW))


@contextmanager
def context_on(
    engine: Engine, now: datetime = NOW, settings: Settings | None = None, installation: Installation | None = None
) -> Iterator[Context]:
    """Give a context of the installation, or of another one, on `engine`, where it is `now`."""
    of = installation or _installation()
    installation = replace(of, clock=Clock(now), settings=settings or of.settings)
    with Session(engine) as session:
        yield Context(installation=installation, session=session, who=SYSTEM, now=now, request_id="essai")


@contextmanager
def writing_on(engine: Engine) -> Iterator[Context]:
    """Give a context that has begun to write, without separation; the caller commits."""
    with context_on(engine) as context, commanding(context.session):
        context.open_wholly(writing=True)
        yield context
