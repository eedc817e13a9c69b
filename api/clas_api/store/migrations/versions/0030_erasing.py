"""What entries tell stands beside them and may be erased; what is written once may go once its time is over.

Chains are written anew: what names persons leaves the text of each entry, which keeps its salted digest, and the
digest that the entry had (``formerly``), so that a head noted elsewhere is found again. A chain that does not hold is
left as it is: written anew, it would look whole.
"""

from collections.abc import Callable, Iterator
from secrets import token_hex
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from clas_api.store.entries import FIRST, apart, digest_of_entry, whole
from clas_api.store.migrations.guards import separate, within, write_once
from clas_api.store.models import canonical

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_ERASABLE = (
    "dossier_versions", "deposited_groups", "extensions", "messages", "internal_notes", "examinations", "decisions",
    "decided_groups", "notifications", "settlements",
)  # fmt: skip
"""Tables of what is written once and erased when it is due; the trace and the rules never are."""

_OF_SESSIONS = (
    "committee_sessions", "session_seats", "session_items", "session_recusals", "session_opinions", "session_votes",
)  # fmt: skip
_NAMING = (("dossiers", "copied_from"), ("settlements", "decision_id"))
"""What the database looks for when a dossier or a decision goes: without an index, all rows would be read each time."""

_ERASED = "EXISTS (SELECT 1 FROM erasing)"
_LET_GO = f"IF {_ERASED} THEN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; "
_ENTRIES = sa.table(
    "audit_entries",
    *(sa.column(name, sa.String()) for name in ("chain", "subject", "entry", "digest", "salt", "told")),
    sa.column("number", sa.Integer()),
)
_HEADS = sa.table("audit_heads", sa.column("chain", sa.String()), sa.column("digest", sa.String()))
_EVERYWHERE = sa.text("SELECT set_config('clas.departments', '*', true)")
_AT_ONCE = 500


def upgrade() -> None:
    op.create_table(
        "erasing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.CheckConstraint("what <> ''", name=op.f("ck_erasing_said")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasing")),
    )
    op.create_table(
        "final_counts",
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("department <> ''", name=op.f("ck_final_counts_department_named")),
        sa.PrimaryKeyConstraint("department", "school_year", name=op.f("pk_final_counts")),
    )
    write_once(["final_counts"])
    separate(["final_counts"], porteurs=False)
    for table, column in _NAMING:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.add_column("audit_entries", sa.Column("salt", sa.String(32), nullable=True))
    op.add_column("audit_entries", sa.Column("told", sa.Text(), nullable=True))
    _guard_entries(op.get_bind())
    _let_go(op.get_bind())


def downgrade() -> None:
    """What entries tell is put into their text again, but for what was erased."""
    bind = op.get_bind()
    _hold_again(bind)
    if bind.dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_refuse_update")
        op.execute("DROP TRIGGER audit_entries_refuse_delete")
    else:
        bind.execute(_EVERYWHERE)
        op.execute("DROP TRIGGER audit_entries_refuse_change ON audit_entries")
        op.execute("DROP FUNCTION clas_refuse_entry_change()")
    _write_anew(bind, _put_back)
    if bind.dialect.name == "postgresql":
        op.execute("DROP POLICY erasing ON audit_entries")
    op.drop_column("audit_entries", "told")
    op.drop_column("audit_entries", "salt")
    write_once(["audit_entries"])
    for table, column in _NAMING:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    op.drop_table("final_counts")
    op.drop_table("erasing")


def _guard_entries(bind: sa.Connection) -> None:
    """Write the chains anew, then let what entries tell be emptied, and nothing else be changed."""
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _ENTRIES.columns.keys()[:4])
    emptied = f"{_ERASED} AND NEW.told IS NULL AND NEW.salt IS NULL AND NEW.number = OLD.number AND {same}"
    if bind.dialect.name == "sqlite":
        emptied = emptied.replace("IS NOT DISTINCT FROM", "IS")
        op.execute("DROP TRIGGER audit_entries_refuse_update")
        _write_anew(bind, _take_out)
        op.execute(
            f"CREATE TRIGGER audit_entries_refuse_update BEFORE UPDATE ON audit_entries WHEN NOT ({emptied}) "
            "BEGIN SELECT RAISE(ABORT, 'a row of audit_entries is written once'); END"
        )
        return
    bind.execute(_EVERYWHERE)
    op.execute("DROP TRIGGER audit_entries_refuse_change ON audit_entries")
    op.execute(f"CREATE POLICY erasing ON audit_entries FOR UPDATE USING ({within('chain')})")
    _write_anew(bind, _take_out)
    op.execute(
        "CREATE FUNCTION clas_refuse_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND {emptied} THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'a row of % is written once', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_refuse_change BEFORE UPDATE OR DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION clas_refuse_entry_change()"
    )


def _write_anew(bind: sa.Connection, form: Callable[[Any], dict[str, str | None]]) -> None:
    for chain in bind.execute(sa.select(_ENTRIES.c.chain).distinct()).scalars().all():
        if _holds(bind, chain):
            _write_chain_anew(bind, chain, form)


def _entries_of(bind: sa.Connection, chain: str) -> Iterator[Any]:
    last = 0
    asked = sa.select(_ENTRIES).where(_ENTRIES.c.chain == chain).order_by(_ENTRIES.c.number).limit(_AT_ONCE)
    while rows := bind.execute(asked.where(_ENTRIES.c.number > last)).all():
        yield from rows
        last = rows[-1].number


def _holds(bind: sa.Connection, chain: str) -> bool:
    digest, number = FIRST, 0
    for row in _entries_of(bind, chain):
        if row.number != number + 1 or digest_of_entry(digest, row.entry) != row.digest:
            return False
        digest, number = row.digest, row.number
    return bool(bind.execute(sa.select(_HEADS.c.digest).where(_HEADS.c.chain == chain)).scalar() == digest)


def _take_out(row: Any) -> dict[str, str | None]:
    salt = token_hex(16)
    said, told = apart(orjson.loads(row.entry), salt)
    entry = canonical({**said, "formerly": row.digest})
    return {"entry": entry, "salt": None if told is None else salt, "told": told}


def _put_back(row: Any) -> dict[str, str | None]:
    left_out = ("formerly",) if row.told is None else ("formerly", "told")
    said = {name: value for name, value in whole(row.entry, row.told).items() if name not in left_out}
    return {"entry": canonical(said), "salt": None, "told": None}


def _write_chain_anew(bind: sa.Connection, chain: str, form: Callable[[Any], dict[str, str | None]]) -> None:
    digest = FIRST
    for row in _entries_of(bind, chain):
        values = form(row)
        digest = digest_of_entry(digest, str(values["entry"]))
        same = (_ENTRIES.c.chain == chain, _ENTRIES.c.number == row.number)
        bind.execute(sa.update(_ENTRIES).where(*same).values({**values, "digest": digest}))
    bind.execute(sa.update(_HEADS).where(_HEADS.c.chain == chain).values(digest=digest))


def _let_go(bind: sa.Connection) -> None:
    """Let what is due go while a transaction says that it erases."""
    if bind.dialect.name == "sqlite":
        for guard in _guards():
            head, _, rest = _trigger(bind, guard).partition(" BEGIN SELECT ")
            _make_again(guard, f"{head}{' AND' if ' WHEN ' in head else ' WHEN'} NOT {_ERASED} BEGIN SELECT {rest}")
        return
    op.execute(
        f"CREATE FUNCTION clas_refuse_change_until_due() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_LET_GO}"
        "RAISE EXCEPTION 'a row of % is written once', TG_TABLE_NAME; END $$"
    )
    _refuse_by("clas_refuse_change_until_due")
    for name in _functions():
        _change_function(bind, name, " BEGIN ", f" BEGIN {_LET_GO}")


def _hold_again(bind: sa.Connection) -> None:
    if bind.dialect.name == "sqlite":
        for guard in _guards():
            made = _trigger(bind, guard)
            for word in (" AND", " WHEN"):
                made = made.replace(f"{word} NOT {_ERASED} BEGIN", " BEGIN")
            _make_again(guard, made)
        return
    _refuse_by("clas_refuse_change")
    op.execute("DROP FUNCTION clas_refuse_change_until_due()")
    for name in _functions():
        _change_function(bind, name, _LET_GO, "")


def _guards() -> Iterator[str]:
    """Give the triggers of SQLite that keep what may be erased once it is due."""
    for change in ("update", "delete"):
        yield from (f"{table}_refuse_{change}" for table in _ERASABLE)
        yield from (f"{table}_keep_{how}_{change}" for table in _OF_SESSIONS for how in ("closed", "cancelled"))


def _functions() -> Iterator[str]:
    """Give those of PostgreSQL that tell by a row itself whether it is kept."""
    yield from (f"{table}_keep_{how}" for table in _OF_SESSIONS for how in ("closed", "cancelled"))


def _trigger(bind: sa.Connection, guard: str) -> str:
    return str(bind.execute(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": guard}).scalar_one())


def _make_again(guard: str, made: str) -> None:
    op.execute(f"DROP TRIGGER {guard}")
    op.get_bind().exec_driver_sql(made)


def _refuse_by(function: str) -> None:
    for table in _ERASABLE:
        op.execute(f"DROP TRIGGER {table}_refuse_change ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def _change_function(bind: sa.Connection, name: str, what: str, by: str) -> None:
    body = str(bind.execute(sa.text("SELECT prosrc FROM pg_proc WHERE proname = :name"), {"name": name}).scalar_one())
    made = body.replace(what, by, 1)
    bind.exec_driver_sql(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${made}$$")
