"""Somebody patient, who reads all that is told outside a department and narrows down what is withheld."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from clas_core.statistics.counting import COUNTS
from clas_core.statistics.withholding import Lines, Told

OUTCOMES = ("approved", "deferred", "pending", "refused", "reserve")
KEYS = {"outcome": OUTCOMES, "nature": ("association", "commune", "mutual"), "level": ("cp", "ce1", "6e")}
UNKNOWN = 1_000_000
Name = tuple[str, ...]
"""A count: the department or ``""`` for the nation, the breakdown, the key, the figure."""


@dataclass
class Reader:
    """Somebody who knows all that is told, how lines add up, and which lines could be there."""

    low: dict[Name, int] = field(default_factory=dict)
    high: dict[Name, int] = field(default_factory=dict)
    told: set[Name] = field(default_factory=set)
    sums: list[tuple[Name, list[Name], bool]] = field(default_factory=list)
    ordered: list[tuple[Name, Name]] = field(default_factory=list)

    def knows(self, name: Name, value: int) -> None:
        assert self.low.setdefault(name, value) == value, "two lines tell different values of one count"
        self.high[name] = value
        self.told.add(name)

    def is_told(self, name: Name) -> bool:
        """Tell whether a count is told, or is the difference of two that are: it is then no secret, nor small."""
        slug, _, key, figure = name
        whole, retained = (slug, "total", "", figure), (slug, "retained", "", figure)
        of = {"left": (whole, retained), "not retained": ((slug, "outcome", "approved", figure), retained)}
        return self.low.get(name, 0) not in range(1, 5) and self.told.issuperset(of.get(key or name[1], (name,)))

    def bounds(self, name: Name) -> tuple[int, int]:
        return self.low.get(name, 0), self.high.get(name, UNKNOWN)

    def adds_up(self, whole: Name, parts: Iterable[Name], *, exactly: bool = True) -> None:
        """A sum; one that is not exact may count the same in several parts, each of which is within the whole."""
        listed = list(parts)
        self.sums.append((whole, listed, exactly))
        if not exactly:
            self.ordered += [(part, whole) for part in listed]

    def think(self) -> None:
        """Narrow each count down by all that is known, until nothing changes."""
        changed = True
        while changed:
            before = dict(self.low), dict(self.high)
            for whole, parts, exactly in self.sums:
                self._add(whole, parts, exactly=exactly)
            for less, more in self.ordered:
                self._narrow(less, high=self.bounds(more)[1])
                self._narrow(more, low=self.bounds(less)[0])
            changed = before != (self.low, self.high)

    def _add(self, whole: Name, parts: Sequence[Name], *, exactly: bool) -> None:
        lows, highs = (sum(self.bounds(part)[end] for part in parts) for end in (0, 1))
        self._narrow(whole, low=lows if exactly else 0, high=highs)
        low, high = self.bounds(whole)
        for part in parts:
            own_low, own_high = self.bounds(part)
            self._narrow(part, low=low - (highs - own_high), high=high - (lows - own_low) if exactly else UNKNOWN)

    def _narrow(self, name: Name, *, low: int = 0, high: int = UNKNOWN) -> None:
        was = self.bounds(name)
        self.low[name], self.high[name] = max(was[0], low), min(was[1], high)
        assert self.low[name] <= self.high[name], name


def true_figures(counted: Mapping[str, Lines]) -> dict[Name, int]:
    """Return every count, with those of the nation, and what is left beside what was retained, in all and approved."""
    found: dict[Name, int] = defaultdict(int)
    for slug, lines in counted.items():
        for breakdown, each in lines.items():
            for line, figure in product(each, COUNTS):
                for where in (slug, "") if breakdown != "territory" else (slug,):
                    found[where, breakdown, line.key, figure] += getattr(line, figure)
    for slug, figure in product(("", *counted), COUNTS):
        retained = found[slug, "retained", "", figure]
        found[slug, "left", "", figure] = found[slug, "total", "", figure] - retained
        found[slug, "outcome", "not retained", figure] = found[slug, "outcome", "approved", figure] - retained
    return found


def read(told: Told, counted: Mapping[str, Lines]) -> Reader:
    """Tell a reader all that is told, and how it adds up."""
    reader = Reader()
    slugs = tuple(counted)
    for slug, lines in {**told.departments, "": told.nation}.items():
        for breakdown, each in lines.items():
            for line in each:
                of = (line.key, "total", "") if (slug, breakdown) == ("", "territory") else (slug, breakdown, line.key)
                for figure in COUNTS:
                    value = getattr(line, figure)
                    if value is not None:
                        reader.knows((*of, figure), value)
    for slug, bounds in {**told.between.departments, "": told.between.nation}.items():
        for figure, (low, high) in zip(COUNTS, bounds or (), strict=bounds is not None):
            reader._narrow((slug, "total", "", figure), low=low, high=high)
    for figure in COUNTS:
        relate(reader, slugs, {slug: {each.key for each in counted[slug]["territory"]} for slug in slugs}, figure)
    for slug, breakdown, key in product(("", *slugs), ("total", "retained", *KEYS), ("", *OUTCOMES)):
        for less, more in pairwise(COUNTS[:4]):
            reader.ordered.append(((slug, breakdown, key, less), (slug, breakdown, key, more)))
    reader.think()
    return reader


def relate(reader: Reader, slugs: Sequence[str], cities: Mapping[str, Iterable[str]], figure: str) -> None:
    for slug in ("", *slugs):
        total, retained, left = ((slug, part, "", figure) for part in ("total", "retained", "left"))
        reader.adds_up(total, (retained, left))
        approved = (slug, "outcome", "approved", figure)
        not_retained = (slug, "outcome", "not retained", figure)
        reader.adds_up(approved, (retained, not_retained))
        for breakdown, keys in KEYS.items():
            exactly = breakdown == "nature" or (breakdown == "outcome" and figure != "porteurs")
            reader.adds_up(total, ((slug, breakdown, key, figure) for key in keys), exactly=exactly)
        others = [(slug, "outcome", key, figure) for key in OUTCOMES if key != "approved"]
        if figure != "porteurs":
            reader.adds_up(left, (not_retained, *others))
        if slug:
            exactly = figure in ("groups", "children", "adults")
            parts = ((slug, "territory", city, figure) for city in cities[slug])
            reader.adds_up(total, parts, exactly=exactly)
    several = [("total", ""), ("retained", ""), ("left", ""), ("outcome", "not retained")]
    several += [(breakdown, key) for breakdown, keys in KEYS.items() for key in keys]
    for breakdown, key in several:
        reader.adds_up(("", breakdown, key, figure), ((slug, breakdown, key, figure) for slug in slugs))
