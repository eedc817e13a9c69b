"""Telling a department's own code of what is committed: it may fail or hang, and undoes nothing."""

import logging
import threading
from collections.abc import Sequence
from time import monotonic

from clas_api.context import Context
from clas_core.departments import DepartmentEvent, DepartmentPlugin
from clas_core.errors import DepartmentUnavailable, Unknown

logger = logging.getLogger(__name__)

SECONDS = 5.0
"""All the events of one request together."""

MOST_WAITING = 2
"""Threads of one department that hang, beyond which it is told nothing more: they would only pile up, and so would the
requests that wait for them."""


def tell(plugin: DepartmentPlugin, events: Sequence[DepartmentEvent]) -> bool:
    """Tell a plugin of events, after their commit; return whether it has heard them all in time. What it has not is
    reported in the log."""
    if not plugin.listens:
        return True
    name = f"clas_event of {plugin.slug}"
    if sum(thread.name == name for thread in threading.enumerate()) >= MOST_WAITING:
        logger.error("%s hangs since earlier events: not told of %s", name, _named(events))
        return False
    heard: list[DepartmentEvent] = []
    failed: list[str] = []

    def speak() -> None:
        for event in events:
            try:
                plugin.notify(event)
            except DepartmentUnavailable as error:
                failed.append(event.subject)
                logger.error("%s failed after %s %s: %s", name, event.kind, event.subject, error.reason)
            except BaseException as error:  # noqa: BLE001  # whatever somebody else's code raises stays in this thread
                failed.append(event.subject)
                logger.error("%s failed after %s %s: %r", name, event.kind, event.subject, error)
            heard.append(event)

    # A daemon, so that code that never returns keeps neither the request nor the end of the process waiting.
    thread = threading.Thread(target=speak, name=name, daemon=True)
    started = monotonic()
    thread.start()
    thread.join(SECONDS)
    missed = events[len(heard) :]
    if missed:
        spent = monotonic() - started
        logger.error("%s has not answered for %.1f s: it may not have heard of %s", name, spent, _named(missed))
    return not missed and not failed


def tell_department(context: Context, slug: str, events: Sequence[DepartmentEvent]) -> bool:
    """Tell the code of a department of events, after their commit. One that is not served here has none to be told:
    what was settled by its kept rules is settled all the same. Of a rehearsal it is told nothing: it may keep what it
    hears, where the real call is."""
    if context.installation.is_rehearsal:
        return True
    try:
        plugin = context.installation.registry.published.get(slug)
    except (Unknown, DepartmentUnavailable):
        logger.error("%s is not served here: not told of %s", slug, _named(events))
        return False
    return tell(plugin, events)


def _named(events: Sequence[DepartmentEvent]) -> str:
    return ", ".join(f"{event.kind} {event.subject}" for event in events)
