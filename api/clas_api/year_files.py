"""The files of added years as they lie in their folder now: read as they are, and written at once.

The service reads them when it starts: what is written here is served from its next start on. Where the files are to be
signed, none is written: a file that nobody has signed would not be read.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clas_api.config import Settings
from clas_api.replacing import alone_in, replace_file, replace_files
from clas_core.errors import Refused
from clas_core.national.files import QUESTIONS, corrected, referential_of_texts
from clas_core.national.library import correction_of
from clas_core.national.referential import Referential
from clas_core.reading import reason_of, text_of
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFiles:
    """The texts of the files of a year; `questions` is empty where the year writes them in its own file."""

    year: SchoolYear
    rules: str
    questions: str = ""

    @property
    def name(self) -> str:
        return f"{self.year}.toml"

    @property
    def asking(self) -> str:
        return f"{QUESTIONS}/{self.name}"

    def read(self, *, ready: bool = False) -> Referential:
        """Return the rules that they say. Raises `InvalidFile` or `InvalidFiles`, for what could not come into force
        too where it must be `ready`."""
        return referential_of_texts(self.rules, self.questions, name=self.name, asking=self.asking, ready=ready)


def why_not_written(settings: Settings) -> str:
    """Say what keeps the files of years from being written here; nothing where they may be."""
    folder = settings.referentials
    if folder is None:
        return (
            "Aucun dossier d'années ajoutées n'est configuré (referentials, ou CLAS_REFERENTIALS) : téléchargez le "
            "fichier, et remettez-le à qui tient l'installation."
        )
    if settings.rehearsal is not None:
        return "Ceci est un appel d'essai : les règles nationales ne s'y écrivent pas. Téléchargez le fichier."
    if settings.referentials_key is not None:
        return (
            "Les fichiers des années doivent être signés : téléchargez le fichier, signez-le par « clas referentials "
            f"sign », et placez-le avec sa signature dans {folder}."
        )
    places = (folder, folder / QUESTIONS)
    if not all(os.access(each, os.W_OK) for each in places if each.exists()):
        return f"Le dossier {folder} ne peut pas être écrit par le service : téléchargez le fichier, et placez-l'y."
    return ""


def years_there(settings: Settings) -> Sequence[SchoolYear]:
    """Return the years that have a file in the folder of added years, oldest first."""
    if settings.referentials is None or not settings.referentials.is_dir():
        return ()
    found = []
    for file in settings.referentials.glob("????-????.toml"):
        try:
            found.append(SchoolYear.parse(file.stem))
        except ValueError:
            continue
    return sorted(found)


def files_there(settings: Settings, year: SchoolYear) -> YearFiles | None:
    """Return the files of a year that is in the folder of added years; `None` where it is not. Raises `InvalidFile` for
    one that cannot be read."""
    if year not in years_there(settings):
        return None
    assert settings.referentials is not None
    file = settings.referentials / f"{year}.toml"
    beside = settings.referentials / QUESTIONS / file.name
    questions = text_of(beside, name=str(beside)) if beside.is_file() else ""
    return YearFiles(year=year, rules=text_of(file, name=str(file)), questions=questions)


def corrections_there(settings: Settings, year: SchoolYear) -> Sequence[Path]:
    """Return the files of the corrections of a year that are in the folder of added years, the first one first."""
    if settings.referentials is None or not settings.referentials.is_dir():
        return ()
    there = settings.referentials.glob(f"{year}.correction-*.toml")
    found = {of: each for each in there if (of := correction_of(each.name))}
    return [found[of] for of in sorted(found)]


def corrected_there(settings: Settings, year: Referential) -> Referential:
    """Return the rules of a year as the corrections of the folder change them now. Raises `InvalidFile`."""
    for file in corrections_there(settings, year.school_year):
        year = corrected(year, file, name=file.name)
    return year


def write_correction(settings: Settings, name: str, text: str) -> None:
    """Write the file of a correction, at once. Raises `Refused`, also where there is one of that name already."""
    _write_allowed(settings)
    assert settings.referentials is not None
    file = settings.referentials / name
    try:
        with alone_in(settings.referentials):
            if file.exists():
                raise Refused("Une correction de ce numéro vient d'être écrite : relisez l'année, rien n'est écrit.")
            replace_file(file, text.encode(), mode=0o644)
    except OSError as error:
        raise _not_written(file, error) from error


def _write_allowed(settings: Settings) -> None:
    if why := why_not_written(settings):
        raise Refused(why)


def _not_written(file: Path, error: OSError) -> Refused:
    return Refused(f"« {file} » ne peut pas être écrit ({reason_of(error)}) : rien n'est changé.")


def write_year(settings: Settings, files: YearFiles, *, before: YearFiles | None) -> None:
    """Write the files of a year, all or none; that of the rules last, which alone makes a year. Raises `Refused`, also
    where they are not as they were read `before`: a command may have changed them since."""
    _write_allowed(settings)
    assert settings.referentials is not None
    file, asked = settings.referentials / files.name, settings.referentials / QUESTIONS / files.name
    bodies = {asked: files.questions.encode()} if files.questions else {}
    try:
        with alone_in(settings.referentials):
            if files_there(settings, files.year) != before:
                raise Refused("Les fichiers de cette année viennent de changer : relisez-les, rien n'est écrit.")
            if files.questions:
                asked.parent.mkdir(exist_ok=True)
            replace_files({**bodies, file: files.rules.encode()}, mode=0o644)
    except OSError as error:
        raise _not_written(file, error) from error
