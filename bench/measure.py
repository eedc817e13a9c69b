"""Rows of the table, and ways to time that a noisy machine cannot fool.

Two things are compared by alternating them (A B A B …) and taking the ratio pair by pair: whatever slows the machine
down for a while slows both. The median then sets aside the pairs that were disturbed in the middle. A time by itself
is taken several times and the calmest counts: what else runs on the machine is not what is measured.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Self

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure. `ok` tells whether it reaches its goal; `None` when it has none and is shown for comparison.
    `value` is missing where nothing could be measured: `goal` then says why."""

    name: str
    value: float | None
    unit: str
    goal: str = ""
    ok: bool | None = None

    @classmethod
    def absent(cls, name: str, why: str) -> Self:
        return cls(name=name, value=None, unit="", goal=why)

    @classmethod
    def at_most(cls, bound: float, *, name: str, value: float, unit: str) -> Self:
        return cls(name=name, value=value, unit=unit, goal=f"≤ {bound:g}", ok=value <= bound)

    @classmethod
    def at_least(cls, bound: float, *, name: str, value: float, unit: str) -> Self:
        return cls(name=name, value=value, unit=unit, goal=f"≥ {bound:g}", ok=value >= bound)


def seconds(action: Callable[[], object]) -> float:
    """Return how long `action` takes, once."""
    start = perf_counter()
    action()
    return perf_counter() - start


def processor_seconds(action: Callable[[], object]) -> float:
    """Return how long `action` keeps the processor busy, once: other processes that take their turn do not count."""
    start = process_time()
    action()
    return process_time() - start


def calmest(measure: Callable[[], float], times: int) -> float:
    """Return the least of what `measure` gives, `times` times; one time before is not counted."""
    measure()
    return min(measure() for _ in range(times))


def alternate(first: Callable[[], float], second: Callable[[], float], rounds: int) -> Sequence[Pair]:
    """Return what `first` and `second` measure, in turn, `rounds` times each; one round before is not counted."""
    first(), second()
    return [(first(), second()) for _ in range(rounds)]


def ratio(pairs: Sequence[Pair]) -> float:
    """Return how many times the second the first is, as the median over the pairs."""
    return median(first / second for first, second in pairs)


def medians(pairs: Sequence[Pair]) -> Pair:
    """Return the median of the firsts and that of the seconds."""
    return median(first for first, _ in pairs), median(second for _, second in pairs)
