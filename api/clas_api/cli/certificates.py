"""``clas certificate`` and ``clas verify``: an amount with all that it comes from, and calculating it again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.lines import say
from clas_api.cli.output import deliver, json_option, load_installation, say_no, show_json

if TYPE_CHECKING:
    from clas_api.services.rules.verifying_certificates import RulesAtHand
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


class _Verified(NamedTuple):
    """What verifying a file came to: `found`, or the sentence that says why it is neither right nor wrong."""

    file: str
    found: "Check | None"
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        if self.found is None:
            return {"file": self.file, "holds": None, "refusal": self.why}
        return {"file": self.file, **self.found.as_json()}


@click.command()
@click.argument("certificates", type=click.Path(allow_dash=True), nargs=-1, required=True, metavar="CERTIFICATE...")
@click.option("--digest", "noted", default="", metavar="EMPREINTE", help="L'empreinte que dit le papier.")
@click.option("--rules", type=_file, help="Les règles nationales d'alors, si celles d'ici sont autres.")
@click.option("--call", type=_file, help="Le fichier de l'appel d'alors, si celui d'ici est un autre.")
@json_option
def verify(certificates: tuple[str, ...], noted: str, rules: Path | None, call: Path | None, as_json: bool) -> None:
    """Recalculer un montant d'après son CERTIFICATE et les règles de son année, sans la base de données.

    Chaque CERTIFICATE est un fichier JSON, ou le PDF qui le porte. Le code de retour est 0 si tous tiennent, 1 si l'un
    ne tient pas, avec chaque opérande ou étape en cause, 2 si l'un n'est pas un certificat ou si ses règles ne sont pas
    ici.
    """
    from clas_api.services.rules.verifying_certificates import RulesAtHand

    if noted and len(certificates) > 1:
        raise click.UsageError("--digest dit l'empreinte d'un papier : donnez avec elle un seul certificat.")
    at_hand = RulesAtHand(installation=load_installation(), referential=rules, call=call)
    told = []
    with progress(len(certificates), "Vérification") as done:
        for file in certificates:
            told.append(_verified(at_hand, file, noted.strip()))
            done(1)
    unknown = [each for each in told if each.found is None]
    if as_json and len(unknown) < len(told):
        holds = all(each.found is not None and each.found.holds for each in told)
        show_json({"holds": holds, "certificates": [each.as_json() for each in told]})
    for each in told:
        if each.found is not None and not as_json:
            _show(each.found, each.file if len(told) > 1 else "")
    if unknown:
        click.echo("\n".join(f"{each.file} : {each.why}" for each in unknown), err=True)
    if any(each.found is not None and not each.found.holds for each in told):
        say_no()
    if unknown:
        raise click.exceptions.Exit(2)


def _verified(rules: "RulesAtHand", file: str, noted: str) -> _Verified:
    from clas_api.services.rules.verifying_certificates import MOST_BYTES, verify_certificate
    from clas_core.errors import ClasError, InvalidFile
    from clas_core.reading import reason_of

    try:
        with click.open_file(file, "rb") as given:
            body = given.read(MOST_BYTES + 1)
    except OSError as error:
        return _Verified(file, None, f"ce fichier ne se lit pas, {reason_of(error)}.")
    try:
        return _Verified(file, verify_certificate(rules, body, noted))
    except InvalidFile:  # of the rules that were given: it is the same for every certificate
        raise
    except ClasError as error:
        return _Verified(file, None, str(error))


def _show(found: "Check", file: str) -> None:
    from clas_core.money import parse_amount, write_euros

    named = f"{file} : " if file else ""
    for fault in found.faults:
        say(f"{named}{fault.pointer} : {fault.message}")
    if found.holds:
        click.echo(f"{named}Oui : {write_euros(parse_amount(found.amount))}, {found.steps} étapes recalculées.")
        click.echo(f"{named}Empreinte : {found.digest}")
    else:
        count = len(found.faults)
        click.echo(f"{named}Non : {'un point ne tient' if count == 1 else f'{count} points ne tiennent'} pas.")
