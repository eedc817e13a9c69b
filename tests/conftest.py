"""What every test shares: no test fails because the machine was busy."""

from hypothesis import settings

settings.register_profile("clas", deadline=None)
settings.load_profile("clas")
