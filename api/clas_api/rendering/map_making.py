"""Making the outlines of the departments anew from the file of the npm package that publishes them:
``python -m clas_api.rendering.map_making FOLDER``, with the version of the package in ``EDITION`` of the map.

A line a department: its code, and its outline as the path of an SVG. Points that two departments share stay the same in
both, so that no gap opens between them.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import dist
from pathlib import Path

HERE = Path(__file__).parent
SCALE = 2
"""How many of our units one of the package's is: the points of the outlines are whole numbers."""

TOLERANCE = 3.0
"""In our units, of which the map is 1,226 wide: by how much a line may leave the border that it stands for."""

FINEST = 10
"""A short border, as those around Paris, is followed to this part of its own length."""

Point = tuple[int, int]
Ring = list[Point]


def rings_of(path: str) -> Iterator[Ring]:
    """Yield the closed lines of an outline that is written in relative moves alone."""
    x = y = 0.0
    for part in re.findall(r"m ([^mz]*)", path):
        ring: Ring = []
        start = None
        for move in part.split():
            across, down = map(float, move.split(","))
            x, y = x + across, y + down
            start = start or (x, y)
            point = (round(x * SCALE), round(y * SCALE))
            if not ring or point != ring[-1]:
                ring.append(point)
        assert start is not None
        x, y = start
        if ring[0] == ring[-1]:
            ring.pop()
        if len(ring) > 2:
            yield ring


def simplified(shapes: Mapping[str, Sequence[Ring]]) -> dict[str, list[Ring]]:
    """Return outlines of fewer points: a border is simplified once, in one direction, for both who have it."""
    beside: dict[Point, set[Point]] = {}
    for ring in (ring for rings in shapes.values() for ring in rings):
        for rank, point in enumerate(ring):
            beside.setdefault(point, set()).update((ring[rank - 1], ring[(rank + 1) % len(ring)]))
    fixed = {point for point, others in beside.items() if len(others) != 2}
    made = {code: [_fewer(ring, fixed) for ring in rings] for code, rings in shapes.items()}
    return {code: [ring for ring in rings if len(ring) > 2] for code, rings in made.items()}


def _fewer(ring: Ring, fixed: set[Point]) -> Ring:
    kept = [rank for rank, point in enumerate(ring) if point in fixed]
    if len(kept) < 2:  # nobody's border but the sea's
        first = kept[0] if kept else ring.index(min(ring))
        kept = sorted((first, max(range(len(ring)), key=lambda rank: (dist(ring[rank], ring[first]), ring[rank]))))
    ring, kept = ring[kept[0] :] + ring[: kept[0]], [rank - kept[0] for rank in kept]
    made: Ring = []
    for start, end in pairwise([*kept, len(ring)]):
        border = [*ring[start:end], ring[end % len(ring)]]
        forward = border <= border[::-1]
        line = _line(border if forward else border[::-1])
        made += (line if forward else line[::-1])[:-1]
    return made


def _line(border: Ring) -> Ring:
    across, down = (max(values) - min(values) for values in zip(*border, strict=True))
    return _straightened(border, min(TOLERANCE, max(across, down) / FINEST))


def _straightened(border: Ring, tolerance: float) -> Ring:
    """Return the points that a line needs to stay near a border (Douglas and Peucker, 1973)."""
    if len(border) < 3:
        return border
    first, last = border[0], border[-1]
    length = dist(first, last)

    def away(point: Point) -> float:
        if not length:
            return dist(first, point)
        turned = (last[0] - first[0]) * (first[1] - point[1]) - (first[0] - point[0]) * (last[1] - first[1])
        return abs(turned) / length

    farthest = max(range(1, len(border) - 1), key=lambda rank: away(border[rank]))
    if away(border[farthest]) <= tolerance:
        return [first, last]
    return _straightened(border[: farthest + 1], tolerance)[:-1] + _straightened(border[farthest:], tolerance)


def written(rings: Iterable[Ring]) -> str:
    """Write an outline as the path of an SVG, as short as it can be."""
    return "".join(map(_written, rings))


def _written(ring: Ring) -> str:
    moves = " ".join(f"{x - before[0]} {y - before[1]}" for before, (x, y) in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}l{moves}z".replace(" -", "-")


def main(package: Path) -> None:
    """Write the outlines beside this module."""
    text = (package / "index.js").read_text("utf-8")
    places = json.loads(text[text.index("{") : text.rindex("}") + 1])["locations"]
    shapes = {place["id"]: list(rings_of(place["path"])) for place in places}
    lines = (f"{code}\t{written(rings)}" for code, rings in sorted(simplified(shapes).items()))
    (HERE / "outlines.tsv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
