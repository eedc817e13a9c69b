"""What runs a simulation: Polars in this process, DuckDB, or Spark. Each opens a file lazily and gives rows back.

A csv is read as text whole: what a cell is worth is for `columns.py` to say, alike for each engine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clas_core.errors import InvalidInput, Problem, Refused

FORMS = ("csv", "parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """`opened` returns the lazy frame of a file, of which the form is one of `FORMS`; `rows` runs a frame."""

    name: str
    opened: Callable[[Path], Any]
    rows: Callable[[Any], Sequence[tuple[Any, ...]]]
    ended: Callable[[], None] = lambda: None


def polars_engine(_: str = "") -> Engine:
    import polars as pl

    def opened(path: Path) -> Any:
        if path.suffix == ".parquet":
            return pl.scan_parquet(path, glob=False)
        return pl.scan_csv(path, separator=separator_of(path), infer_schema=False, glob=False)

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

    def opened(path: Path) -> Any:
        if path.suffix == ".parquet":
            return connection.read_parquet(str(path))
        return connection.read_csv(str(path), sep=separator_of(path), header=True, all_varchar=True)

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

    def opened(path: Path) -> Any:
        place = path.resolve().as_uri()
        if path.suffix == ".parquet":
            return session.read.parquet(place)
        return session.read.csv(place, sep=separator_of(path), header=True, inferSchema=False)

    def rows(frame: Any) -> Sequence[tuple[Any, ...]]:
        return [tuple(each) for each in frame.collect()]

    return Engine(name="spark", opened=opened, rows=rows, ended=session.stop)


ENGINES: Mapping[str, Callable[[str], Engine]] = MappingProxyType(
    {"polars": polars_engine, "duckdb": duckdb_engine, "spark": spark_engine}
)


def separator_of(path: Path) -> str:
    """Return what separates the columns of a csv: of the usual signs, the one that its first line has most of."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            head = file.readline(100_000)
    except UnicodeDecodeError:
        raise InvalidInput([Problem((path.name,), NOT_TEXT)], f"{path.name} est à corriger.") from None
    return max((",", ";", "\t"), key=head.count)


NOT_TEXT = "Ce fichier n'est pas un texte en UTF-8 : enregistrez-le en « CSV UTF-8 »."


def _missing(name: str, extra: str) -> str:
    return f"{name} n'est pas installé ici : installez clas-core[{extra}], ou prenez --engine polars."
