"""``clas readiness``: whether the coming year is ready, department by department."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.output import deliver, json_option, load_installation, say_no, show_json

if TYPE_CHECKING:
    from clas_api.services.year.preparing import Preparation


@click.command()
@click.argument("year", required=False)
@click.option("--department", "slug", metavar="SLUG", help="Ce département seul.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier à écrire : .md, .html, .pdf, .csv.",
)
@json_option
def readiness(year: str | None, slug: str | None, output: Path | None, as_json: bool) -> None:
    """Dire si l'année YEAR est prête : ce qui manque, qui doit agir, et depuis quand. Sans YEAR, la prochaine.

    Sort avec 1 tant que tout n'est pas prêt.
    """
    found = _prepared(year, slug)
    told = found.nation, found.departments
    if output is not None and output.suffix.lower() == ".csv":
        from clas_api.exchange.writing_csv import table_csv
        from clas_core.conformance.readiness_told import HEADER, readiness_rows

        deliver(table_csv(HEADER, readiness_rows(*told)), output)
    elif output is not None or not as_json:
        from clas_api.cli.documents import write_document
        from clas_api.cli.lines import tell_document
        from clas_core.conformance.readiness_told import readiness_document

        document = readiness_document(found.year, *told)
        write_document(document, output) if output is not None else tell_document(document)
    if as_json:
        from clas_core.conformance.readiness_told import readiness_json

        show_json(
            {
                "school_year": str(found.year),
                "ready": found.ready,
                "nation": readiness_json(found.nation),
                "departments": [readiness_json(each) for each in found.departments],
            }
        )
    if not found.ready:
        say_no()


def _prepared(year: str | None, slug: str | None) -> "Preparation":
    """Return how ready a year is; of people nothing where no database is ready."""
    from clas_api.cli.context import system_context
    from clas_api.services.year.preparing import coming_year, preparation_of
    from clas_api.store import is_absent
    from clas_core.errors import UnknownDepartment
    from clas_core.years import SchoolYear

    installation = load_installation()
    today = installation.clock.today()
    try:
        asked = SchoolYear.parse(year) if year else coming_year(today)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    slugs = None if slug is None else {slug}
    if is_absent(installation.settings.database_url):
        found = preparation_of(installation, today, asked, None, slugs)
    else:
        with system_context(installation=installation) as context:
            context.open_wholly()
            found = preparation_of(context.installation, today, asked, context.session, slugs)
    if slug is not None and not found.departments:
        raise UnknownDepartment(slug, [each.slug for each in installation.registry])
    return found
