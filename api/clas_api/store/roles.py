"""Under which role the service works on PostgreSQL: some roles are above what separates departments."""

from sqlalchemy import Engine, text

_ROLE = text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")


def warnings_about(engine: Engine) -> list[str]:
    """Say in French what makes the database less safe than it should be; nothing when all is well."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
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
