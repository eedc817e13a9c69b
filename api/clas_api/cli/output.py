"""What the commands share: JSON or text, exit statuses, and the installation that they speak of."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from clas_api.cli.writing import write_all

if TYPE_CHECKING:
    from pathlib import Path

    from clas_api.installation import Installation

F = TypeVar("F", bound=Callable[..., Any])

NO = 1
"""Exit status of a command whose answer is no: a check failed."""


def json_option(command: F) -> F:
    """Add ``--json`` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Répondre en JSON.")(command)


def show_json(value: Any) -> None:
    """Write `value` as JSON on standard output."""
    import orjson

    _put_out(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")


def _put_out(body: bytes) -> None:
    """Write on standard output, where there is one: a shell may have closed it."""
    if sys.stdout is not None:
        sys.stdout.buffer.write(body)
        sys.stdout.flush()


def deliver(body: bytes, output: "Path | None", *, private: bool = False) -> None:
    """Write what a command made, to a file or on standard output; nobody else of the machine reads a `private` one."""
    if output is None:
        _put_out(body)
        return
    write_all([(output, body)], private=private)


def show_rows(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows in aligned columns."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def say_no() -> NoReturn:
    """End with the status of a negative answer."""
    raise click.exceptions.Exit(NO)


def load_installation(*, trying: bool = False) -> "Installation":
    """Load the rules and the departments of the configuration, perhaps `trying` first each department apart."""
    from clas_api.apart import try_departments
    from clas_api.config import load_settings
    from clas_api.installation import Installation

    settings = load_settings()
    if trying:
        try_departments(settings.departments)
    return Installation.load(settings)
