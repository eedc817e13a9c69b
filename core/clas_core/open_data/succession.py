"""What becomes of what was published: nothing of it disappears, it is corrected or withdrawn under everyone's eyes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from clas_core.open_data.award import Award


def follow(published: Iterable[Award], now: Iterable[Award]) -> Sequence[Award]:
    """Return what the next publication says: `now`, each beside what was `published` of the same dossier.

    A decision that another has replaced is corrected; one that is not to be published any more is withdrawn, and stays.
    """
    before = {each.receipt: each for each in published}
    found = {each.receipt: _after(before.get(each.receipt), each) for each in now}
    gone = {receipt: each.withdrawn() for receipt, each in before.items() if receipt not in found}
    return sorted((found | gone).values(), key=lambda each: each.receipt)


def _after(last: Award | None, now: Award) -> Award:
    if last is None:
        return now
    if last.reference == now.reference and last.standing != "withdrawn":
        return replace(now, standing=last.standing, replaces=last.replaces, before=last.before)
    return replace(now, standing="corrected", replaces=last.reference, before=last.cents)
