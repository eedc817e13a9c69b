"""The service: JSON under ``/api/v1``, public pages, and the ``clas`` command line. It holds no rule of its own."""

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from clas_api.config import Settings
    from clas_core.departments import DepartmentRegistry


def create_app(settings: "Settings | None" = None, registry: "DepartmentRegistry | None" = None) -> "Flask":
    """Build the application. Without `settings` they come from ``clas.toml`` and the environment.

    `registry` replaces the installed departments, for tests. Raises `InvalidInput` when a setting is wrong.
    """
    collects = gc.isenabled()
    gc.disable()  # nothing of what is built now is garbage: looking for it takes a tenth of the start
    try:
        from clas_api.application import build

        return build(settings, registry)
    finally:
        if collects:
            gc.enable()


def create_worker() -> "Flask":
    """Build the application for a process that serves it and does nothing else, from its configuration.

    What is there once it is built stays for good: the garbage collector is told to look at it no more. It would, in the
    middle of requests, for a tenth of a second each time.
    """
    from clas_api.slow_bodies import SlowBodies

    app = create_app()
    app.wsgi_app = SlowBodies(app.wsgi_app)  # type: ignore[method-assign]
    gc.freeze()
    return app
