"""Two ways to write one association: names that are alike, proposed where a row has no SIRET. Nobody is taken for
another by a name: whoever gives the file says which one it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from clas_core.imports.cells import text_of
from clas_core.imports.columns import Target
from clas_core.imports.mapping import FileMapping
from clas_core.imports.tables import SheetTable
from clas_core.plain_text import line_of, search_key

MOST_NAMES = 50
"""Names without a SIRET that are told with what they are like."""

MOST_PROPOSED = 5
LEAST_ALIKE = 0.72

_USUAL = frozenset(
    [
        "a",
        "asso",
        "assoc",
        "association",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "pour",
        "sur",
    ]
)
"""Words that tell no association from another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nameless:
    """A name that stands without a SIRET: its rows, and the SIRETs of porteurs of a like name, the likest first, each
    with how it is called."""

    name: str
    rows: Sequence[int]
    proposed: Mapping[str, str]

    def json(self, same: Mapping[str, str]) -> dict[str, object]:
        """Return it as JSON, with the SIRET that a mapping gives it, if it does."""
        return {
            "name": self.name,
            "rows": list(self.rows),
            "proposed": [{"siret": siret, "name": name} for siret, name in self.proposed.items()],
            "same": same.get(self.name),
        }


def names_without_siret(table: SheetTable, target: Target, mapping: FileMapping) -> Mapping[str, Sequence[int]]:
    """Return the names of a file whose rows say no SIRET, with these rows."""
    places = _places(table, target, mapping)
    found: dict[str, list[int]] = {}
    for row in table.rows if places else ():
        name, siret = (line_of(text_of(row.cells[at])) for at in places)
        if name and not siret and (name in found or len(found) < MOST_NAMES):
            found.setdefault(name, []).append(row.number)
    return found


def names_with_siret(table: SheetTable, target: Target, mapping: FileMapping) -> Mapping[str, str]:
    """Return how a file itself calls those of which it says a SIRET, by what it says."""
    places = _places(table, target, mapping)
    told = ([line_of(text_of(row.cells[at])) for at in places] for row in (table.rows if places else ()))
    return {siret: name for name, siret in told if name and siret}


def _places(table: SheetTable, target: Target, mapping: FileMapping) -> tuple[int, ...]:
    headers = [mapping.columns.get(key) for key in ("name", "siret")]
    there = all(header in table.headers for header in headers)
    return tuple(table.headers.index(str(header)) for header in headers) if there else ()


def alike(name: str, known: Mapping[str, str]) -> Mapping[str, str]:
    """Return the porteurs of `known`, by SIRET, whose name is like another: the likest first, a few at most."""
    words = _telling(name)
    scored = sorted(_scores(words, known), key=lambda each: (-each[0], known[each[1]], each[1]))
    return {siret: known[siret] for _, siret in scored[:MOST_PROPOSED]}


def _scores(words: frozenset[str], known: Mapping[str, str]) -> Iterator[tuple[float, str]]:
    said = " ".join(sorted(words))
    for siret, other in known.items():
        theirs = _telling(other)
        if not words or not theirs:
            continue
        if words <= theirs or theirs <= words:
            yield 1.0 if words == theirs else 0.9, siret
        elif {each[:3] for each in words} & {each[:3] for each in theirs}:  # most names have nothing in common
            score = SequenceMatcher(None, said, " ".join(sorted(theirs)), autojunk=False).ratio()
            if score >= LEAST_ALIKE:
                yield score, siret


def _telling(name: str) -> frozenset[str]:
    words = search_key(name).replace("'", " ").split()
    return frozenset(each for each in words if each not in _USUAL) or frozenset(words)
