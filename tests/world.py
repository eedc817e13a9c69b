"""The small world told into the database of an application, for tests whose service is another process."""

from flask import Flask

from tests.casts import EVERYBODY, NOW, SIRETS, SMALL, described
from tests.stages import World, invitation_token, told_in

__all__ = ["EVERYBODY", "NOW", "SIRETS", "World", "build", "described", "invitation_token"]


def build(app: Flask) -> World:
    """Fill the empty database of `app` with the small world; see `tests.casts.SMALL`."""
    return told_in(app, "deposited", SMALL)
