"""Writing the file of an embedded database anew: what was erased stays in its free pages until then."""

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from clas_api.context import Context


def compact(context: Context) -> bool:
    """Write the file of SQLite anew, with its log; return whether it could be. PostgreSQL does it by itself."""
    context.session.rollback()
    engine = context.session.get_bind()
    if engine.dialect.name != "sqlite" or not isinstance(engine, Engine):
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        return bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    except (OperationalError, engine.dialect.loaded_dbapi.OperationalError):
        return False
    finally:
        connection.close()
