"""The lines of an impact as a flat table, for whoever goes on working on them: a csv, or columns to be kept."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

HEADER = (
    "by",
    "key",
    "groups",
    "before",
    "after",
    "difference",
    "eligible_before",
    "eligible_after",
    "winners",
    "won",
    "losers",
    "lost",
)
AMOUNTS = frozenset({"before", "after", "difference", "won", "lost"})


def lines_of(told: Mapping[str, Any]) -> Iterator[Sequence[str | int]]:
    """Yield the line of the whole, then those of each breakdown, in the order of `HEADER`."""
    whole = {"groups": told["groups"], **told["total"]}
    yield _line("total", "", {**whole, **{each: told[each] for each in ("eligible", "winners", "losers")}})
    for by, lines in told["by"].items():
        for each in lines:
            yield _line(by, each[by], each)


def csv_of(told: Mapping[str, Any]) -> bytes:
    """Return the lines as csv, with a decimal point and names for a program."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(lines_of(told))
    return file.getvalue().encode()


def parquet_of(told: Mapping[str, Any]) -> bytes:
    """Return the lines as Parquet, amounts as decimals of two places."""
    import polars as pl

    columns: dict[str, list[Any]] = {name: [] for name in HEADER}
    for line in lines_of(told):
        for name, value in zip(HEADER, line, strict=True):
            columns[name].append(Decimal(value) if name in AMOUNTS else value)
    words = ("by", "key")
    schema = {
        name: pl.String() if name in words else pl.Decimal(18, 2) if name in AMOUNTS else pl.Int64() for name in HEADER
    }
    file = io.BytesIO()
    pl.DataFrame(columns, schema=schema).write_parquet(file)
    return file.getvalue()


def _line(by: str, key: str, line: Mapping[str, Any]) -> Sequence[str | int]:
    return (
        by,
        key,
        line["groups"],
        line["before"],
        line["after"],
        line["difference"],
        line["eligible"]["before"],
        line["eligible"]["after"],
        line["winners"]["groups"],
        line["winners"]["amount"],
        line["losers"]["groups"],
        line["losers"]["amount"],
    )
