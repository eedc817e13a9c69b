"""The one thing that a porteur has to do next with a dossier: its home and its page say the same."""

from typing import Literal

from clas_core.dossiers.lifecycle import State

NextThing = Literal["answer", "complete", "deposit", "too_late", "correct_bilan", "write_bilan", "wait", "nothing"]
"""``wait`` is for the Caf or the committee to go on; ``nothing`` that the dossier has ended; ``too_late`` that what is
written cannot be deposited any more, unless more time is granted."""

_ENDED: frozenset[State] = frozenset({"closed", "withdrawn"})


def next_thing(
    state: State, *, to_deposit: bool, over: bool, left: int | None, bilan: Literal["", "draft", "returned", "filed"]
) -> NextThing:
    """Return what is to be done next, by what its porteur knows of the `state`.

    `to_deposit`: something is written that no deposit holds, or is asked for; `over`: its time is past; `left`: how
    many points are open before it can be deposited, where that is counted.
    """
    if state in _ENDED:
        return "nothing"
    if state == "complements_asked":
        return "too_late" if over else "answer"
    if to_deposit and not over and left is not None:
        return "complete" if left else "deposit"
    if to_deposit and over:
        return "too_late"
    if bilan == "returned":
        return "correct_bilan"
    return "write_bilan" if bilan == "draft" else "wait"
