"""What runs a simulation: Polars in this process, DuckDB, or Spark. Each opens a file lazily and gives rows back.

A csv is looked into first (`text_files.py`) and read as text whole: what a cell is worth is for `columns.py` to say,
alike for each engine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import narwhals as nw

from clas_core.errors import Refused
from clas_core.simulation.text_files import Sheet, look_into

FORMS = ("csv", "parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """`opened` returns the lazy frame of a file, of which the form is one of `FORMS`, and which is called by a name;
    `rows` runs a frame."""

    name: str
    opened: Callable[[Path, str], Any]
    rows: Callable[[Any], Sequence[tuple[Any, ...]]]
    ended: Callable[[], None] = lambda: None


def polars_engine(_: str = "") -> Engine:
    import polars as pl

    def opened(path: Path, name: str) -> Any:
        if is_parquet(path):
            return pl.scan_parquet(path, glob=False)
        sheet = look_into(path, name)
        frame = pl.scan_csv(
            path,
            separator=sheet.separator,
            infer_schema=False,
            glob=False,
            with_column_names=lambda _: list(sheet.names),
        )
        return _without_empty(frame, sheet)

    def rows(frame: Any) -> Sequence[tuple[Any, ...]]:
        found: Any = frame.collect(engine="streaming")
        return found.rows()  # type: ignore[no-any-return]

    return Engine(name="polars", opened=opened, rows=rows)


def duckdb_engine(_: str = "") -> Engine:
    try:
        import duckdb
    except ImportError:
        raise Refused(_missing("DuckDB", "duckdb")) from None
    connection = duckdb.connect()
    # The least and the most that a Parquet says of a column leave out what is no number (NaN), and trusting them would
    # take it for one that is within them.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")

    def opened(path: Path, name: str) -> Any:
        place = escape(str(path))
        if is_parquet(path):
            return connection.read_parquet(place)
        sheet = look_into(path, name)
        # All is said: what it would find out by itself, it finds in another way than the others.
        frame = connection.read_csv(
            place,
            sep=sheet.separator,
            header=True,
            columns=dict.fromkeys(sheet.names, "VARCHAR"),
            auto_detect=False,
            quotechar='"',
            escapechar='"',
        )
        return _without_empty(frame, sheet)

    def rows(frame: Any) -> Sequence[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = frame.fetchall()
        return found

    return Engine(name="duckdb", opened=opened, rows=rows, ended=connection.close)


def spark_engine(address: str = "") -> Engine:
    """Return Spark at the `address` of a cluster, or on this machine."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise Refused(_missing("Spark", "spark")) from None
    builder = SparkSession.builder.master(address or "local[*]").appName("clas")
    if not address or address.startswith("local"):
        builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "8")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")

    def opened(path: Path, name: str) -> Any:
        place = path.resolve().as_uri()
        if is_parquet(path):
            return session.read.parquet(place)
        sheet = look_into(path, name)
        frame = session.read.csv(
            place,
            sep=sheet.separator,
            header=True,
            inferSchema=False,
            quote='"',
            escape='"',
            multiLine=sheet.has_quotes,
        )
        return _without_empty(frame.toDF(*sheet.names), sheet)

    def rows(frame: Any) -> Sequence[tuple[Any, ...]]:
        return [tuple(each) for each in frame.collect()]

    return Engine(name="spark", opened=opened, rows=rows, ended=session.stop)


ENGINES: Mapping[str, Callable[[str], Engine]] = MappingProxyType(
    {"polars": polars_engine, "duckdb": duckdb_engine, "spark": spark_engine}
)


def is_parquet(path: Path) -> bool:
    """Tell a Parquet file by its name."""
    return path.suffix.lower() == ".parquet"


def _without_empty(frame: Any, sheet: Sheet) -> Any:
    """Return a frame without the rows that say nothing at all: one engine skips such lines, another gives them."""
    if not sheet.has_empty:
        return frame
    said = (nw.col(each).str.strip_chars() != "" for each in sheet.names)
    return nw.from_native(frame).filter(nw.any_horizontal(*said, ignore_nulls=True)).to_native()


def _missing(name: str, extra: str) -> str:
    return f"{name} n'est pas installé ici : installez clas-core[{extra}], ou prenez --engine polars."
