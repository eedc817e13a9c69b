"""Aube, in an example: this department's data lives in the TOML files beside this module."""

from clas_core import Department, hookimpl, read_department


@hookimpl
def clas_department() -> Department:
    """Return the department described by the TOML files of this package."""
    return read_department(__package__)
