"""``clas note``, ``clas call``, ``clas calendar``: the documents of a call, in the format of the file asked for."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.context import in_force
from clas_api.cli.output import F, deliver, load_installation

if TYPE_CHECKING:
    from clas_api.installation import Installation
    from clas_api.services.year.statistics import FiguresBefore
    from clas_core.departments import Campaign, Department
    from clas_core.documents import Document
    from clas_core.national import Referential


def _output(command: F) -> F:
    """Add ``-o FILE`` to a command."""
    path = click.Path(dir_okay=False, path_type=Path)
    return click.option("-o", "--output", type=path, help="Fichier à écrire : .md, .html ou .pdf.")(command)


def _find(installation: "Installation", slug: str, year: str) -> "tuple[Department, Campaign, Referential | None]":
    from clas_api.services.rules.finding import find_campaign

    with in_force(installation) as served:
        plugin, campaign = find_campaign(served, slug, year)
    return plugin.department, campaign, installation.referential_of(campaign)


def _write(installation: "Installation", document: "Document", output: Path | None) -> None:
    write_document(document, output, rehearsal=installation.is_rehearsal)


def write_document(document: "Document", output: Path | None, *, rehearsal: bool = False, also: str = "") -> None:
    """Write a document in the format that the name of its file says, Markdown without a file; `also` is what else the
    command writes."""
    from clas_api.rendering import FORMATS, render

    form = "md" if output is None else output.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise click.BadParameter(f"« {output} » : le nom du fichier se termine par .md, .html{also} ou .pdf.")
    body, _ = render(document, form, rehearsal=rehearsal)
    deliver(body, output)


@click.command()
@click.argument("slug")
@click.argument("year")
@_output
def note(slug: str, year: str, output: Path | None) -> None:
    """Écrire la note de cadrage du département SLUG pour l'appel YEAR : 2025-2026, ou 2025-2026-janvier."""
    from clas_core.documents.framing_note import framing_note

    installation = load_installation()
    document = framing_note(*_find(installation, slug, year), *_figures_before(installation, slug, year))
    _write(installation, document, output)


def _figures_before(installation: "Installation", slug: str, year: str) -> "FiguresBefore | tuple[()]":
    """Return figures of the years before, as the page of the note tells them; nothing where no database is ready."""
    from clas_api.store import is_absent

    if is_absent(installation.settings.database_url):
        return ()  # found out before anything that speaks to databases is imported
    from clas_api.cli.context import system_context
    from clas_api.services.rules.finding import find_campaign
    from clas_api.services.year.statistics import figures_before

    try:
        with system_context(installation=installation) as context:
            found = find_campaign(context.installation, slug, year)
            return figures_before(context.session, *found, context.installation.library)
    except click.ClickException:
        return ()


@click.command()
@click.argument("slug")
@click.argument("year")
@_output
def call(slug: str, year: str, output: Path | None) -> None:
    """Écrire la page de l'appel à projets du département SLUG pour l'appel YEAR : 2025-2026, ou 2025-2026-janvier."""
    from clas_core.documents.call_page import call_page

    installation = load_installation()
    _write(installation, call_page(*_find(installation, slug, year)), output)


@click.command()
@click.argument("slug")
@click.argument("year")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier .ics à écrire.")
def calendar(slug: str, year: str, output: Path | None) -> None:
    """Écrire le calendrier de l'appel, au format iCalendar."""
    from clas_api.rendering import to_icalendar

    installation = load_installation()
    department, campaign, _ = _find(installation, slug, year)
    deliver(to_icalendar(department, campaign, rehearsal=installation.is_rehearsal), output)
