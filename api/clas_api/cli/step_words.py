"""What is said of a step of a year on the command line: who takes it, and by which text, each as its file keeps it."""

from collections.abc import Callable

import click


def one_line_of(key: str) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Return what reads an option as `key` of a step is read: without the blanks around it, as long as it may be."""

    def read(_: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
        from marshmallow import ValidationError

        from clas_core.national import LifeStep
        from clas_core.plain_text import line_of
        from clas_core.tables import schema_of

        line = "" if value is None else line_of(value)
        if not line and not parameter.required:
            return None
        try:
            schema_of(LifeStep).fields[key].deserialize(line)
        except ValidationError as error:
            raise click.BadParameter(str(error.messages[0])) from None
        return line

    return read
