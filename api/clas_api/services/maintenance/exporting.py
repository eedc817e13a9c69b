"""Giving the trace to whoever controls: its entries, the rows that they seal, and where each chain ends."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from clas_api.context import Context
from clas_api.services.maintenance.verifying import entries_in, rows_in
from clas_api.store.chains import head_of, links_of
from clas_api.store.sealed_rows import models_in, rows_of
from clas_api.store.seals import key_of, table_of, text_of


def lines_to_export(
    context: Context, chains: Sequence[str], advance: Callable[[int], None]
) -> Iterator[Mapping[str, Any]]:
    """Give, line by line, what `docs/controle/verifier_trace.py` reads of chains opened by `open_chains`.

    Entries, rows, heads, and how many of the first two there are. `advance` is told of each entry and of each row.
    """
    for chain in chains:
        for link in links_of(context.session, chain):
            told = {} if link.told is None else {"salt": link.salt, "told": link.told}
            yield {"chain": chain, "number": link.number, "entry": link.entry, "digest": link.digest, **told}
            advance(1)
    for chain in chains:
        for row in _rows(context, chain):
            yield row
            advance(1)
    for chain in chains:
        if (head := head_of(context.session, chain)) is not None:
            yield {"head": chain, "number": head[0], "digest": head[1]}
    yield {"entries": entries_in(context, chains), "rows": rows_in(context, chains)}


def _rows(context: Context, chain: str) -> Iterator[Mapping[str, Any]]:
    """Give the rows that a chain tells of, each with the text that is sealed."""
    for model in models_in(chain):
        table = table_of(model)
        for row in rows_of(context.session, model, chain):
            yield {"row": str(table.name), "key": key_of(table, row), "chain": chain, "text": text_of(table, row)}
