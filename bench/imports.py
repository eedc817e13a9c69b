"""A file of ten thousand porteurs and one of ten thousand dossiers of past years: read, tried and taken in, on SQLite
and on PostgreSQL; the file is an xlsx, read by its process apart."""

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import perf_counter

from sqlalchemy import create_engine
from xlsxwriter import Workbook

from bench.filled import siret_of
from bench.measure import Row
from clas_api.services.importing.importing import read_upload, take_in
from clas_core.imports.columns import Target
from clas_core.imports.past_columns import PAST_YEARS
from clas_core.imports.porteurs import PORTEURS
from tests.contexts import context_on
from tests.databases import PostgresServer, upgrade_url

_ROWS = 10_000
_GOAL = 30.0
"""Seconds, for each file on each database."""


def measure() -> Iterator[Row]:
    """Yield the seconds that each file takes on each database."""
    files = {"porteurs": (PORTEURS, _porteurs()), "past years": (PAST_YEARS, _past_years())}
    with tempfile.TemporaryDirectory() as folder, PostgresServer.running() as server:
        addresses = {"sqlite": f"sqlite:///{Path(folder) / 'imports.sqlite3'}", "postgresql": server.new_database()}
        for kind, url in addresses.items():
            if kind == "sqlite":
                upgrade_url(url)
            for name, (target, file) in files.items():
                seconds = _taken_in(url, target, file)
                yield Row.at_most(_GOAL, name=f"import of {_ROWS} {name}, {kind}", value=seconds, unit="s")


def _taken_in(url: str, target: Target, file: bytes) -> float:
    engine = create_engine(url)
    begun = perf_counter()
    with context_on(engine) as context:
        upload = read_upload(BytesIO(file), "fichier.xlsx", target)
        report = take_in(context, "marne", target, upload)
    seconds = perf_counter() - begun
    engine.dispose()
    assert report.made == _ROWS, report.faults[:3]
    return seconds


def _porteurs() -> bytes:
    header = ("Raison sociale", "N° SIRET", "Forme juridique", "Adresse", "CP", "Ville", "Mail", "Téléphone")
    return _workbook(
        header,
        (
            (
                f"Association {rank}",
                siret_of(rank),
                "association",
                f"{rank} rue",
                "51100",
                "Reims",
                "",
                "03 26 79 15 41",
            )
            for rank in range(_ROWS)
        ),
    )


def _past_years() -> bytes:
    header = ("Année", "SIRET", "Nom", "N° dossier", "Décision", "Accordé", "Versé", "Droit réel", "Nb groupes")
    return _workbook(
        header,
        (
            (
                "2023-2024",
                siret_of(rank),
                f"Association {rank}",
                f"E{rank}",
                "accordé",
                "2 800,70",
                "1 400,35",
                "2640",
                "2",
            )
            for rank in range(_ROWS)
        ),
    )


def _workbook(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> bytes:
    written = BytesIO()
    with Workbook(written, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, row)
    return written.getvalue()
