"""The school years that have national rules here: those shipped with the core, and those a directory adds."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from clas_core.errors import InvalidFile, Problem, UnknownSchoolYear
from clas_core.national.files import read_referential
from clas_core.national.referential import Referential
from clas_core.reading import line_of, text_of
from clas_core.years import SchoolYear


class ReferentialLibrary:
    """Every known referential, by school year, oldest first. An absent year is refused, never replaced."""

    def __init__(self, referentials: Mapping[SchoolYear, Referential]) -> None:
        self._referentials = MappingProxyType(dict(sorted(referentials.items())))

    @classmethod
    def load(cls, added: Traversable | None = None) -> "ReferentialLibrary":
        """Read the shipped years, then those of the directory `added`.

        Raises `InvalidFile` when a file is wrong, or when an added file redefines a year that exists: rules already
        in use are never replaced in silence.
        """
        found: dict[SchoolYear, Referential] = {}
        for directory in (files("clas_core.national") / "data", added):
            for file in _toml_files(directory):
                name = file.name if directory is not added else str(file)
                referential = read_referential(file, name=name)
                if file.name != f"{referential.school_year}.toml":
                    message = f"Ce fichier décrit {referential.school_year} : nommez-le {referential.school_year}.toml."
                    raise _wrong_year(file, name, message)
                if referential.school_year in found:
                    message = f"L'année {referential.school_year} existe déjà ; une année en place ne se remplace pas."
                    raise _wrong_year(file, name, message)
                found[referential.school_year] = referential
        return cls(found)

    @property
    def years(self) -> tuple[SchoolYear, ...]:
        return tuple(self._referentials)

    def get(self, year: SchoolYear) -> Referential:
        """Return the rules of `year`. Raises `UnknownSchoolYear`, naming the years that exist."""
        try:
            return self._referentials[year]
        except KeyError:
            raise UnknownSchoolYear(year, self.years) from None

    def parse(self, text: str) -> Referential:
        """Return the rules of a year given as text. Raises `UnknownSchoolYear` also for what is not a year."""
        try:
            return self.get(SchoolYear.parse(text))
        except ValueError:
            raise UnknownSchoolYear(f"« {text[:20]} »", self.years) from None

    def __contains__(self, year: SchoolYear) -> bool:
        return year in self._referentials

    def __iter__(self) -> Iterator[Referential]:
        return iter(self._referentials.values())

    def latest(self) -> Referential:
        """Return the rules of the latest known year."""
        return self._referentials[self.years[-1]]


def _wrong_year(file: Traversable, name: str, message: str) -> InvalidFile:
    path = ("school_year",)
    return InvalidFile(name, [Problem(path, message, line_of(text_of(file, name=name), path))])


def _toml_files(directory: Traversable | None) -> list[Traversable]:
    if directory is None:
        return []
    if not directory.is_dir():
        raise InvalidFile(str(directory), [Problem((), "Ce dossier de règles nationales n'existe pas.")])
    return sorted((file for file in directory.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
