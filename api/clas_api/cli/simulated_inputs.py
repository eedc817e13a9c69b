"""What the commands that replay groups are given: rules, files of groups, files to write; all that is wrong at once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from clas_api.installation import Installation
    from clas_core.errors import Problem
    from clas_core.national import Referential, ReferentialLibrary
    from clas_core.years import SchoolYear

T = TypeVar("T")

READ = (".csv", ".parquet", ".xlsx")
PATH = click.Path(path_type=Path)


def _shown(option: str) -> str:
    """Return an option as the word of a program that it is."""
    return f"« {option} »"


class Faults:
    """What is wrong with what was asked, gathered before anything is done."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, place: str, message: str) -> None:
        from clas_core.errors import Problem

        self.problems.append(Problem((_shown(place),), message))

    def read(self, place: str, reading: Callable[[], T]) -> T | None:
        """Return what a reading gives; `None` where it cannot be read, which is then told, at `place` or at its own."""
        from clas_core.errors import ClasError, InvalidFile, InvalidInput

        try:
            return reading()
        except InvalidFile as error:
            for line in error.lines:
                self.add(place, line)
        except InvalidInput as error:
            mine = ((), (place,), (place.removeprefix("--"),))
            self.problems += (
                replace(each, path=(_shown(place),)) if each.path in mine else each for each in error.problems
            )
        except ClasError as error:
            self.add(place, str(error))
        return None

    def tell(self) -> None:
        """Raises `InvalidInput` with all of it, where there is anything."""
        from clas_core.errors import InvalidInput

        if self.problems:
            raise InvalidInput(self.problems, "Rien n'a été calculé, rien n'a été écrit : la demande est à corriger.")


def find_faults_of_files(faults: Faults, data: Sequence[Path], outputs: Sequence[Path], forms: Sequence[str]) -> None:
    """Tell files of groups that cannot be read, and files that cannot be written, as far as that is seen beforehand."""
    given: set[Path] = set()
    for path in data:
        place = path.resolve()
        if path.suffix.lower() not in READ:
            faults.add("--data", f"« {path} » : le nom du fichier se termine par {', '.join(READ)}.")
        elif path.is_dir():
            faults.add("--data", f"« {path} » est un dossier : donnez chacun de ses fichiers.")
        elif not path.is_file():
            faults.add("--data", f"Le fichier « {path} » n'existe pas : vérifiez son nom et son dossier.")
        elif place in given:
            faults.add("--data", f"« {path} » est donné deux fois : ses groupes compteraient double.")
        given.add(place)
    written: set[Path] = set()
    for path in outputs:
        place = path.resolve()
        if path.suffix.lower() not in forms:
            faults.add("-o", f"« {path} » : le nom du fichier se termine par {', '.join(forms)}.")
        elif path.is_dir():
            faults.add("-o", f"« {path} » ne peut pas être écrit : c'est un dossier.")
        elif not path.parent.is_dir():
            faults.add("-o", f"« {path} » ne peut pas être écrit : le dossier « {path.parent} » n'existe pas.")
        elif place in given:
            faults.add("-o", f"« {path} » est un fichier de groupes : écrivez ailleurs, il serait perdu.")
        elif place in written:
            faults.add("-o", f"« {path} » est demandé deux fois : gardez-en un.")
        written.add(place)


def rules_named(library: "ReferentialLibrary", name: str) -> "Referential":
    """Return the rules of a year, or those of a file: a draft need not say yet what a dossier would be asked.

    Raises `ClasError`.
    """
    from clas_core.errors import InvalidInput, Problem
    from clas_core.national import read_referential
    from clas_core.national.files import QUESTIONS, referential_of_text
    from clas_core.reading import text_of

    path = Path(name)
    if path.suffix != ".toml":
        return library.parse(name)
    if not path.is_file():
        what = "est un dossier" if path.is_dir() else "n'existe pas"
        raise InvalidInput([Problem((), f"Le fichier de règles « {name} » {what}.")])
    if (path.parent / QUESTIONS / path.name).is_file():
        return read_referential(path, name=name)
    return referential_of_text(text_of(path, name=name), name=name)


def find_faults_of_columns(faults: Faults, data: Sequence[Path], installation: "Installation") -> None:
    """Tell what is wrong with the columns too, where something else is wrong already: all is mended at once."""
    from clas_core.simulation.engines import polars_engine
    from clas_core.simulation.running import check_files

    def check() -> None:
        sound = [path for path in data if path.is_file() and path.suffix.lower() in READ]
        with group_files(sound, None, installation) as given:
            check_files(given.files, polars_engine())

    if faults.problems:
        faults.read("--data", check)


@dataclass(frozen=True, slots=True)
class GroupFiles:
    """The files to read, each with its name, and what is to be said of how workbooks were read."""

    files: Sequence[tuple[str, Path]]
    remarks: Sequence[str] = ()


@contextmanager
def group_files(data: Sequence[Path], year: "SchoolYear | None", installation: "Installation") -> Iterator[GroupFiles]:
    """Give the files to read: those given, a sheet as text, and the deposits of a year. Raises `InvalidInput` with what
    is wrong with any workbook."""
    from tempfile import TemporaryDirectory

    from clas_api.cli.writing import tidied_when_ended
    from clas_core.errors import InvalidInput, Problem

    if year is None and not any(map(_is_workbook, data)):
        yield GroupFiles([(path.name, path) for path in data])  # nothing is copied: there will be nothing to tidy
        return
    with tidied_when_ended(), TemporaryDirectory() as folder:
        found, remarks, problems = [], list[str](), list[Problem]()
        for rank, path in enumerate(data):
            copy = Path(folder) / f"{rank}.csv" if _is_workbook(path) else path
            if copy is not path:
                try:
                    remarks += (f"{path.name} : {each}" for each in _copy_sheet(path, copy))
                except InvalidInput as error:
                    problems += (Problem((path.name,), each.message) for each in error.problems)
            found.append((path.name, copy))
        if problems:
            raise InvalidInput(problems, "Les fichiers sont à corriger.")
        if year is not None:
            deposited = Path(folder) / "deposits.csv"
            _deposits(installation, year, deposited)
            found.append((f"dépôts {year}", deposited))
        yield GroupFiles(found, remarks)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _copy_sheet(path: Path, copy: Path) -> Sequence[str]:
    from clas_api.exchange.group_rows import write_groups

    with path.open("rb") as stream, copy.open("w", encoding="utf-8", newline="") as text:
        return write_groups(stream, text)


def _deposits(installation: "Installation", year: "SchoolYear", path: Path) -> None:
    from clas_api.cli.context import system_context
    from clas_api.services.year.simulating import write_deposited_groups

    with system_context(installation=installation) as context, path.open("w", encoding="utf-8", newline="") as text:
        write_deposited_groups(context, year, text)
