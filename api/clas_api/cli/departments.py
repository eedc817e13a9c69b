"""``clas departments``: those installed, what each says, whether it is sound, and how to add one."""

from pathlib import Path

import click

from clas_api.cli.checking import check
from clas_api.cli.context import in_force, system_context
from clas_api.cli.department_drafts import new_year
from clas_api.cli.output import json_option, load_installation, show_json, show_rows
from clas_api.cli.preview import preview


@click.group()
def departments() -> None:
    """Les départements installés, et comment en ajouter un."""


@departments.command("list")
@json_option
def list_departments(as_json: bool) -> None:
    """Lister les départements installés, y compris ceux qui ne peuvent pas être servis."""
    installation = load_installation(trying=True)
    if as_json:
        from clas_api.v1.catalogue_serializers import departments_json

        with in_force(installation) as served:
            show_json(departments_json(served.registry, installation.clock.today()))
        return
    rows = [
        (each.department.code, each.slug, each.department.name, ", ".join(map(str, each.department.campaigns)), "servi")
        for each in installation.registry
    ]
    rows += [("", fault.slug, "", "", "indisponible") for fault in installation.registry.faults.values()]
    show_rows(("CODE", "IDENTIFIANT", "NOM", "APPELS", "ÉTAT"), rows)
    for fault in installation.registry.faults.values():
        click.echo(f"\n{fault.slug} : {fault.reason}")


@departments.command()
@click.argument("slug")
@json_option
def show(slug: str, as_json: bool) -> None:
    """Montrer ce que dit le département SLUG : sa Caf, ses appels, leurs dates."""
    from clas_api.v1.catalogue_serializers import campaign_json, department_json
    from clas_core.years import write_when

    installation = load_installation()
    today = installation.clock.today()
    with in_force(installation) as served:
        plugin = served.registry.get(slug)
    department = plugin.department
    if as_json:
        calls = {str(name): campaign_json(plugin, each, today) for name, each in department.campaigns.items()}
        show_json({**department_json(plugin, today), "calls": calls})
        return
    caf = department.caf
    click.echo(f"{department.code} {department.name} ({slug}), {plugin.distribution} {plugin.version}")
    click.echo(" · ".join(filter(None, (caf.name, ", ".join(caf.address), caf.phone or ""))))
    for name, campaign in department.campaigns.items():
        calendar = campaign.calendar
        named = f"{name}, {campaign.call_name}" if campaign.call_name else str(name)
        opens = write_when(calendar.opens) if calendar.opens else "non communiquée"
        closes = write_when(calendar.closes) if calendar.closes else "pas encore connue"
        click.echo(f"\nAppel {named} : ouverture {opens}, clôture {closes}")
        for event in calendar.events:
            click.echo(f"  {write_when(event.when)} : {event.title}")
        for committee in campaign.committees:
            members = ", ".join(map(campaign.institution_name, committee.members))
            click.echo(f"  {committee.label} : {members}")
        for orientation in campaign.orientations:
            click.echo(f"  {orientation.title} : {orientation.text}")
        for contact in campaign.contacts:
            named = ", ".join(filter(None, (contact.name, contact.role, contact.email)))
            click.echo(f"  {campaign.institution_name(contact.institution)} : {named}")
    click.echo(f"\nSuite : « clas call {slug} ANNÉE » écrit la page de l'appel, « clas note {slug} ANNÉE » la note.")


@departments.command()
@click.argument("code")
@click.argument("slug", required=False)
@click.argument("name", required=False)
@click.option("--year", help="Année scolaire du premier appel ; par défaut, la dernière dont les règles sont connues.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("plugins"),
    show_default=True,
    help="Dossier où créer le greffon.",
)
@json_option
def new(code: str, slug: str | None, name: str | None, year: str | None, into: Path, as_json: bool) -> None:
    """Créer le greffon d'un département : clas departments new 08. Dites SLUG et NAME s'ils ne sont pas connus."""
    from clas_api.scaffolding import write_plugin
    from clas_core.departments.names import NAMES, usual_slug

    name = NAMES.get(code) if name is None else name
    if name is None:
        raise click.UsageError(f"Le nom du département « {code} » n'est pas connu : ajoutez SLUG et NAME.")
    slug = usual_slug(name) if slug is None else slug

    installation = load_installation()
    for plugin in installation.registry:
        if plugin.slug == slug or plugin.department.code == code:
            taken = f"{plugin.department.name} ({plugin.department.code}, « {plugin.slug} », {plugin.distribution})"
            raise click.ClickException(f"{taken} est déjà installé : deux greffons pour un département s'excluent.")
    referential = installation.library.parse(year) if year else installation.library.latest()
    home = write_plugin(
        into, code=code, slug=slug, name=name, year=referential.school_year, today=installation.clock.today()
    )
    package = home / f"clas_{slug}"
    if as_json:
        show_json({"folder": str(home), "package": str(package), "school_year": str(referential.school_year)})
        return
    click.echo(f"Créé : {home}")
    click.echo("Suite :")
    click.echo(f"  1. remplacez les « À compléter » de {package}")
    click.echo(f"  2. pip install -e {home}")
    click.echo(f"  3. clas departments check {slug}")


@departments.command()
@click.argument("slug")
@json_option
def enable(slug: str, as_json: bool) -> None:
    """Activer le département SLUG : il est servi dès que le service redémarre."""
    _set_enabled(slug, enabled=True, as_json=as_json)


@departments.command()
@click.argument("slug")
@click.option("--yes", "agreed", is_flag=True, help="Ne pas demander de confirmation.")
@json_option
def disable(slug: str, agreed: bool, as_json: bool) -> None:
    """Désactiver le département SLUG : il n'est plus servi dès que le service redémarre, et rien n'en est perdu."""
    if not agreed and not as_json:
        question = f"Les appels de « {slug} » ne seront plus montrés, et rien ne s'y déposera plus. Le désactiver ?"
        click.confirm(question, abort=True)
    _set_enabled(slug, enabled=False, as_json=as_json)


def _set_enabled(slug: str, *, enabled: bool, as_json: bool) -> None:
    from clas_api.enabling import configuration_file
    from clas_api.services.maintenance.enabling_departments import set_enabled

    with system_context() as context:
        department = set_enabled(context, slug, enabled=enabled)
    if as_json:
        show_json({"slug": slug, "enabled": department.next_start, "served": department.served})
        return
    done = "activé" if enabled else "désactivé"
    click.echo(f"{department.name} est {done} dans {configuration_file()} : redémarrez le service.")


for command in (check, new_year, preview):
    departments.add_command(command)
