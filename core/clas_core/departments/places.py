"""How many requests the code of a department may answer at once: code that hangs holds its places, and no more.

A thread that runs somebody else's code cannot be ended. What it can do is keep to a few of them, so that those of the
service that are left answer everybody else.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import BoundedSemaphore
from time import monotonic

from clas_core.errors import DepartmentBusy

PLACES = 2
"""Of one department, in one process: one may wait for something slow while another answers."""

PLACES_IN_ALL = 4
"""Of all departments together: half of the threads of a process, whoever hangs."""

SECONDS_TO_WAIT = 0.1
"""Code that works gives its place back within milliseconds; for one that does not, nobody waits much longer."""


class Shared:
    """Places that are taken and given back; whoever finds none waits a little, unless those who hold them have held
    them for longer than that already: then nothing says that one will be free."""

    def __init__(self, count: int) -> None:
        self._free = BoundedSemaphore(count)
        self._held: dict[object, float] = {}

    def take(self, holder: object) -> bool:
        """Take a place for `holder`; tell whether there was one."""
        since = min(list(self._held.values()), default=None)
        patience = SECONDS_TO_WAIT if since is None else max(0.0, since + SECONDS_TO_WAIT - monotonic())
        if not self._free.acquire(timeout=patience):
            return False
        self._held[holder] = monotonic()
        return True

    def give_back(self, holder: object) -> None:
        """Give back the place of `holder`."""
        del self._held[holder]
        self._free.release()


class Places:
    """The places of one department, and those of all departments that are served beside it."""

    def __init__(self, slug: str) -> None:
        self._slug = slug
        self._own = Shared(PLACES)
        self._shared = Shared(PLACES_IN_ALL)

    def share(self, shared: Shared) -> None:
        """Take `shared` as the places of all departments together."""
        self._shared = shared

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place until the end of the block, whatever ends it. Raises `DepartmentBusy` when none is free."""
        holder = object()
        with ExitStack() as held:
            for places in (self._own, self._shared):
                if not places.take(holder):
                    raise DepartmentBusy(self._slug)
                held.callback(places.give_back, holder)
            yield
