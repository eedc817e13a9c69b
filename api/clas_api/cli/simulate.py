"""``clas simulate``: what other rules would change for groups, from files or from the deposits of the service."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clas_api.cli.context import progress
from clas_api.cli.output import json_option, load_installation, show_json
from clas_api.cli.simulated_inputs import (
    PATH,
    Faults,
    GroupFiles,
    find_faults_of_columns,
    find_faults_of_files,
    group_files,
    rules_named,
)
from clas_api.cli.writing import write_all

if TYPE_CHECKING:
    from clas_api.installation import Installation
    from clas_core.documents.model import Document
    from clas_core.national import Referential, ReferentialLibrary
    from clas_core.simulation.running import Simulation
    from clas_core.years import SchoolYear

_ENGINES = ("polars", "duckdb", "spark")
_BY = ("department", "level", "size", "nature")
_WRITTEN = (".pdf", ".html", ".md", ".csv", ".parquet")


@click.command()
@click.option(
    "--rules", metavar="FICHIER|ANNÉE", required=True, help="Les règles à simuler : une année, ou un fichier."
)
@click.option("--against", metavar="FICHIER|ANNÉE", help="Celles de comparaison ; sinon, les dernières en vigueur.")
@click.option("--data", "data", multiple=True, type=PATH, help="Fichier de groupes : .csv, .parquet ou .xlsx.")
@click.option("--from-database", is_flag=True, help="Les groupes déposés dans le service, l'année de comparaison.")
@click.option("--by", metavar="CLÉS", default="department", show_default=True, help=f"Parmi {', '.join(_BY)}.")
@click.option("--engine", metavar="MOTEUR", default="polars", show_default=True, help=f"Parmi {', '.join(_ENGINES)}.")
@click.option("--cluster", metavar="ADRESSE", default="", help="Pour Spark : l'adresse d'une grappe, sinon ici même.")
@click.option("--range", "ranges", multiple=True, metavar="CHIFFRE=A..B", help="Fourchette : ps.maximum=2750..2850.")
@click.option(
    "--behaviour", "behaviours", multiple=True, metavar="QUOI=A%..B%", help="costs=+2%..+5%, groups=-3%..+3%."
)
@click.option("--without-bonuses", is_flag=True, help="Ne pas regarder les colonnes de bonus.")
@click.option("--envelopes", is_flag=True, help="Dire les enveloppes des appels servis qui seraient dépassées.")
@click.option("-o", "--output", "outputs", multiple=True, type=PATH, help=f"À écrire : {', '.join(_WRITTEN)}.")
@json_option
def simulate(
    rules: str,
    against: str | None,
    data: tuple[Path, ...],
    from_database: bool,
    by: str,
    engine: str,
    cluster: str,
    ranges: tuple[str, ...],
    behaviours: tuple[str, ...],
    without_bonuses: bool,
    envelopes: bool,
    outputs: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Rejouer des groupes sous d'autres règles : totaux, gagnants et perdants, éligibilité, enveloppes.

    Un fichier a les colonnes department, dossier, group, children, adults, levels, running_costs, bonus_children et
    bonus_parents, s'il le faut nature et outside_school_time. Une ligne qui ne peut pas être calculée est comptée à
    part, avec son motif. Rien n'est écrit tant que tout n'est pas calculé.
    """
    from clas_api.services.year.simulating import departments_known, envelopes_in_force
    from clas_core.simulation.ends import read_ends
    from clas_core.simulation.rule_set import RuleSet
    from clas_core.simulation.running import Simulation

    faults = Faults()
    keys = _keys(by, faults)
    find_faults_of_files(faults, data, outputs, _WRITTEN)
    if not data and not from_database:
        faults.add("--data", "Donnez des groupes : « --data FICHIER », ou « --from-database ».")
    if engine not in _ENGINES:
        faults.add("--engine", f"« {engine[:40]} » n'est pas un moteur ; choix possibles : {', '.join(_ENGINES)}.")
    if cluster and engine != "spark":
        faults.add("--cluster", "Une grappe est celle de Spark : ajoutez « --engine spark ».")
    installation = load_installation()
    library = installation.library
    tried = faults.read("--rules", lambda: rules_named(library, rules))
    known = faults.read("--against", lambda: _in_force(library) if against is None else rules_named(library, against))
    ends = None
    if tried is not None and known is not None:
        after, before = RuleSet(referential=tried), RuleSet(referential=known)
        ends = faults.read("--range", lambda: read_ends(ranges, behaviours, before, after))
    find_faults_of_columns(faults, data, installation)
    faults.tell()
    assert ends is not None
    year = before.referential.school_year
    simulation = Simulation(
        before=before,
        after=after,
        departments=departments_known(installation),
        by=keys,
        ends=ends,
        envelopes=_envelopes(installation, after.referential.school_year, envelopes_in_force) if envelopes else {},
        bonuses=not without_bonuses,
    )
    with group_files(data, year if from_database else None, installation) as given:
        told = _run(simulation, given, engine, cluster)
    write_all(_made(told, outputs, installation))
    if as_json:
        show_json(told)
    else:
        _show(told)


def _keys(by: str, faults: Faults) -> Sequence[str]:
    from clas_core.errors import did_you_mean

    keys = tuple(dict.fromkeys(filter(None, map(str.strip, by.split(",")))))
    for key in keys:
        if key not in _BY:
            faults.add("--by", f"« {key} » n'est pas une clé.{did_you_mean(key, _BY)} Clés : {', '.join(_BY)}.")
    return keys


def _in_force(library: "ReferentialLibrary") -> "Referential":
    in_force = [each for each in library if each.status == "in_force"]
    return in_force[-1] if in_force else library.latest()


def _envelopes(
    installation: "Installation", year: "SchoolYear", known: Callable[..., Mapping[str, Mapping[str, int]]]
) -> Mapping[str, Mapping[str, int]]:
    from clas_api.cli.context import in_force

    with in_force(installation) as served:
        return known(served, year)


def _run(simulation: "Simulation", given: GroupFiles, engine: str, cluster: str) -> dict[str, Any]:
    from time import monotonic

    from clas_core.simulation.engines import ENGINES
    from clas_core.simulation.running import run

    begun = monotonic()
    made = ENGINES[engine](cluster)
    try:
        with progress(simulation.steps(len(given.files)), "Simulation") as advance:
            told = run(simulation, given.files, made, advance).as_json()
    finally:
        made.ended()
    told["remarks"] = [*given.remarks, *told["remarks"]]
    return dict(sorted({**told, "elapsed": f"{monotonic() - begun:.3f}", "engine": engine}.items()))


def _made(told: dict[str, Any], outputs: Sequence[Path], installation: "Installation") -> Sequence[tuple[Path, bytes]]:
    """Return every file that is asked for, with what it holds."""
    from clas_api.rendering import render
    from clas_core.documents.simulation_report import simulation_report
    from clas_core.simulation.lines import csv_of, parquet_of

    def report() -> "Document":
        return simulation_report(told, installation.clock.today())

    flat = {"csv": csv_of, "parquet": parquet_of}
    made = []
    for path in outputs:
        form = path.suffix.lower().removeprefix(".")
        if form in flat:
            made.append((path, flat[form](told)))
        else:
            made.append((path, render(report(), form, rehearsal=installation.is_rehearsal)[0]))
    return made


def _show(told: Mapping[str, Any]) -> None:
    """Write an impact for somebody who reads it."""
    from clas_api.cli.simulate_words import lines_of

    for line in lines_of(told):
        click.echo(line)
