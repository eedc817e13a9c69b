"""``clas audit``: verifying the trace, and giving it to whoever controls."""

import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import json_option, say_no, show_json

if TYPE_CHECKING:
    from clas_api.services.maintenance.verifying import Head


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
@click.option(
    "--expect-file",
    "noted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Un fichier de têtes notées auparavant, ou un courriel qui les a portées.",
)
@json_option
def verify_trace(chain: str | None, expected: tuple[str, ...], noted: Path | None, as_json: bool) -> None:
    """Recalculer la trace et comparer chaque ligne de la base avec ce que la trace en a scellé.

    Dit ce qui a été modifié, retiré, ajouté ou déplacé sans passer par le service. Le code de retour est alors 1.
    """
    from clas_api.services.maintenance.verifying import Head, entries_in, open_chains, rows_in, verify

    heads = [Head.parse(each) for each in expected]
    if chain is not None and any(head.chain != chain for head in heads):
        raise click.UsageError("--expect parle d'une autre chaîne que --chain.")
    if noted is not None:
        of_file = Head.parse_all(noted.read_text("utf-8", errors="replace"))
        heads += [head for head in of_file if chain in (None, head.chain)]
    faults = []
    with system_context() as context:
        chains = open_chains(context, chain)
        entries, rows = entries_in(context, chains), rows_in(context, chains)
        with progress(entries + rows, "Vérification") as advance:
            for fault in verify(context, chains, heads, advance):
                faults.append(asdict(fault))
                if not as_json:
                    click.echo(str(fault))
    if as_json:
        show_json({"intact": not faults, "chains": chains, "entries": entries, "rows": rows, "faults": faults})
    elif not faults:
        sealed = f"{rows} ligne(s) de la base conforme(s)"
        click.echo(f"La trace est intacte : {entries} entrée(s) dans {len(chains)} chaîne(s), {sealed}.")
    if faults:
        say_no()


@audit.command("export")
@click.argument("chain", metavar="[CHAÎNE]", required=False)
@click.option("--all", "every", is_flag=True, help="Toutes les chaînes.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier ; sinon la sortie.")
@json_option
def export_trace(chain: str | None, every: bool, output: Path | None, as_json: bool) -> None:
    """Écrire la trace en lignes JSON, et les lignes de la base qu'elle scelle, pour un contrôle ; dire les têtes à
    noter ailleurs.

    Le fichier contient les données personnelles de la base. Il finit par les têtes que la base garde et par le nombre
    d'entrées et de lignes : une fin coupée se voit.
    """
    import orjson

    from clas_api.services.maintenance.exporting import lines_to_export
    from clas_api.services.maintenance.verifying import Head, entries_in, open_chains, rows_in
    from clas_api.store.entries import FIRST

    if (chain is None) != every:
        raise click.UsageError("Donnez le nom d'une chaîne, ou --all.")
    if as_json and output is None:
        raise click.UsageError("--json donne les têtes ; donnez un fichier à la trace, avec -o.")
    with system_context() as context, ExitStack() as stack:
        chains = open_chains(context, chain)
        file = sys.stdout.buffer if output is None else stack.enter_context(output.open("wb"))
        heads = {name: Head(name, 0, FIRST) for name in chains}
        steps = entries_in(context, chains) + rows_in(context, chains)
        with progress(steps, "Export") as advance:
            for line in lines_to_export(context, chains, advance):
                file.write(orjson.dumps(line) + b"\n")
                if "entry" in line:
                    heads[line["chain"]] = Head(line["chain"], line["number"], line["digest"])
        file.flush()
    if as_json:
        show_json({"heads": [str(head) for head in heads.values()]})
        return
    click.echo("Notez ces têtes ailleurs que dans la base : « clas audit verify --expect » les comparera.", err=True)
    for head in heads.values():
        click.echo(str(head), err=True)


@audit.command("heads")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier ; sinon la sortie.")
@click.option("--send", "sending", is_flag=True, help="Les écrire aux adresses de audit_heads_to, une fois par jour.")
@json_option
def show_heads(output: Path | None, sending: bool, as_json: bool) -> None:
    """Dire la tête de chaque chaîne, à garder hors de la base : « clas audit verify --expect-file » les comparera.

    Avec --send, à lancer une fois par jour : le courriel part avec « clas mail send ».
    """
    from clas_api.services.maintenance.heads import heads_of_chains, send_heads

    with system_context() as context:
        heads = heads_of_chains(context)
        written = send_heads(context) if sending else None
    _show_heads(heads, output, written, as_json=as_json)


def _show_heads(heads: "list[Head]", output: Path | None, written: int | None, *, as_json: bool) -> None:
    lines = "".join(f"{head}\n" for head in heads)
    if output is not None:
        output.write_text(lines, encoding="utf-8")
    if as_json:
        told = {"heads": [str(head) for head in heads]}
        show_json(told if written is None else {**told, "mails": written})
    elif written is not None:
        click.echo(f"{written} courriel(s) écrit(s)." if written else "Les têtes du jour sont déjà écrites.")
    elif output is None:
        click.echo(lines, nl=False)
