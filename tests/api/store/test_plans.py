"""How SQLite finds what pages ask, with no statistics to go by: never by reading every dossier of a department."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from clas_api.services.instruction import assigning
from clas_api.store import dossiers
from clas_api.store.reading import Query
from tests.databases import upgrade_url

CALL = {"porteur": uuid4().hex, "department": "marne", "call": "2025-2026"}


@pytest.mark.parametrize(
    ("query", "values", "index"),
    [
        (dossiers._LIVE, CALL, "uq_dossiers_live (porteur_id=? AND department=? AND school_year=?)"),
        (assigning._AGENTS, {"department": "marne"}, "COVERING INDEX ix_dossiers_assigned_to (assigned_to=?"),
    ],
    ids=["one's own", "who has how many"],
)
def test_dossiers_are_found_in_an_index_of_their_own(
    tmp_path: Path, query: Query[Any], values: dict[str, Any], index: str
) -> None:
    url = f"sqlite:///{tmp_path / 'clas.sqlite3'}"
    upgrade_url(url)
    engine = create_engine(url)
    compiled = query.statement.compile(engine)
    given = compiled.construct_params(values)
    with engine.connect() as connection:
        asked = tuple(given[name] for name in compiled.positiontup or ())
        steps = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", asked)]
    engine.dispose()
    assert any(index in step for step in steps), steps
