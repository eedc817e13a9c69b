"""``clas simulate``: what other rules would change for groups, from files or from the deposits of the service."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clas_api.cli.context import progress
from clas_api.cli.output import json_option, load_installation, show_json

if TYPE_CHECKING:
    from clas_api.installation import Installation
    from clas_core.national import Referential, ReferentialLibrary
    from clas_core.simulation.running import Simulation
    from clas_core.years import SchoolYear

_PATH = click.Path(dir_okay=False, path_type=Path)
_ENGINES = ("polars", "duckdb", "spark")
_BY = ("department", "level", "size", "nature")
_WRITTEN = (".pdf", ".html", ".md", ".csv", ".parquet")
READ = (".csv", ".parquet", ".xlsx")


@click.command()
@click.option(
    "--rules", metavar="FICHIER|ANNÉE", required=True, help="Les règles à simuler : une année, ou un fichier."
)
@click.option("--against", metavar="FICHIER|ANNÉE", help="Celles de comparaison ; sinon, les dernières en vigueur.")
@click.option("--data", "data", multiple=True, type=_PATH, help="Fichier de groupes : .csv, .parquet ou .xlsx.")
@click.option("--from-database", is_flag=True, help="Les groupes déposés dans le service, l'année de comparaison.")
@click.option("--by", metavar="CLÉS", default="department", show_default=True, help=f"Parmi {', '.join(_BY)}.")
@click.option("--engine", type=click.Choice(_ENGINES), default="polars", show_default=True, help="Ce qui calcule.")
@click.option("--cluster", metavar="ADRESSE", default="", help="Pour Spark : l'adresse d'une grappe, sinon ici même.")
@click.option("--range", "ranges", multiple=True, metavar="CHIFFRE=A..B", help="Fourchette : ps.maximum=2750..2850.")
@click.option(
    "--behaviour", "behaviours", multiple=True, metavar="QUOI=A%..B%", help="costs=+2%..+5%, groups=-3%..+3%."
)
@click.option("--without-bonuses", is_flag=True, help="Ne pas regarder les colonnes de bonus.")
@click.option("--envelopes", is_flag=True, help="Dire les enveloppes des appels servis qui seraient dépassées.")
@click.option("-o", "--output", "outputs", multiple=True, type=_PATH, help=f"À écrire : {', '.join(_WRITTEN)}.")
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
    keys = _keys(by)
    expect_forms(data, READ, "--data")
    expect_forms(outputs, _WRITTEN, "-o")
    if not data and not from_database:
        raise click.UsageError("Donnez des groupes : « --data FICHIER », ou « --from-database ».")
    from clas_api.services.year.simulating import departments_known, envelopes_in_force
    from clas_core.simulation.ends import read_ends
    from clas_core.simulation.rule_set import RuleSet
    from clas_core.simulation.running import Simulation

    installation = load_installation()
    after = RuleSet(referential=rules_named(installation.library, rules))
    before = RuleSet(referential=rules_named(installation.library, against) if against else _in_force(installation))
    year = before.referential.school_year
    simulation = Simulation(
        before=before,
        after=after,
        departments=departments_known(installation),
        by=keys,
        ends=read_ends(ranges, behaviours, before, after),
        envelopes=_envelopes(installation, after.referential.school_year, envelopes_in_force) if envelopes else {},
        bonuses=not without_bonuses,
    )
    with group_files(data, year if from_database else None, installation) as files:
        told = _run(simulation, files, engine, cluster)
    _write(told, outputs, rehearsal=installation.is_rehearsal)
    if as_json:
        show_json(told)
    else:
        _show(told)


def _keys(by: str) -> Sequence[str]:
    from clas_core.errors import did_you_mean

    keys = tuple(dict.fromkeys(filter(None, map(str.strip, by.split(",")))))
    for key in keys:
        if key not in _BY:
            meant = did_you_mean(key, _BY)
            raise click.UsageError(f"« {key} » n'est pas une clé de --by.{meant} Clés : {', '.join(_BY)}.")
    return keys


def expect_forms(paths: Sequence[Path], forms: Sequence[str], option: str) -> None:
    for path in paths:
        if path.suffix.lower() not in forms:
            raise click.UsageError(f"« {option} {path.name} » : le nom du fichier se termine par {', '.join(forms)}.")


def rules_named(library: "ReferentialLibrary", name: str) -> "Referential":
    """Return the rules of a year, or those of a file: a draft need not say yet what a dossier would be asked."""
    from clas_core.national import read_referential
    from clas_core.national.files import QUESTIONS, referential_of_text
    from clas_core.reading import text_of

    path = Path(name)
    if path.suffix != ".toml":
        return library.parse(name)
    if not path.is_file():
        raise click.UsageError(f"Le fichier de règles « {name} » n'existe pas.")
    if (path.parent / QUESTIONS / path.name).is_file():
        return read_referential(path, name=name)
    return referential_of_text(text_of(path, name=name), name=name)


def _in_force(installation: "Installation") -> "Referential":
    in_force = [each for each in installation.library if each.status == "in_force"]
    return in_force[-1] if in_force else installation.library.latest()


def _envelopes(
    installation: "Installation", year: "SchoolYear", known: Callable[..., Mapping[str, Mapping[str, int]]]
) -> Mapping[str, Mapping[str, int]]:
    from clas_api.cli.context import in_force

    with in_force(installation) as served:
        return known(served, year)


@contextmanager
def group_files(
    data: Sequence[Path], year: "SchoolYear | None", installation: "Installation"
) -> Iterator[Sequence[tuple[str, Path]]]:
    """Give the files to read, each with its name: those given, a sheet as text, and the deposits of a year."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        found = []
        for rank, path in enumerate(data):
            if not path.is_file():
                raise click.UsageError(f"Le fichier « {path} » n'existe pas.")
            if path.suffix.lower() == ".xlsx":
                from clas_api.exchange.group_rows import write_groups

                copy = Path(folder) / f"{rank}.csv"
                with path.open("rb") as stream, copy.open("w", encoding="utf-8", newline="") as text:
                    write_groups(stream, text)
                found.append((path.name, copy))
            else:
                found.append((path.name, path))
        if year is not None:
            deposited = Path(folder) / "deposits.csv"
            _deposits(installation, year, deposited)
            found.append((f"dépôts {year}", deposited))
        yield found


def _deposits(installation: "Installation", year: "SchoolYear", path: Path) -> None:
    from clas_api.cli.context import system_context
    from clas_api.services.year.simulating import write_deposited_groups

    with system_context(installation=installation) as context, path.open("w", encoding="utf-8", newline="") as text:
        write_deposited_groups(context, year, text)


def _run(simulation: "Simulation", files: Sequence[tuple[str, Path]], engine: str, cluster: str) -> dict[str, Any]:
    from time import monotonic

    from clas_core.simulation.engines import ENGINES
    from clas_core.simulation.running import run

    begun = monotonic()
    made = ENGINES[engine](cluster)
    try:
        with progress(simulation.steps(len(files)), "Simulation") as advance:
            told = run(simulation, files, made, advance).as_json()
    finally:
        made.ended()
    return dict(sorted({**told, "elapsed": f"{monotonic() - begun:.3f}", "engine": engine}.items()))


def _write(told: dict[str, Any], outputs: Sequence[Path], *, rehearsal: bool) -> None:
    """Write every file asked for, whole, once all of them are made: an interruption leaves none half written."""
    from clas_api.rendering import render
    from clas_core.documents.simulation_report import simulation_report
    from clas_core.simulation.lines import csv_of, parquet_of

    made = []
    for path in outputs:
        form = path.suffix.lower().removeprefix(".")
        if form in ("csv", "parquet"):
            made.append((path, (csv_of if form == "csv" else parquet_of)(told)))
        else:
            made.append((path, render(simulation_report(told), form, rehearsal=rehearsal)[0]))
    from clas_core.reading import reason_of

    for path, body in made:
        beside = path.with_name(f".{path.name}.part")
        try:
            beside.write_bytes(body)
            beside.replace(path)
        except OSError as error:
            raise click.ClickException(f"{path} ne peut pas être écrit : {reason_of(error)}.") from None
        finally:
            beside.unlink(missing_ok=True)
        click.echo(f"Écrit : {path}", err=True)


def _show(told: Mapping[str, Any]) -> None:
    """Write an impact for somebody who reads it."""
    from clas_api.cli.simulate_words import lines_of

    for line in lines_of(told):
        click.echo(line)
