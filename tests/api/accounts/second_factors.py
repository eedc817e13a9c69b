"""Somebody with a second factor, as the tests of it go about: at the code, inside, what they were mailed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from clas_api.installation import Clock
from clas_api.store.models import SecondFactor
from tests.api.accounts.conftest import PASSWORD, House
from tests.api.accounts.phones import (
    password_given,
)
from tests.browsing import Browser

ANN = "ann@exemple.fr"
STEP = timedelta(seconds=30)
OWN = "/mon-compte/second-facteur"


def to_the_code(house: House) -> Browser:
    """Give a password, in a browser of its own, and be asked for the code."""
    page = password_given(house.app.test_client(), ANN, PASSWORD)
    assert page.address == "/connexion/code", page.text
    return page


def clock_at(house: House, moment: datetime) -> Any:
    """Return the installation of a house as it is at another moment."""
    return replace(house.app.extensions["clas"], clock=Clock(moment))


def inside(page: Browser) -> bool:
    return bool(page.client.get("/mon-compte").status_code == 200)


def mailed(house: House) -> list[str]:
    return [each.subject for each in house.mails()]


def left(house: House) -> int:
    (kept,) = house.rows(select(SecondFactor.recovery))
    return len(kept.split())
