"""Who may reach the database: under which role the service works on PostgreSQL, since some are above what separates
departments; who else may read the files of SQLite."""

from pathlib import Path

from sqlalchemy import Connection, Engine, text

_ROLE = text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")


def warnings_about(engine: Engine) -> list[str]:
    """Say in French what makes the database less safe than it should be; nothing when all is well."""
    with engine.connect() as connection:
        return warnings_of(connection)


def warnings_of(connection: Connection) -> list[str]:
    """Say the same of the database that is at the other end of a connection, within what that is reading."""
    if connection.dialect.name != "postgresql":
        return _readable_files(connection.engine.url.database or "")
    role = connection.execute(_ROLE).one()
    if not (role.rolsuper or role.rolbypassrls):
        return []
    why = "est superutilisateur" if role.rolsuper else "a l'attribut BYPASSRLS"
    return [
        (
            f"Attention : le rôle PostgreSQL « {role.rolname} » {why}. La base ne sépare alors pas elle-même les "
            "départements : donnez au service un rôle ordinaire, propriétaire de ses tables."
        )
    ]


def _readable_files(file: str) -> list[str]:
    """Say which files of SQLite other users of the machine may read or write."""
    found = [Path(file + suffix) for suffix in ("", "-wal", "-shm")]
    wide = [str(each) for each in found if each.is_file() and each.stat().st_mode & 0o077]
    if not wide:
        return []
    listed = " ".join(wide)
    return [
        (
            f"Attention : d'autres comptes de cette machine peuvent ouvrir {listed}. La base contient des données "
            f"personnelles et la clé qui signe les sessions : gardez-la pour vous par « chmod 600 {listed} »."
        )
    ]
