"""What every test shares: no test fails because the machine was busy, and none takes longer than its kind may."""

import pytest
from hypothesis import settings

from tests.limits import Watch

settings.register_profile("clas", deadline=None)
settings.load_profile("clas")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watch())
