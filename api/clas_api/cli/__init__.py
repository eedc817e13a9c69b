"""The ``clas`` command line. Each command imports what it needs when it runs, so that help answers at once."""

import sys

import click

from clas_api.cli.departments import departments
from clas_api.cli.documents import calendar, call, note
from clas_api.cli.estimate import estimate
from clas_api.cli.referentials import referentials
from clas_api.cli.service import config, db, demo, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="clas-api", prog_name="clas", message="%(prog)s %(version)s")
def clas() -> None:
    """La plateforme des appels à projets Clas : règles, montants, départements, documents."""


for command in (demo, serve, estimate, departments, referentials, note, call, calendar, db, config):
    clas.add_command(command)


def main() -> None:
    """Run the command line; an error is a sentence on standard error and exit status 2, never a traceback."""
    try:
        clas(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("Interrompu.", err=True)
        sys.exit(130)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        # Imported late: help and version need nothing of the core.
        from clas_core.errors import ClasError

        if not isinstance(error, ClasError):
            raise
        click.echo(str(error), err=True)
        sys.exit(2)
