"""``clas referentials new`` and ``export``: the files of a year, begun from those of another, or given as they are."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.output import json_option, load_installation, show_json
from clas_api.cli.step_words import one_line_of
from clas_api.cli.writing import write_new

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from clas_core.national import Referential, ReferentialLibrary
    from clas_core.years import SchoolYear

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("new")
@click.argument("year")
@click.option("--from", "begun_from", help="Année, ou fichier, dont partir ; la dernière d'avant sinon.")
@click.option("-o", "--output", type=_FOLDER, help="Dossier où écrire ; celui des années ajoutées sinon.")
@click.option(
    "--by", callback=one_line_of("by"), help="Qui commence ce projet : l'écrire dans le fichier, avec le jour."
)
@json_option
def new_year(year: str, begun_from: str | None, output: Path | None, by: str | None, as_json: bool) -> None:
    """Commencer le projet de l'année YEAR à partir de la dernière : tout est repris, et marqué à confirmer.

    Deux fichiers sont écrits : les règles, et leurs questions. Chaque chiffre y est attendu, jusqu'à ce qu'un texte le
    publie ; « check --ready » échoue tant qu'il reste quelque chose à confirmer.
    """
    from clas_api.replacing import alone_in
    from clas_core.national.drafting import draft_year
    from clas_core.national.files import QUESTIONS, referential_of_texts
    from clas_core.reading import text_of
    from clas_core.years import SchoolYear

    try:
        wanted = SchoolYear.parse(year)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    installation = load_installation()
    last, written = _year_of(begun_from, wanted, installation.library)
    if wanted <= last.school_year:
        raise click.UsageError(f"Les règles reprises sont celles de {last.school_year} : demandez une année d'après.")
    folder = output or installation.settings.referentials or Path()
    _expect_new(wanted, last, folder, installation.library, named=begun_from is not None)
    rules, *questions = (text_of(each, name=each.name) for each in written)
    made = draft_year(last, wanted, rules, *questions, on=installation.clock.today(), by=by or "")
    name = f"{wanted}.toml"
    referential_of_texts(made.rules, made.questions, name=name, asking=f"{QUESTIONS}/{name}")
    files = {folder / QUESTIONS / name: made.questions} if made.questions else {}
    files[folder / name] = made.rules  # last: a year without its questions would be refused
    with alone_in(folder):
        changed = write_new({file: text.encode() for file, text in files.items()})
    if as_json:
        told = {"from": str(last.school_year), "school_year": str(wanted), "to_confirm": made.to_confirm}
        show_json({**told, "files": [str(each) for each in files], "changed": changed})
        return
    for file in files:
        click.echo(f"{'Écrit' if changed else 'Déjà là'} : {file}")
    click.echo(f"Repris de {last.school_year} : {made.to_confirm} chiffres et questions à confirmer.")
    click.echo(f"Suite : corrigez ces fichiers, puis clas referentials check --ready {folder / name}")


def _expect_new(
    wanted: "SchoolYear", last: "Referential", folder: Path, library: "ReferentialLibrary", *, named: bool
) -> None:
    """Refuse a year that is in force or closed elsewhere, one that does not follow the last one, and one begun from a
    year that asks nothing."""
    from clas_core.national.life import STEP_WORDS

    known = library.get(wanted) if wanted in library else None
    if known is not None and not known.is_project and not _lies_in(folder, library.files_of(wanted)[0]):
        step = STEP_WORDS[known.status]
        raise click.UsageError(f"L'année {wanted} existe déjà, {step} : elle ne se recommence pas, elle se corrige.")
    if not named and wanted.previous != last.school_year:
        raise click.UsageError(
            f"La dernière année connue est {last.school_year} : commencez {last.school_year.next}, ou dites de quelle "
            "année partir par --from."
        )
    if not last.questions:
        raise click.UsageError(
            f"Les règles de {last.school_year} ne posent aucune question : partez d'une autre année."
        )


def _lies_in(folder: Path, file: "Traversable") -> bool:
    return isinstance(file, Path) and folder.exists() and file.parent.samefile(folder)


def _year_of(
    begun_from: str | None, wanted: "SchoolYear", library: "ReferentialLibrary"
) -> "tuple[Referential, Sequence[Traversable]]":
    """Return the rules to begin from, and the files that say them: the year's own, and that of its questions."""
    from clas_core.national import read_referential
    from clas_core.national.files import questions_beside
    from clas_core.national.library import correction_of

    path = Path(begun_from or "")
    if begun_from and path.suffix == ".toml":
        if not path.is_file():
            raise click.UsageError(f"« {begun_from} » n'est pas un fichier.")
        if correction_of(path.name):
            raise click.UsageError(f"« {begun_from} » est une correction : partez du fichier de son année.")
        questions = questions_beside(path)
        return read_referential(path, name=str(path)), [path, *([questions] if questions.is_file() else [])]
    earlier = [each for each in library if each.school_year < wanted]
    last = library.parse(begun_from) if begun_from else (earlier or [library.latest()])[-1]
    files = library.files_of(last.school_year)
    return last, files[: len(files) - len(last.corrections)]


@click.command()
@click.argument("year")
@click.option("-o", "--output", type=_FOLDER, help="Dossier où écrire les fichiers ; la sortie standard sinon.")
@json_option
def export(year: str, output: Path | None, as_json: bool) -> None:
    """Donner les fichiers de l'année YEAR tels qu'ils sont lus : règles, questions, corrections, et leurs signatures.

    Sans -o, les règles en un seul texte. Un fichier qui est déjà là et dit autre chose n'est pas remplacé.
    """
    from clas_api.signed_rules import signature_beside
    from clas_core.national.files import QUESTIONS

    library = load_installation().library
    referential = library.parse(year)
    files: dict[Path, bytes] = {}
    for each in library.files_of(referential.school_year):
        within = (output or Path()) / (QUESTIONS if each.parent.name == QUESTIONS else "")  # type: ignore[attr-defined]
        for file in (each, signature_beside(each)):
            if file.is_file():
                files[within / file.name] = file.read_bytes()
    changed = write_new(files) if output is not None else False
    if as_json:
        show_json({**referential.named, "files": [str(each) for each in files] if output else []})
    elif output is None:
        click.echo(referential.text, nl=False)
    else:
        for file in files:
            click.echo(f"{'Écrit' if changed else 'Déjà là'} : {file}")
