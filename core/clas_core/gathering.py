"""Several files that are read in turn: what is wrong in each is told at the end, all at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from clas_core.errors import InvalidFile, InvalidFiles

T = TypeVar("T")


class Gathering:
    """The files that were found wrong so far."""

    def __init__(self) -> None:
        self._wrong: list[InvalidFile] = []

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep what is wrong in a file, and go on to the next one."""
        try:
            yield
        except InvalidFile as error:
            self._wrong.append(error)
        except InvalidFiles as error:
            self._wrong.extend(error.files)

    def holds(self, check: Callable[[T], object], file: T) -> bool:
        """Tell whether a check raises nothing of a file; what it raises is kept."""
        before = len(self._wrong)
        with self.reading():
            check(file)
        return len(self._wrong) == before

    @property
    def found(self) -> bool:
        """Whether something is wrong so far."""
        return bool(self._wrong)

    def end(self) -> None:
        """Raise `InvalidFile`, or `InvalidFiles` where several are wrong; nothing where none is."""
        if self._wrong:
            raise self._wrong[0] if len(self._wrong) == 1 else InvalidFiles(self._wrong)
