"""From a TOML file, or from JSON, to an object, or to all of its mistakes, each with its place.

`tomllib` gives no line numbers: they are found only when something is wrong, by `clas_core.toml_lines`.
"""

import errno
import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any

from marshmallow import Schema, ValidationError

from clas_core.errors import InvalidFile, InvalidInput, Path, Problem, did_you_mean
from clas_core.strict import StrictSchema
from clas_core.toml_faults import syntax_problems
from clas_core.toml_lines import lines_by_path

Check = Callable[[Mapping[str, Any]], Iterable[Problem]]
"""A check of what a schema cannot see: it reads the raw tables, which may be malformed, and reports problems."""


LARGEST = 1024 * 1024
"""In bytes: a call fills twenty thousand."""


_REASONS = {
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le disque est plein",
    errno.EROFS: "on ne peut que lire à cet endroit",
    errno.ELOOP: "des liens se renvoient l'un à l'autre",
}


def reason_of(error: OSError) -> str:
    """Say in French why a file cannot be read or written."""
    for kind, reason in (
        (FileNotFoundError, "ce fichier ou son dossier n'existe pas"),
        (PermissionError, "l'accès est refusé"),
        (IsADirectoryError, "c'est un dossier"),
        (FileExistsError, "un fichier est à la place d'un dossier"),
        (NotADirectoryError, "un fichier est à la place d'un dossier"),
    ):
        if isinstance(error, kind):
            return reason
    return _REASONS.get(error.errno or 0, "le système l'a refusé")


def text_of(file: Traversable, *, name: str) -> str:
    """Return the text of `file`, without the byte-order mark that some editors put before it.

    Raises `InvalidFile` when it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            written = opened.read(LARGEST + 1)
    except OSError as error:
        raise InvalidFile(name, [Problem((), f"Le fichier ne peut pas être lu : {reason_of(error)}.")]) from None
    return text_in(written, name=name)


def text_in(written: bytes, *, name: str) -> str:
    """Return the text that the bytes of a file say, of which one more than `LARGEST` need be read. Raises `InvalidFile`
    as `text_of` does."""
    if len(written) > LARGEST:
        message = f"Le fichier dépasse {LARGEST // 1024} Kio : un appel en compte vingt. Vérifiez que c'est le bon."
        raise InvalidFile(name, [Problem((), message)])
    try:
        return _lines_of(written)
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        raise InvalidFile(name, [Problem((), _encoding_of(written), line)]) from None


def _lines_of(written: bytes) -> str:
    """Decode a file as an editor shows it: whatever ends its lines is a line feed."""
    return written.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _encoding_of(written: bytes) -> str:
    """Say what a file that is not UTF-8 seems to be, and how it becomes so."""
    if written[:4] == b"PK\x03\x04" or written[:4] in (b"%PDF", b"\xd0\xcf\x11\xe0"):
        return "C'est un document (Word, Excel ou PDF) et non un texte : enregistrez-le en texte brut, en UTF-8."
    if written[:2] in (b"\xff\xfe", b"\xfe\xff") or written[:200].count(0) > len(written[:200]) // 4:
        return "Le fichier est en UTF-16, que Windows appelle « Unicode » : réenregistrez-le en UTF-8."
    return "Le fichier n'est pas en UTF-8 (sans doute « ANSI », celui de Windows) : réenregistrez-le en UTF-8."


def read_text(text: str, schema: StrictSchema, checks: Iterable[Check] = (), *, name: str) -> Any:
    """Read the TOML `text` by `schema`. Raises `InvalidFile` with every problem, each with its line."""
    return read_tables(parse_toml(text, name=name), text, schema, checks, name=name)


def read_tables(
    tables: Mapping[str, Any], text: str, schema: StrictSchema, checks: Iterable[Check] = (), *, name: str
) -> Any:
    """Read parsed `tables` by `schema`; `text` is what they were parsed from, to give problems their lines."""
    problems: list[Problem] = []
    loaded = None
    try:
        loaded = schema.load(tables)
    except ValidationError as error:
        problems.extend(flatten(error.messages))
    for check in checks:
        problems.extend(check(tables))
    if problems:
        placed = {Problem(each.path, each.message, line_of(text, each.path)) for each in problems}
        raise InvalidFile(name, sorted(placed, key=lambda each: (each.line or 0, each.dotted, each.message)))
    return loaded


def read_json(data: Any, schema: Schema) -> Any:
    """Read parsed JSON by `schema`. Raises `InvalidInput` with every problem."""
    try:
        return schema.load(data)
    except ValidationError as error:
        raise InvalidInput(flatten(error.messages)) from None


def parse_toml(text: str, *, name: str) -> dict[str, Any]:
    """Parse TOML with exact decimals. Raises `InvalidFile` with each line that is no TOML."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InvalidFile(name, syntax_problems(text, error)) from None


def flatten(messages: Any, path: Path = ()) -> Iterator[Problem]:
    """Turn marshmallow's nested messages into problems with their places."""
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from flatten(below, path if key == "_schema" else (*path, key))
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield from flatten(message, path)
    else:
        yield Problem(path, str(messages))


def nest(problems: Iterable[Problem]) -> dict[str, Any]:
    """Turn problems into marshmallow's nested messages: the opposite of `flatten`."""
    messages: dict[str, Any] = {}
    for problem in problems:
        level: dict[Any, Any] = messages
        for part in problem.path:
            level = level.setdefault(part, {})
        level.setdefault("_schema", []).append(problem.message)
    return messages


def line_of(text: str, path: Path) -> int:
    """Return the line where the value at `path` begins; a missing one has the line of the table that lacks it."""
    lines = lines_by_path(text)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def digest_of(tables: Mapping[str, Any]) -> str:
    """Return ``sha256:…`` of the canonical form of `tables`: the same rules give the same digest for ever.

    The canonical form is JSON with sorted keys and no white space; a decimal is written without trailing zeros, a
    date in ISO 8601. Comments and the order of keys do not count.
    """
    canonical = json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_canonical)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


EACH = "*"
"""Among the names that lead to a table: each table of the list that is reached."""


def _at(tables: Any, names: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield what stands at `names`, with its path: one value, or one in each table of a list."""
    if not names:
        yield path, tables
    elif names[0] == EACH:
        for below, item in _tables_of(tables, path):
            yield from _at(item, names[1:], below)
    elif isinstance(tables, Mapping):
        yield from _at(tables.get(names[0]), names[1:], (*path, names[0]))


def _tables_of(found: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    items = enumerate(found) if isinstance(found, list) else found.items() if isinstance(found, Mapping) else ()
    for key, item in items:
        if isinstance(item, Mapping):
            yield (*path, key), item


def tables_in(tables: Mapping[str, Any], *names: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield each table of a list of tables, or of named tables, with its path; skip whatever is malformed."""
    for path, found in _at(tables, names):
        yield from _tables_of(found, path)


def number_of(value: Any) -> Decimal | None:
    """Return a finite number of a file; `None` for anything else, which is told where it is read."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def no_duplicates(*names: str, key: str = "id") -> Check:
    """Return a check that no two tables of a list at `names` have the same `key`."""

    def check(tables: Mapping[str, Any]) -> Iterator[Problem]:
        seen: dict[tuple[Path, str], Path] = {}
        for path, item in tables_in(tables, *names):
            value = item.get(key)
            if not isinstance(value, str):
                continue
            in_its_list = (path[:-1], value)
            if in_its_list in seen:
                first = Problem(seen[in_its_list], "").dotted
                yield Problem((*path, key), f"« {value} » est déjà l'identifiant de {first} : donnez-en un autre.")
            seen.setdefault(in_its_list, path)

    return check


def known_references(names: tuple[str, ...], key: str, among: str, what: str) -> Check:
    """Return a check that `key` of each table at `names` names one of the tables of `among`.

    `names` leads to a list of tables, to named tables, or to one table that has `key` itself. Tables of `among` that
    are a list are named by their `id`.
    """

    declared = "déclaré" if what.startswith("Le ") else "déclarée"

    def check(tables: Mapping[str, Any]) -> Iterator[Problem]:
        known = [item.get("id") if isinstance(path[-1], int) else path[-1] for path, item in tables_in(tables, among)]
        for path, item in _tables_with(key, tables, names):
            given = item.get(key)
            for index, value in enumerate(given if isinstance(given, list) else [given]):
                if isinstance(value, str) and value not in known:
                    place: Path = (*path, key, index) if isinstance(given, list) else (*path, key)
                    hint = did_you_mean(value, [each for each in known if isinstance(each, str)])
                    yield Problem(place, f"{what} « {value} » n'est pas {declared} sous [{among}].{hint}")

    return check


def _tables_with(
    key: str, tables: Mapping[str, Any], names: tuple[str, ...]
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for path, found in _at(tables, names):
        if isinstance(found, Mapping) and key in found:
            yield path, found
        else:
            yield from _tables_of(found, path)
