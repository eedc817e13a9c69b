"""Between which bounds a count is told outside a department where it may not be told as it is.

What is told first, where not all can be told: what each department retained, which framing notes make public; then the
nation's total as it is; then the totals of departments. Where the nation's total cannot be told as it is, each total
that is hidden is told in a band of five values, counted from what is told beside it, and the nation's between the sums
of these bands. A band says how many fives of what is hidden there are, and no more.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from clas_core.statistics.counting import COUNTS

LEAST_SHOWN = 5

Counts = tuple[int, ...]
Bounds = tuple[tuple[int, int], ...]
"""The least and the most of each count, both of them possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """The bounds of the nation's total, and of the totals of departments: nothing of what is told as it is."""

    nation: Bounds | None = None
    departments: Mapping[str, Bounds]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """What is hidden of departments: the `hidden` tell no total, the `secret` among them not even what they retained.

    `retained` and `left` make the whole of each; `retained_is_told`: of the nation.
    """

    retained: Mapping[str, Counts]
    left: Mapping[str, Counts]
    hidden: AbstractSet[str]
    secret: AbstractSet[str]
    retained_is_told: bool


def tell_between(hiding: Hiding) -> Between:
    """Return the bounds of what is hidden, where the nation's total is.

    Where a department keeps secret what it retained, a band of each would narrow it down: the nation has one band then.
    """
    whole = {name: _plus(hiding.retained[name], left) for name, left in hiding.left.items()}
    if hiding.secret:
        # Of what is secret as a whole there is some, as the list of departments says.
        secret = frozenset() if hiding.retained_is_told else hiding.secret
        unknown = _sum(whole[name] if name in secret else hiding.left[name] for name in hiding.hidden)
        return Between(nation=_around(_sum(whole.values()), unknown, least=1 if secret else 0), departments={})
    departments = {name: _around(whole[name], hiding.left[name], least=0) for name in hiding.hidden}
    exact = [tuple((count, count) for count in each) for name, each in whole.items() if name not in hiding.hidden]
    nation = tuple(
        (sum(low for low, _ in bounds), sum(high for _, high in bounds))
        for bounds in zip(*departments.values(), *exact, strict=True)
    )
    return Between(nation=nation, departments=departments)


def _around(whole: Counts, unknown: Counts, *, least: int) -> Bounds:
    """Return the bounds of a whole of which `unknown` is not told: beside what is, a band that begins at `least`, or at
    some fives more."""
    bands = []
    for total, count in zip(whole, unknown, strict=True):
        low = least + max(count - least, 0) // LEAST_SHOWN * LEAST_SHOWN
        bands.append((total - count + low, total - count + low + LEAST_SHOWN - 1))
    return tuple(bands)


def _sum(many: Iterable[Counts]) -> Counts:
    return tuple(map(sum, zip(*many, strict=True)))


def _plus(one: Counts, another: Counts) -> Counts:
    return tuple(a + b for a, b in zip(one, another, strict=True))


def bounds_json(bounds: Bounds | None) -> dict[str, dict[str, int]] | None:
    """Write bounds of a total as JSON values, by the names of its counts; nothing where it has none."""
    if bounds is None:
        return None
    return {name: {"least": low, "most": high} for name, (low, high) in zip(COUNTS, bounds, strict=True)}


def share_between(part: int, whole: tuple[int, int]) -> tuple[int, int] | None:
    """Return the least and the most that `part` is of a whole between two bounds, in whole percent, half up; `None` of
    nothing."""
    low, high = whole
    if not low or part > high:
        return None
    return (200 * part + high) // (2 * high), (200 * part + max(low, part)) // (2 * max(low, part))
