"""The school years that have national rules here: those shipped with the core, and those a directory adds, each with
its corrections."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from clas_core.errors import InvalidFile, Problem, UnknownSchoolYear
from clas_core.gathering import Gathering
from clas_core.national.corrections import CORRECTIONS
from clas_core.national.files import corrected, questions_beside, read_referential, referential_of_text
from clas_core.national.of_then import rules_of_then
from clas_core.national.referential import Referential
from clas_core.national.shipped import expect_as_shipped
from clas_core.reading import line_of, parse_toml, text_of
from clas_core.years import SchoolYear

Trusted = Callable[[Traversable], None]
"""Raises `InvalidFile` for a file that is not to be believed."""

_CORRECTION = re.compile(r"(\d{4}-\d{4})\.correction-([1-9]\d?)\.toml", re.ASCII)


class ReferentialLibrary:
    """Every known referential, by school year, oldest first. An absent year is refused, never replaced."""

    def __init__(
        self,
        referentials: Mapping[SchoolYear, Referential],
        written_in: Mapping[SchoolYear, Sequence[Traversable]] | None = None,
        before: Sequence[Referential] = (),
    ) -> None:
        """Take the years as they are now, the files that say each, and what some were `before` they were corrected."""
        self._referentials = MappingProxyType(dict(sorted(referentials.items())))
        self._files = MappingProxyType(dict(written_in or {}))
        self._by_digest = MappingProxyType({each.digest: each for each in (*before, *referentials.values())})

    @classmethod
    def load(cls, added: Traversable | None = None, trusted: Trusted | None = None) -> "ReferentialLibrary":
        """Read the shipped years, then those of the directory `added`, then the corrections that it has of any year.

        What is added must be `trusted`, where that is given: what came with the release is, as it was. Raises
        `InvalidFile`, or `InvalidFiles`, with all that is wrong in any file, or when an added file redefines a year
        that exists: rules already in use are never replaced in silence.
        """
        reading, wrong = _Reading(), Gathering()
        for file in _toml_files(files("clas_core.national") / "data"):
            with wrong.reading():
                expect_as_shipped(file.name, reading.read_year(file, file.name))
        given, corrections = _toml_files(added), []
        for file in given:
            both = [each for each in (file, questions_beside(file)) if each.is_file()]
            if trusted is not None and {wrong.holds(trusted, each) for each in both} != {True}:
                continue
            if correction_of(file.name):
                corrections.append(file)
                continue
            with wrong.reading():
                expect_well_named(file)
                reading.read_year(file, str(file))
        for file in sorted(corrections, key=_rank):
            if not _is_of_a_wrong_year(file, given, reading.found):
                with wrong.reading():
                    reading.read_correction(file)
        wrong.end()
        return cls(reading.found, reading.written_in, reading.before)

    def of_digest(self, digest: str) -> Referential | None:
        """Return the rules that have a digest: those of a year, or those that it had before it was corrected or
        closed."""
        return self._by_digest.get(digest) or self._of_then.get(digest)

    @cached_property
    def _of_then(self) -> Mapping[str, Referential]:
        return {then.digest: then for each in self for then in rules_of_then(each)}

    def files_of(self, year: SchoolYear) -> Sequence[Traversable]:
        """Return the files that say the rules of `year`: its own, its questions, its corrections in their order."""
        self.get(year)
        return tuple(self._files.get(year, ()))

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
        """Return the rules of the latest year that is no project any more; of the latest of all where each is one."""
        settled = [each for each in self if not each.is_project]
        return settled[-1] if settled else self._referentials[self.years[-1]]


class _Reading:
    """The years that were read so far, the files that say each, and what some were before they were corrected."""

    def __init__(self) -> None:
        self.found: dict[SchoolYear, Referential] = {}
        self.written_in: dict[SchoolYear, list[Traversable]] = {}
        self.before: list[Referential] = []

    def read_year(self, file: Traversable, name: str) -> Referential:
        """Read the file of a year, and that of its questions. Raises `InvalidFile` or `InvalidFiles`."""
        referential = read_referential(file, name=name)
        year = referential.school_year
        if file.name != f"{year}.toml":
            raise _wrong_year(file, name, f"Ce fichier décrit {year} : nommez-le {year}.toml.")
        if year in self.found:
            raise _wrong_year(file, name, f"L'année {year} existe déjà ; une année en place ne se remplace pas.")
        self.found[year] = referential
        self.written_in[year] = [file, *(each for each in (questions_beside(file),) if each.is_file())]
        return referential

    def read_correction(self, file: Traversable) -> None:
        """Read a correction of a year that was read. Raises `InvalidFile`."""
        year = _year_of(file, self.found)
        correct = corrected(self.found[year], file, name=str(file))
        if correct.corrections[-1].number != _rank(file)[1]:
            raise _wrong_year(file, str(file), "Le numéro de la correction n'est pas celui de son nom.", "number")
        self.before.append(self.found[year])
        self.found[year] = correct
        self.written_in[year].append(file)


def rules_in(file: Traversable) -> Sequence[Referential]:
    """Return the rules that a file says, wherever it lies, then what they were before they were corrected or closed.

    The file is that of a year, with its questions and its corrections beside it, or the one text that an export gives
    of all of these. Raises `InvalidFile` or `InvalidFiles`.
    """
    name = str(file)
    text = text_of(file, name=name)
    if CORRECTIONS in parse_toml(text, name=name) or not questions_beside(file).is_file():
        found = referential_of_text(text, name=name)
    else:
        found = read_referential(file, name=name)
    if not found.corrections:
        folder: Traversable = file.parent  # type: ignore[attr-defined]  # of every file, in a folder or a zip
        beside = (each for each in _toml_files(folder) if _rank(each)[0] == str(found.school_year))
        for each in sorted(beside, key=_rank):
            found = corrected(found, each, name=str(each))
    return (found, *rules_of_then(found))


def _wrong_year(file: Traversable, name: str, message: str, key: str = "school_year") -> InvalidFile:
    path = (key,)
    return InvalidFile(name, [Problem(path, message, line_of(text_of(file, name=name), path))])


def _rank(file: Traversable) -> tuple[str, int]:
    """Return the year that a correction is of, and its number, by its name."""
    return correction_of(file.name) or ("", 0)


def _is_of_a_wrong_year(
    file: Traversable, given: Sequence[Traversable], found: Mapping[SchoolYear, Referential]
) -> bool:
    """Tell whether a correction is of a year that is there and could not be read: that alone is told."""
    year = _rank(file)[0]
    return any(each.name == f"{year}.toml" for each in given) and year not in map(str, found)


def expect_well_named(file: Traversable) -> None:
    """Make sure that a file is not a correction by another name, which nothing would apply. Raises `InvalidFile`."""
    if "correction" in file.name.lower() or file.name.lower().endswith(".toml") != file.name.endswith(".toml"):
        message = (
            "Une année se nomme AAAA-AAAA.toml, une correction AAAA-AAAA.correction-1.toml, de 1 à 99 : renommez-le."
        )
        raise InvalidFile(str(file), [Problem((), message)])


def correction_of(name: str) -> tuple[str, int] | None:
    """Return the year that a file corrects and the number of the correction, by its name; `None` for one that is no
    correction."""
    match = _CORRECTION.fullmatch(name)
    return (match[1], int(match[2])) if match else None


def _year_of(file: Traversable, known: Mapping[SchoolYear, Referential]) -> SchoolYear:
    """Return the year that a file corrects, by its name. Raises `InvalidFile` where there is none."""
    try:
        year = SchoolYear.parse(file.name[:9])
    except ValueError as error:
        raise InvalidFile(str(file), [Problem((), str(error))]) from None
    if year not in known:
        listed = ", ".join(map(str, sorted(known)))
        raise InvalidFile(str(file), [Problem((), f"Aucune année {year} à corriger. Années connues : {listed}.")])
    return year


def _toml_files(directory: Traversable | None) -> list[Traversable]:
    if directory is None:
        return []
    if not directory.is_dir():
        raise InvalidFile(str(directory), [Problem((), "Ce dossier de règles nationales n'existe pas.")])
    return sorted(
        (file for file in directory.iterdir() if file.name.lower().endswith(".toml")), key=lambda file: file.name
    )
