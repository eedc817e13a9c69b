"""The school years that have national rules here: those shipped with the core, and those a directory adds, each with
its corrections."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from clas_core.errors import InvalidFile, Problem, UnknownSchoolYear
from clas_core.national.files import corrected, questions_beside, read_referential, referential_of_text
from clas_core.national.referential import Referential
from clas_core.national.taking_steps import before_closing
from clas_core.reading import line_of, text_of
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

        What is added must be `trusted`, where that is given: what came with the release is. Raises `InvalidFile` when a
        file is wrong, or when an added file redefines a year that exists: rules already in use are never replaced in
        silence.
        """
        found: dict[SchoolYear, Referential] = {}
        written_in: dict[SchoolYear, list[Traversable]] = {}
        believed = trusted or (lambda _: None)
        for directory in (files("clas_core.national") / "data", added):
            for file in _toml_files(directory):
                if directory is added:
                    believed(file)
                    if _CORRECTION.fullmatch(file.name):
                        continue
                name = file.name if directory is not added else str(file)
                beside = [each for each in (questions_beside(file),) if each.is_file()]
                for each in beside if directory is added else ():
                    believed(each)
                referential = read_referential(file, name=name)
                if file.name != f"{referential.school_year}.toml":
                    message = f"Ce fichier décrit {referential.school_year} : nommez-le {referential.school_year}.toml."
                    raise _wrong_year(file, name, message)
                if referential.school_year in found:
                    message = f"L'année {referential.school_year} existe déjà ; une année en place ne se remplace pas."
                    raise _wrong_year(file, name, message)
                found[referential.school_year] = referential
                written_in[referential.school_year] = [file, *beside]
        # What a closed year was while it was in force has a digest too: certificates of then say it.
        once = {year: open_year for year, each in found.items() if (open_year := _while_in_force(each)) is not None}
        before: list[Referential] = list(once.values())
        for number, file in sorted(_corrections_of(added), key=lambda each: each[0]):
            year = _year_of(file, found)
            correct = corrected(found[year], file, name=str(file))
            if correct.corrections[-1].number != number:
                raise _wrong_year(file, str(file), "Le numéro de la correction n'est pas celui de son nom.", "number")
            before.append(found[year])
            found[year] = correct
            written_in[year].append(file)
            if year in once:
                once[year] = corrected(once[year], file, name=str(file))
                before.append(once[year])
        return cls(found, written_in, before)

    def of_digest(self, digest: str) -> Referential | None:
        """Return the rules that have a digest: those of a year, or those that it had before it was corrected."""
        return self._by_digest.get(digest)

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


def _while_in_force(year: Referential) -> Referential | None:
    """Return a closed year as it was before it was closed; `None` where its file does not say that step."""
    text = before_closing(year.text) if year.closed_on is not None else None
    return None if text is None else referential_of_text(text, name=str(year.school_year))


def _wrong_year(file: Traversable, name: str, message: str, key: str = "school_year") -> InvalidFile:
    path = (key,)
    return InvalidFile(name, [Problem(path, message, line_of(text_of(file, name=name), path))])


def _corrections_of(directory: Traversable | None) -> Iterator[tuple[int, Traversable]]:
    for file in _toml_files(directory):
        if match := _CORRECTION.fullmatch(file.name):
            yield int(match[2]), file


def corrects(name: str) -> str | None:
    """Return the year that a file corrects, by its name; `None` for one that is no correction."""
    match = _CORRECTION.fullmatch(name)
    return match[1] if match else None


def correction_of(name: str) -> int | None:
    """Return the number of a correction, by the name of its file; `None` for one that is no correction."""
    match = _CORRECTION.fullmatch(name)
    return int(match[2]) if match else None


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
    return sorted((file for file in directory.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
