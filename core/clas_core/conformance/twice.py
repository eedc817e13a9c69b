"""What is said twice: two documents of one title, two contacts of one address, one line of a list written again."""

from collections.abc import Iterator, Mapping
from typing import Any

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed, text_at
from clas_core.errors import Path, Problem
from clas_core.plain_text import search_key

_KEYS = ("label", "title", "name", "url", "email", "text", "school_year", "message")
"""Of tables of one list, what two of them do not have in common."""

_GRAVE = ("documents", "attachments", "questions", "criteria", "approved", "choices", "contacts", "supplements")
_SOFT = ("articulations", "animations", "orientations", "events", "committees")


def check_twice(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report what stands twice in a list."""
    for file in reviewed.files:
        for path, table in file.every_table():
            for key, value in table.items():
                if isinstance(value, list):
                    yield from ((file, found) for found in _in_list(value, (*path, key)))
        yield from ((file, found) for found in _named_alike(file))
    for call in reviewed.calls:
        yield from ((call, found) for found in _asked_by_the_nation(call, reviewed))


def _in_list(items: list[Any], path: Path) -> Iterator[Found]:
    seen: dict[object, int] = {}
    for rank, each in enumerate(items):
        if isinstance(each, str) and each.strip() and path[-1] != "members":
            first = seen.setdefault(search_key(each) or each, rank)
            if first != rank:
                yield _again((*path, rank), (*path, first), "error")
    tables = [(rank, each) for rank, each in enumerate(items) if isinstance(each, Mapping)]
    for key in _KEYS:
        told: dict[object, int] = {}
        for rank, each in tables:
            value = text_at(each, key)
            if not value.strip():
                continue
            of = (
                repr(_apart(each, path, key)),
                search_key(value) if key != "url" else value.strip().rstrip("/").casefold(),
            )
            first = told.setdefault(of, rank)
            if first != rank:
                grave = path[-1] in _GRAVE or key == "url"
                yield _again((*path, rank, key), (*path, first, key), "error" if grave else "warning")


def _apart(table: Mapping[str, Any], path: Path, key: str) -> object:
    """Return what makes two tables of one list differ, though they have the same words."""
    if path[-1] == "questions":
        return table.get("subject")
    if path[-1] == "contacts" and key == "name":
        return (table.get("role"), table.get("email"))
    if path[-1] == "indicators":
        return (search_key(text_at(table, "label")), table.get("school_year"))
    if path[-1] == "aids":
        return table.get("funder")
    if path[-1] == "events":
        return str(table.get("when"))
    return (table.get("place"), table.get("territory")) if path[-1] in _SOFT else None


def _again(path: Path, first: Path, level: Any) -> Found:
    return Found("twice.said", level, path, f"Déjà dit de {Problem(first, '').dotted}.", "Gardez-en un seul.")


def _named_alike(file: FileRead) -> Iterator[Found]:
    for among, keys in (("institutions", ("name",)), ("sources", ("title", "place", "url", "published_on"))):
        seen: dict[object, Path] = {}
        for path, table in file.each(among):
            if not any(table.get(key) for key in keys):
                continue
            first = seen.setdefault(tuple(search_key(str(table.get(key, ""))) for key in keys), path)
            if first != path:
                yield _again(path, first, "warning")
    contacts: dict[str, Path] = {}
    for path, table in file.each("contacts"):
        name, institution = text_at(table, "name"), text_at(table, "institution")
        if name and contacts.setdefault(f"{institution} {search_key(name)}", path) != path:
            yield _again((*path, "name"), (*contacts[f"{institution} {search_key(name)}"], "name"), "error")


def _asked_by_the_nation(call: FileRead, reviewed: Reviewed) -> Iterator[Found]:
    nation = reviewed.nation(call)
    asked = {search_key(each.label): each.label for each in nation.questions} if nation else {}
    for path, question in call.each("questions"):
        if search_key(text_at(question, "label")) in asked:
            reason = "Le questionnaire national pose déjà cette question."
            yield Found("questions.national", "error", (*path, "label"), reason, "Retirez-la.")
