"""How many requests the code of a department may answer at once: code that hangs holds its places, and no more.

A thread that runs somebody else's code cannot be ended. What it can do is keep to a few of them, so that those of the
service that are left answer everybody else.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import BoundedSemaphore

from clas_core.errors import DepartmentBusy

PLACES = 2
"""Of one department, in one process: one may wait for something slow while another answers."""

PLACES_IN_ALL = 4
"""Of all departments together: half of the threads of a process, whoever hangs."""

SECONDS_TO_WAIT = 0.1
"""Code that works gives its place back within milliseconds; for one that does not, nobody waits much longer."""


class Places:
    """The places of one department, and those of all departments that are served beside it."""

    def __init__(self, slug: str) -> None:
        self._slug = slug
        self._own = BoundedSemaphore(PLACES)
        self._shared = BoundedSemaphore(PLACES_IN_ALL)

    def share(self, shared: BoundedSemaphore) -> None:
        """Take `shared` as the places of all departments together."""
        self._shared = shared

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place until the end of the block, whatever ends it. Raises `DepartmentBusy` when none is free."""
        with ExitStack() as held:
            for places in (self._own, self._shared):
                if not places.acquire(timeout=SECONDS_TO_WAIT):
                    raise DepartmentBusy(self._slug)
                held.callback(places.release)
            yield
