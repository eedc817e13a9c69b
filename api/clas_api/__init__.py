"""The service: JSON under ``/api/v1``, public pages, and the ``clas`` command line. It holds no rule of its own."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from clas_api.config import Settings
    from clas_core.departments import DepartmentRegistry


def create_app(settings: "Settings | None" = None, registry: "DepartmentRegistry | None" = None) -> "Flask":
    """Build the application. Without `settings` they come from ``clas.toml`` and the environment.

    `registry` replaces the installed departments, for tests. Raises `InvalidInput` when a setting is wrong.
    """
    with _collecting_later():
        from clas_api.application import build

        return build(settings, registry)


def create_worker() -> "Flask":
    """Build the application for a process that serves it and does nothing else, from its configuration.

    What is there once it is built stays for good: the garbage collector is told to look at it no more. It would, in the
    middle of requests, for a tenth of a second each time.
    """
    with _collecting_later():
        from clas_api.slow_bodies import SlowBodies

        app = create_app()
        app.wsgi_app = SlowBodies(app.wsgi_app)  # type: ignore[method-assign]
        gc.freeze()  # before it looks for garbage again: the first look would be at all that was built
        return app


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Look for no garbage meanwhile: nothing of what is built is any, and looking for it takes a tenth of the start."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
