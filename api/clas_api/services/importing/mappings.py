"""How a department reads files of one header: kept when a file was taken in, proposed for the next one."""

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.store.database import insert_into
from clas_api.store.models import ImportMapping
from clas_api.store.reading import Query
from clas_core.errors import InvalidInput
from clas_core.imports.columns import Target
from clas_core.imports.mapping import FileMapping, digest_of_headers, read_mapping
from clas_core.imports.tables import SheetTable

_KEPT = Query(
    select(ImportMapping).where(
        ImportMapping.department == bindparam("department"),
        ImportMapping.kind == bindparam("kind"),
        ImportMapping.headers == bindparam("headers"),
    )
)


def kept_mapping(context: Context, slug: str, target: Target, table: SheetTable) -> FileMapping | None:
    """Return how a department last read such a file; `None` when it never did, or reads it otherwise now."""
    headers = digest_of_headers(table.headers)
    row = _KEPT.first(context.session, department=slug, kind=target.id, headers=headers)
    if row is None:
        return None
    try:
        return read_mapping(dict(row.mapping), table, target)
    except InvalidInput:  # a column of ours has another name since
        return None


@command
def keep_mapping(context: Context, slug: str, target: Target, table: SheetTable, mapping: FileMapping) -> None:
    """Keep how such a file is read. Commits."""
    context.open("imports.manage", writing=True)
    values = {"mapping": mapping.json(), "kept_at": context.now}
    key = {"department": slug, "kind": target.id, "headers": digest_of_headers(table.headers)}
    keeping = insert_into(context.session, ImportMapping).values(**key, **values)
    context.session.execute(keeping.on_conflict_do_update(index_elements=list(key), set_=values))
    context.session.commit()
