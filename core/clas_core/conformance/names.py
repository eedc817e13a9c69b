"""What a file names and what it declares: a source that nothing cites, an institution that nothing names."""

from collections.abc import Iterator
from typing import Any

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed, text_at
from clas_core.errors import Path
from clas_core.plain_text import search_key
from clas_core.tables import Reference, TableOf, each_of, schema_of

_LONELY = {
    "sources": ("la source", "citée", "citez-la"),
    "institutions": ("l'institution", "nommée", "dites où elle siège"),
    "funders": ("le financeur", "nommé", "dites ce qu'il paie"),
    "territories": ("le territoire", "nommé", "dites ce qui s'y applique"),
}


def check_names(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report what is declared for nothing, and calls that nobody can tell apart."""
    yield from _calls_of_one_name(reviewed)
    for call in reviewed.calls:
        file = call.name.rpartition("/")[2]
        if call.call is not None and file != f"{call.call}.toml":
            reason = f"Ce fichier décrit l'appel {call.call} et s'appelle {file}."
            key = "call" if call.call.part else "school_year"
            yield call, Found("file.name", "error", (key,), reason, f"Nommez-le {call.call}.toml.")
        named = {(among, name) for among, name in _references(call.tables, schema_of(call.made).fields)}
        for among, (what, done, mend) in _LONELY.items():
            for path, table in call.each(among):
                name = path[-1] if isinstance(path[-1], str) else text_at(table, "id")
                among_named = {each for kind, each in named if kind == among}
                if name and name not in among_named and (among in ("sources", "institutions") or among_named):
                    reason = f"{what[0].upper()}{what[1:]} « {name} » n'est {done} nulle part."
                    level: Any = "remark" if among == "sources" else "warning"
                    yield call, Found("names.unused", level, path, reason, f"Retirez cette table, ou {mend}.")
        for path, table in call.each("sources"):
            title = text_at(table, "title").strip()
            if title and len(title) < 4:
                reason = f"« {title} » ne dit pas de quel document il s'agit."
                yield call, Found("names.source", "warning", (*path, "title"), reason, "Écrivez son titre.")


def _calls_of_one_name(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report calls of one year that people read under one name."""
    read: dict[tuple[str, str], str] = {}
    for call in reviewed.calls:
        name, year = text_at(call.tables, "call_name"), text_at(call.tables, "school_year")
        if not name:
            continue
        first = read.setdefault((year, search_key(name)), call.name)
        if first != call.name:
            reason = f"« {name} » est aussi le nom de l'appel de {first.rpartition('/')[2]}, la même année."
            mend = "Donnez à chacun le nom par lequel les porteurs le reconnaissent."
            yield call, Found("names.call", "error", ("call_name",), reason, mend)


def _references(table: Any, known: Any, path: Path = ()) -> Iterator[tuple[str, str]]:
    """Yield each name by which a file refers to one of its tables, with the list that it is looked for in."""
    if not isinstance(table, dict):
        return
    by_key = {each.data_key or name: each for name, each in known.items()}
    for key, value in table.items():
        each = each_of(by_key[key]) if key in by_key else None
        items = value if isinstance(value, list) else [value]
        if isinstance(each, Reference):
            yield from ((each.among, item) for item in items if isinstance(item, str))
        elif isinstance(each, TableOf):
            below = list(value.values()) if isinstance(value, dict) and each is not by_key[key] else items
            for item in below:
                yield from _references(item, each.schema.fields)
