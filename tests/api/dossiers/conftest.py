"""What the tests of dossiers share: the small world on each database, its clock where a test puts it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from clas_api.installation import Clock, Installation
from tests.stages import World


@pytest.fixture
def world(kind: str, small_world: Callable[[str], World]) -> World:
    return small_world(kind)


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
