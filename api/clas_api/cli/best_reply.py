"""``clas best-reply``: the largest value of one figure with which the groups of France stay within an envelope."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clas_api.cli.context import progress
from clas_api.cli.lines import say, show_figures
from clas_api.cli.output import json_option, load_installation, say_no, show_json
from clas_api.cli.simulated_inputs import (
    PATH,
    Faults,
    find_faults_of_columns,
    find_faults_of_files,
    group_files,
    rules_named,
)
from clas_api.cli.writing import write_all

if TYPE_CHECKING:
    from clas_api.installation import Installation
    from clas_core.national import Referential
    from clas_core.simulation.alike_columns import ReadAlike
    from clas_core.simulation.best_reply import Reply
    from clas_core.simulation.fates import Fates


_WRITTEN = (".svg", ".pdf", ".html", ".md")


@click.command("best-reply")
@click.option("--rules", required=True, metavar="ANNÉE|FICHIER", help="Les règles : une année, ou un fichier .toml.")
@click.option("--envelope", required=True, help="L'enveloppe nationale en euros : 40000000.00.")
@click.option(
    "--lever",
    default="maximum",
    show_default=True,
    help="Ce qui est déplacé : maximum, rate, ceiling, bonus:children, bonus:parents.",
)
@click.option(
    "--data",
    type=PATH,
    multiple=True,
    help="Fichier de groupes, .csv, .parquet ou .xlsx ; plusieurs possibles.",
)
@click.option(
    "--from-database", is_flag=True, help="Prendre les groupes déposés dans le service, à la place de --data."
)
@click.option("--year", help="Avec --from-database : l'année de ces dépôts, celle des règles par défaut.")
@click.option(
    "-o",
    "--output",
    type=PATH,
    multiple=True,
    help="Fichier à écrire : .svg (la courbe), .pdf, .html ou .md ; plusieurs possibles.",
)
@json_option
def best_reply(
    rules: str,
    envelope: str,
    lever: str,
    data: tuple[Path, ...],
    from_database: bool,
    year: str | None,
    output: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Trouver la plus grande valeur d'un chiffre qui tient dans une enveloppe, au centime.

    Le statut est 1 quand rien ne la fait tenir : même la plus petite valeur la dépasse, ou ce chiffre ne paie personne.
    """
    from clas_core.simulation.asked import read_envelope
    from clas_core.simulation.best_reply import best_reply as find
    from clas_core.simulation.counted import Groups
    from clas_core.simulation.fates import compare
    from clas_core.simulation.levers import lever_of
    from clas_core.simulation.scenario import Scenario

    faults = Faults()
    if bool(data) == from_database:
        faults.add("--data", "Donnez des groupes : « --data FICHIER », ou « --from-database » : l'un des deux.")
    if year and not from_database:
        faults.add("--year", "C'est l'année des dépôts : ajoutez « --from-database », ou retirez --year.")
    find_faults_of_files(faults, data, output, _WRITTEN)
    installation = load_installation()
    cents = faults.read("--envelope", lambda: read_envelope(envelope))
    referential = faults.read("--rules", lambda: rules_named(installation.library, rules))
    scenario = None if referential is None else faults.read("--rules", lambda: Scenario.of(referential))
    moved = None if scenario is None else faults.read("--lever", lambda: lever_of(scenario, lever))
    before = referential if not year else faults.read("--year", lambda: rules_named(installation.library, year))
    find_faults_of_columns(faults, data, installation)
    faults.tell()
    assert cents is not None
    assert referential is not None
    assert scenario is not None
    assert moved is not None
    assert before is not None
    read = _from_database(installation, before) if from_database else _from_files(installation, data, referential)
    groups = Groups(read.groups)
    reply = find(groups, scenario, moved, cents)
    fates = compare(groups, scenario, reply.scenario)
    # All are made before any is written: an interruption leaves none half written.
    write_all([(each, _made(each, reply, fates, read, installation)) for each in output])
    if as_json:
        show_json(_as_json(reply, fates, read))
    else:
        _show(reply, fates, read)
    if reply.left < 0:
        say_no()


def _from_files(installation: "Installation", files: tuple[Path, ...], referential: "Referential") -> "ReadAlike":
    from clas_api.services.year.simulating import departments_known
    from clas_core.simulation.alike_columns import read_alike
    from clas_core.simulation.engines import polars_engine
    from clas_core.simulation.rule_set import RuleSet

    rules, departments = RuleSet(referential=referential), departments_known(installation)
    with group_files(files, None, installation) as given, progress(len(files), "Lecture des groupes") as tell:
        read = read_alike(given.files, rules, departments, polars_engine(), tell)
    return replace(read, remarks=[*given.remarks, *read.remarks])


def _from_database(installation: "Installation", before: "Referential") -> "ReadAlike":
    from clas_api.cli.context import system_context
    from clas_api.services.year.nation import counting
    from clas_api.store.simulated import groups_to_simulate
    from clas_core.simulation.alike_columns import ReadAlike
    from clas_core.simulation.counted import without_explained
    from clas_core.simulation.scenario import Scenario

    with system_context(installation=installation) as context, counting(context.session) as apart:
        rows = groups_to_simulate(apart, str(before.school_year))
        return ReadAlike(groups=list(without_explained(rows, Scenario.of(before))), refused={})


def _named(department: str) -> str:
    from clas_core.departments.absent import plain_name
    from clas_core.departments.names import NAMES

    return f"{NAMES[department]} ({department})" if department in NAMES else plain_name(department)


def _as_json(reply: "Reply", fates: "Fates", read: "ReadAlike") -> dict[str, Any]:
    from clas_core.simulation.columns import REASONS
    from clas_core.simulation.telling import tell_whole
    from clas_core.simulation.written import cell_json, figures_json, reply_json

    refused = [
        {"reason": each, "message": REASONS[each], "count": count} for each, count in sorted(read.refused.items())
    ]
    return {
        "rules": figures_json(reply.base),
        "groups": fates.total.groups,
        "refused": refused,
        "remarks": list(read.remarks),
        "change": cell_json(fates.total),
        **reply_json(reply, tell_whole(fates)),
    }


def _made(path: Path, reply: "Reply", fates: "Fates", read: "ReadAlike", installation: "Installation") -> bytes:
    """Return what a file is to hold, by how its name ends."""
    form = path.suffix.removeprefix(".").lower()
    if form == "svg":
        from clas_api.rendering.curves import draw_curve
        from clas_core.documents.curve import curve_of

        return draw_curve(curve_of(reply)).encode()
    from clas_api.rendering import render
    from clas_core.documents.best_reply_report import best_reply_report
    from clas_core.simulation.columns import REASONS

    report = best_reply_report(
        reply, fates, read.refused, REASONS, _named, made_on=installation.clock.today(), remarks=read.remarks
    )
    return render(report, form, rehearsal=installation.is_rehearsal)[0]


def _show(reply: "Reply", fates: "Fates", read: "ReadAlike") -> None:
    """Write a reply for somebody who reads it."""
    from clas_core.documents.simulation_report import groups_said
    from clas_core.money import write_euros
    from clas_core.simulation.columns import REASONS
    from clas_core.simulation.written import FATES_SAID, reply_said

    lever, year = reply.lever, reply.base.referential.school_year
    click.echo(f"Règles {year}{' (provisoire)' if reply.base.provisional else ''}, {groups_said(fates.total.groups)}")
    click.echo(f"Total aujourd'hui : {write_euros(fates.total.before)} ; enveloppe : {write_euros(reply.envelope)}")
    click.echo(reply_said(reply))
    if reply.value is not None:
        label = lever.label[:1].upper() + lever.label[1:]
        click.echo(f"{label} : {lever.written(reply.value)}, au lieu de {lever.written(reply.present)}")
    left = f"il manque {write_euros(-reply.left)}" if reply.left < 0 else f"il reste {write_euros(reply.left)}"
    click.echo(f"Total : {write_euros(reply.total)} ; {left}")
    rows = [
        (said[:1].upper() + said[1:], str(cell.groups), write_euros(cell.difference))
        for fate, said in FATES_SAID.items()
        if (cell := fates.by_fate[fate]).groups
    ]
    if rows:
        show_figures(("CES GROUPES", "GROUPES", "DIFFÉRENCE"), rows)
    for each in read.remarks:
        say(f"À noter : {each}")
    for reason, count in sorted(read.refused.items()):
        click.echo(f"  {count} ligne{'s' if count > 1 else ''} sans résultat : {REASONS[reason]}")
