"""Applications of the tests, made once for each configuration, and lent to one test after the other."""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from clas_api import create_app
from clas_api.config import Settings
from clas_api.installation import Clock, Installation
from clas_api.observing.metrics import Metrics
from clas_api.store.database import database
from clas_api.store.files import Folder
from clas_core.departments import DepartmentRegistry
from clas_core.national import ReferentialLibrary
from tests.limits import for_everybody


@dataclass
class Applications:
    """The applications of a process of tests.

    What costs is made once: the routes, the engine with its compiled statements. What a test may change is made anew
    for each: the clock, the rules and the departments, the counters, the key of cookies. An application to which a
    test has added something that cannot be taken off again is lent to nobody else.
    """

    _free: dict[Settings, list["_Application"]] = field(default_factory=dict)
    _lent: list["_Application"] = field(default_factory=list)

    def lend(self, settings: Settings, registry: DepartmentRegistry | None = None) -> Flask:
        """Return an application that nobody else has until `take_back`, as `create_app` would make it."""
        free = self._free.setdefault(_built_for(settings), [])
        lent = free.pop() if free else _Application.made(settings)
        self._lent.append(lent)
        lent.app.extensions["clas"] = _installation(settings, registry)
        return lent.app

    def take_back(self) -> None:
        """Put back, as they were made, those that were lent; close their connections."""
        while self._lent:
            lent = self._lent.pop()
            if lent.put_back():
                self._free[lent.built_for].append(lent)


def _built_for(settings: Settings) -> Settings:
    """Return the settings that an application is built for: the others are of its installation, which is made anew."""
    return replace(settings, today=None, attachments=Path(), departments=None, referentials=None)


def _installation(settings: Settings, registry: DepartmentRegistry | None) -> Installation:
    """Return what `Installation.load` would, without reading again what every test has."""
    library, departments = installed()
    if settings.referentials is not None:
        library = ReferentialLibrary.load(settings.referentials)
    if registry is None:
        registry = departments if settings.departments is None else DepartmentRegistry.load(settings.departments)
    return Installation(settings, library, registry, Clock(settings.today), Folder(settings.attachments))


@cache
def installed() -> tuple[ReferentialLibrary, DepartmentRegistry]:
    """Read the files of the nation and of the installed departments once: nothing of them ever changes."""
    return ReferentialLibrary.load(), DepartmentRegistry.load()


@dataclass(frozen=True)
class _Application:
    built_for: Settings
    app: Flask
    engine: Engine
    config: dict[str, Any]
    extensions: dict[str, Any]
    shape: tuple[Any, ...]

    @classmethod
    def made(cls, settings: Settings) -> "_Application":
        with for_everybody():
            app = create_app(settings)
        with app.app_context():
            engine = database.engine
        return cls(_built_for(settings), app, engine, dict(app.config), dict(app.extensions), _shape(app, engine))

    def put_back(self) -> bool:
        """Forget what requests have left in the application; tell whether it is then as it was made."""
        self.engine.dispose()
        for current, made in ((self.app.config, self.config), (self.app.extensions, self.extensions)):
            current.clear()
            current.update(made)
        vars(self.app.extensions["clas-metrics"]).update(vars(Metrics()))
        return _shape(self.app, self.engine) == self.shape


def _shape(app: Flask, engine: Engine) -> tuple[Any, ...]:
    """Return what can be added to an application and to its engine, and not be taken off by `put_back`.

    Who listens to every engine, as each test does for its own time, has added nothing to this one.
    """
    functions = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    hooks = [{name: len(each) for name, each in found.items()} for found in functions]
    heard = [
        (name, len(getattr(engine.dispatch, name).listeners))
        for name in sorted(vars(type(engine.dispatch)))
        if not name.startswith("_") and hasattr(getattr(engine.dispatch, name), "listeners")
    ]
    return len(app.view_functions), hooks, heard
