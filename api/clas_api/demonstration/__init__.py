"""The fictional installation of ``clas demo``: invented organisations and people, the same ones each time."""

from clas_api.demonstration.filling import DEMO_DAY, PASSWORD, Login, fill, logins

__all__ = ["DEMO_DAY", "PASSWORD", "Login", "fill", "logins"]
