"""``clas audit``: verifying the trace, and giving it to whoever controls."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import json_option, say_no, show_json

if TYPE_CHECKING:
    from clas_api.store.chains import Link


@click.group()
def audit() -> None:
    """La trace de ce qui a été fait."""


@audit.command("verify")
@click.option("--chain", metavar="NOM", help="Une seule chaîne : un département, ou « national ».")
@click.option(
    "--expect",
    "expected",
    multiple=True,
    metavar="CHAÎNE:NUMÉRO:EMPREINTE",
    help="Une tête notée auparavant : ce qui manque depuis est trouvé. Répétable.",
)
@json_option
def verify_trace(chain: str | None, expected: tuple[str, ...], as_json: bool) -> None:
    """Recalculer la trace et dire ce qui a été modifié, retiré, ajouté ou déplacé."""
    from clas_api.services.maintenance.verifying import Head, entries_in, open_chains, verify

    heads = [Head.parse(each) for each in expected]
    if chain is not None and any(head.chain != chain for head in heads):
        raise click.UsageError("--expect parle d'une autre chaîne que --chain.")
    faults = []
    with system_context() as context:
        chains = open_chains(context, chain)
        entries = entries_in(context, chains)
        with progress(entries, "Vérification") as advance:
            for fault in verify(context, chains, heads, advance):
                faults.append({"chain": fault.chain, "number": fault.number, "message": fault.message})
                if not as_json:
                    click.echo(str(fault))
    if as_json:
        show_json({"intact": not faults, "chains": chains, "entries": entries, "faults": faults})
    elif not faults:
        click.echo(f"La trace est intacte : {entries} entrée(s) dans {len(chains)} chaîne(s).")
    if faults:
        say_no()


def _exported(chain: str, link: "Link") -> dict[str, object]:
    return {"chain": chain, "number": link.number, "entry": link.entry, "digest": link.digest}


@audit.command("export")
@click.argument("chain", metavar="[CHAÎNE]", required=False)
@click.option("--all", "every", is_flag=True, help="Toutes les chaînes.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier ; sinon la sortie.")
@json_option
def export_trace(chain: str | None, every: bool, output: Path | None, as_json: bool) -> None:
    """Écrire la trace en lignes JSON, pour un contrôle ; dire les têtes à noter ailleurs.

    Le fichier finit par les têtes que la base garde et par le nombre d'entrées : une fin coupée se voit.
    """
    import orjson

    from clas_api.services.maintenance.verifying import Head, entries_in, head_to_export, links_to_export, open_chains
    from clas_api.services.trace import FIRST

    if (chain is None) != every:
        raise click.UsageError("Donnez le nom d'une chaîne, ou --all.")
    if as_json and output is None:
        raise click.UsageError("--json donne les têtes ; donnez un fichier à la trace, avec -o.")
    with system_context() as context, ExitStack() as stack:
        chains = open_chains(context, chain)
        file = sys.stdout.buffer if output is None else stack.enter_context(output.open("wb"))
        heads = []
        entries = entries_in(context, chains)
        with progress(entries, "Export") as advance:
            for name in chains:
                number, digest = 0, FIRST
                for link in links_to_export(context, name):
                    file.write(orjson.dumps(_exported(name, link)) + b"\n")
                    number, digest = link.number, link.digest
                    advance(1)
                heads.append(Head(name, number, digest))
        kept = filter(None, (head_to_export(context, name) for name in chains))
        ends = [{"head": head.chain, "number": head.number, "digest": head.digest} for head in kept]
        for line in (*ends, {"entries": entries}):
            file.write(orjson.dumps(line) + b"\n")
        file.flush()
    if as_json:
        show_json({"heads": [str(head) for head in heads]})
        return
    click.echo("Notez ces têtes ailleurs que dans la base : « clas audit verify --expect » les comparera.", err=True)
    for head in heads:
        click.echo(str(head), err=True)
