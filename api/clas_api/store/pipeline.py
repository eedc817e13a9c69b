"""Statements that go to PostgreSQL in one round trip: what waits for none of their answers need not wait for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


@contextmanager
def pipeline(connection: Connection) -> Iterator[None]:
    """Send the statements of the block to PostgreSQL together; none of them may be one whose answer is looked at."""
    if connection.dialect.name != "postgresql":
        yield
        return
    import psycopg  # here: SQLite alone needs none of it

    server: Any = connection.connection.driver_connection
    try:
        with server.pipeline():
            yield
    except psycopg.Error as error:
        # As SQLAlchemy says of a statement by itself what went wrong with it.
        lost = connection.dialect.is_disconnect(cast("Any", error), server, None)
        raise DBAPIError.instance(
            None,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=connection.dialect,
        ) from error
