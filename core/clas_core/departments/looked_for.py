"""The departments that somebody means by what they type: a name, a number, a commune, a postal code, badly written too.

All of the 101 are found, whether a plugin describes them or not: who looks for one that is not here is told so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from clas_core.communes import Commune, begun_by, named, of_postal_code, spelt_like
from clas_core.departments.names import NAMES
from clas_core.plain_text import place_key

LONGEST = 120
"""Of what is looked for, in characters."""

MOST_COMMUNES = 40
"""Of those whose names begin with what is typed: a few letters begin hundreds, and say little."""

_LEAST = 3
"""Letters from which on what is typed may be the beginning of a commune."""

_POSTAL_CODE = re.compile(r"(?<!\d)(\d{2}) ?(\d{3})(?!\d)", re.ASCII)
_NUMBER = re.compile(r"(?<![\w])(\d{1,3}|2[ab])(?![\w])", re.ASCII)
_SIGNS = re.compile(r"[^\w ]")
_ARTICLES = re.compile(r"(?:le|la|les|l|du|de la|des|d|departement du|departement de la|departement de) ")

_KEYS = {place_key(name).removeprefix("la "): code for code, name in NAMES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDepartment:
    """A department that is meant: by its ``name``, its ``number``, by a ``commune`` or a ``postal_code``.

    `communes` are those by which it was found. `near` says that nothing is written so, and this is what comes nearest;
    or, for a postal code that the list has not, that its first figures say the department.
    """

    code: str
    by: str
    communes: tuple[Commune, ...] = ()
    near: bool = False

    @property
    def name(self) -> str:
        """Its official name."""
        return NAMES[self.code]


def departments_meant(text: str) -> list[FoundDepartment]:
    """Return the departments that `text` may mean, the likeliest first; none for nothing, or for what is too long."""
    key = place_key(text)
    if not key or len(text) > LONGEST:
        return []
    if found := _POSTAL_CODE.search(key):
        return _by_postal_code(found[1] + found[2])
    words = " ".join(_NUMBER.sub(" ", _SIGNS.sub(" ", key)).split())
    if not words:
        codes = [code for found in _NUMBER.finditer(key) for code in _numbered(found[1])]
        return [FoundDepartment(code=code, by="number") for code in dict.fromkeys(codes)]
    plain = _ARTICLES.sub("", words, count=1) if _ARTICLES.match(words) else words
    return next(filter(None, (list(_once(way(text, plain))) for way in (_exactly, _begun, _nearly))), [])


def _by_postal_code(code: str) -> list[FoundDepartment]:
    communes = of_postal_code(code)
    if communes:
        return list(_grouped(communes, "postal_code"))
    guessed = _numbered(code[:3] if code.startswith("97") else code[:2])
    return [FoundDepartment(code=each, by="postal_code", near=True) for each in guessed]


def _numbered(number: str) -> list[str]:
    """Return the codes that a number stands for: ``1`` is ``01``, and ``20`` was Corsica's."""
    if number == "20":
        return ["2A", "2B"]
    code = number.upper().rjust(2, "0")
    return [code] if code in NAMES else []


def _exactly(text: str, key: str) -> Iterator[FoundDepartment]:
    """Yield the department of that name, and those of the communes of that name."""
    if key in _KEYS:
        yield FoundDepartment(code=_KEYS[key], by="name")
    yield from _grouped(named(text), "commune")


def _begun(text: str, key: str) -> Iterator[FoundDepartment]:
    """Yield the departments, then the communes, whose names have words that begin so."""
    for name, code in _KEYS.items():
        if f" {key} " in f" {name} " or (len(key) >= _LEAST and f" {key}" in f" {name}"):
            yield FoundDepartment(code=code, by="name")
    if len(key) >= _LEAST:
        yield from _grouped(begun_by(text, MOST_COMMUNES), "commune")


def _nearly(_text: str, key: str) -> Iterator[FoundDepartment]:
    """Yield what comes nearest to a misspelt name: a department before a commune."""
    for name in get_close_matches(key, _KEYS, n=2, cutoff=0.75):
        yield FoundDepartment(code=_KEYS[name], by="name", near=True)
    for each in _grouped(named(spelt_like(key)), "commune"):
        yield FoundDepartment(code=each.code, by=each.by, communes=each.communes, near=True)


def _grouped(communes: Iterable[Commune], by: str) -> Iterator[FoundDepartment]:
    """Yield the departments of communes, overseas collectivities, which have no Caf, apart."""
    found: dict[str, list[Commune]] = {}
    for each in communes:
        if each.department in NAMES:
            found.setdefault(each.department, []).append(each)
    for code, own in found.items():
        yield FoundDepartment(code=code, by=by, communes=tuple(own))


def _once(found: Iterable[FoundDepartment]) -> Iterator[FoundDepartment]:
    seen = set[str]()
    for each in found:
        if each.code not in seen:
            seen.add(each.code)
            yield each
