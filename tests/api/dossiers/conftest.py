"""What the tests of dossiers share: the small world on each database, its clock where a test puts it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from clas_api.installation import Clock, Installation
from tests.world import World, build


@pytest.fixture
def world(database_url: str, make_app: Callable[..., Flask]) -> World:
    return build(make_app(database_url=database_url))


@contextmanager
def at(world: World, moment: datetime) -> Iterator[None]:
    """Put the clock of the world's service at a moment."""
    extensions = world.client.application.extensions
    usual: Installation = extensions["clas"]
    extensions["clas"] = replace(usual, clock=Clock(moment))
    try:
        yield
    finally:
        extensions["clas"] = usual


def save(world: World, dossier: str, sections: dict[str, Any], who: str = "porteur51") -> Any:
    """Save sections of a dossier as it is now; return the answer."""
    tag = world.ask(who, "GET", f"/dossiers/{dossier}").headers["ETag"]
    return world.ask(who, "PATCH", f"/dossiers/{dossier}", sections, headers={"If-Match": tag})
