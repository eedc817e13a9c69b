"""``clas certificate`` and ``clas verify``: an amount with all that it comes from, and calculating it again."""

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import deliver, json_option, load_installation, say_no, show_json

if TYPE_CHECKING:
    from clas_core.certificates import Check

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("dossier", type=click.UUID)
@click.argument("amount", type=click.Choice(["demande", "decision", "solde"]))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier : .json, .pdf, .html ou .md."
)
@json_option
def certificate(dossier: UUID, amount: str, output: Path | None, as_json: bool) -> None:
    """Donner le certificat de calcul d'un montant du dossier DOSSIER : demandé, accordé ou soldé.

    Sans fichier, ou avec --json, c'est le certificat lui-même, que « clas verify » vérifie ; en PDF, HTML ou Markdown,
    c'est le même pour qui le lit.
    """
    from clas_api.rendering import FORMATS_WITH_DATA, render_with_data
    from clas_api.services.year.certifying import OF_KIND, certificate_read, certify

    form = "json" if output is None or as_json else output.suffix.removeprefix(".").lower()
    if form not in FORMATS_WITH_DATA:
        raise click.BadParameter(f"« {output} » : le nom du fichier se termine par .json, .pdf, .html ou .md.")
    with system_context() as context:
        found = certify(context, dossier, OF_KIND[amount])
        document, rehearsal = certificate_read(found, context.installation), context.installation.is_rehearsal
    body, _ = render_with_data(document, found.content, form, rehearsal=rehearsal)
    deliver(body, output, private=True)


@click.command()
@click.argument("certificate", type=click.File("rb"))
@click.option("--digest", "noted", default="", metavar="EMPREINTE", help="L'empreinte que dit le papier.")
@click.option("--rules", type=_file, help="Les règles nationales d'alors, si celles d'ici sont autres.")
@click.option("--call", type=_file, help="Le fichier de l'appel d'alors, si celui d'ici est un autre.")
@json_option
def verify(certificate: BinaryIO, noted: str, rules: Path | None, call: Path | None, as_json: bool) -> None:
    """Recalculer un montant d'après son CERTIFICATE et les règles de son année, sans la base de données.

    Le code de retour est 0 si tout se recalcule, 1 sinon, avec chaque opérande ou étape qui ne tient pas, 2 si ce n'est
    pas un certificat ou si ses règles ne sont pas ici.
    """
    from clas_api.services.rules.verifying_certificates import MOST_BYTES, verify_certificate

    body = certificate.read(MOST_BYTES + 1)
    found = verify_certificate(load_installation(), body, noted=noted.strip(), rules=rules, call=call)
    if as_json:
        show_json(found.as_json())
    else:
        _show(found)
    if not found.holds:
        say_no()


def _show(found: "Check") -> None:
    from clas_core.money import parse_amount, write_euros

    for fault in found.faults:
        click.echo(f"{fault.pointer} : {fault.message}")
    if found.holds:
        click.echo(f"Oui : {write_euros(parse_amount(found.amount))}, {found.steps} étapes recalculées.")
        click.echo(f"Empreinte : {found.digest}")
    else:
        click.echo(f"Non : {len(found.faults)} chose(s) ne tiennent pas.")
