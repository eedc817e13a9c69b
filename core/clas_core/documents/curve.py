"""A curve: what the nation would pay for each value of one figure, and the envelope, in words and in figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from clas_core.money import write_euros
from clas_core.simulation.best_reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Points from left to right, a level that they are not to pass, and the value where they meet it, if they do.

    `places` and `heights` are whole numbers; `first` and `last` say how the ends are read. `id` is unique in the page.
    """

    id: str
    title: str
    description: str
    places: Sequence[int]
    heights: Sequence[int]
    first: str
    last: str
    level: int
    level_said: str
    met: int | None
    met_said: str

    @property
    def top(self) -> int:
        return max((*self.heights, self.level, 1))


def curve_of(reply: Reply) -> Curve:
    """Return the curve of a reply: the total of the nation by the values of its lever."""
    lever = reply.lever
    places, heights = zip(*reply.curve, strict=True)
    points = " ; ".join(f"{lever.written(value)} : {write_euros(total)}" for value, total in reply.curve)
    met_said = "" if reply.value is None else lever.written(reply.value)
    return Curve(
        id="reponse",
        title=f"Total de la nation selon le {lever.label}",
        description=f"Courbe. {points}. Enveloppe : {write_euros(reply.envelope)}."
        + (f" Elle est atteinte à {met_said}." if met_said else ""),
        places=places,
        heights=heights,
        first=lever.written(places[0]),
        last=lever.written(places[-1]),
        level=reply.envelope,
        level_said="enveloppe",
        met=reply.value,
        met_said=met_said,
    )
