"""The ``clas`` command line. Each command imports what it needs when it runs, so that help answers at once."""

import sys
from typing import NoReturn

import click

from clas_api.cli.attachments import attachments
from clas_api.cli.audit import audit
from clas_api.cli.best_reply import best_reply
from clas_api.cli.campaigns import campaigns
from clas_api.cli.certificates import certificate, verify
from clas_api.cli.consultations import comments
from clas_api.cli.departments import departments
from clas_api.cli.documents import calendar, call, note
from clas_api.cli.estimate import estimate
from clas_api.cli.export import export
from clas_api.cli.french import in_french
from clas_api.cli.importing import import_
from clas_api.cli.jobs import jobs
from clas_api.cli.letters import letters
from clas_api.cli.mail import mail
from clas_api.cli.open_data import open_data
from clas_api.cli.questions import questions
from clas_api.cli.readiness import readiness
from clas_api.cli.referentials import referentials
from clas_api.cli.rehearsal import rehearsal
from clas_api.cli.remind import remind
from clas_api.cli.retention import retention
from clas_api.cli.service import config, demo, serve
from clas_api.cli.sessions import sessions
from clas_api.cli.settlements import settle
from clas_api.cli.simulate import simulate
from clas_api.cli.storage import db
from clas_api.cli.users import users
from clas_api.cli.webhooks import webhooks


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="clas-api", prog_name="clas", message="%(prog)s %(version)s")
def clas() -> None:
    """La plateforme des appels à projets Clas : règles, montants, départements, documents."""


for command in (
    demo,
    serve,
    estimate,
    best_reply,
    simulate,
    departments,
    campaigns,
    referentials,
    readiness,
    questions,
    note,
    call,
    calendar,
    export,
    db,
    attachments,
    audit,
    mail,
    webhooks,
    open_data,
    jobs,
    letters,
    sessions,
    remind,
    users,
    settle,
    sessions,
    certificate,
    verify,
    import_,
    retention,
    rehearsal,
    config,
):
    clas.add_command(command)
referentials.add_command(comments)


def main() -> None:
    """Run the command line; an error is a sentence on standard error and exit status 2, never a traceback."""
    try:
        if any(0xD800 <= ord(sign) <= 0xDFFF for each in sys.argv for sign in each):
            raise click.UsageError("Ce qui suit la commande n'est pas écrit en UTF-8 : tapez-le de nouveau.")
        status = clas(standalone_mode=False)
    except click.UsageError as error:
        asked = error.ctx.command_path if error.ctx else "clas"
        _refuse(f"{in_french(error.format_message())}\nEssayez « {asked} --help ».")
    except click.ClickException as error:
        _refuse(in_french(error.format_message()))
    except click.exceptions.Abort:
        click.echo("Interrompu.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if not (sentence := _sentence_of(error)):
            raise
        _refuse(sentence)
    # click returns the status of a command that ends early, and `None` of one that does not.
    sys.exit(status if isinstance(status, int) else 0)


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)


def _sentence_of(error: Exception) -> str:
    """Return what to say of an error that is not a bug; nothing of one that is. Imports late: help needs none of it."""
    from clas_core.errors import ClasError

    if isinstance(error, ClasError):
        return str(error)
    # Only storage raises these, and then SQLAlchemy is loaded already.
    if type(error).__module__.startswith(("sqlalchemy.", "alembic.")):
        return "La base de données ne peut pas être utilisée : vérifiez database_url (« clas config show »)."
    return ""
