"""The communes of France, as the official list of the year has them, however somebody has written their names.

The list is read when it is first asked for, in a tenth of a second.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files

from clas_core.plain_text import place_key

EDITION = "2026"
"""The year of the list: communes as they are on 1 January. It comes from npm ``@etalab/decoupage-administratif`` 6.0.0
(MIT licence, © Etalab), made of Insee's geographic code and of La Poste's postal codes (Licence Ouverte 2.0)."""

MOST_KEPT = 4_096
LONGEST_NAME = 120
"""Of what is looked for, in characters: no name is longer."""

_FOLDED = str.maketrans(
    {
        **dict(zip("àâäáãéèêëíìîïñóòôöõúùûüçÿ", "aaaaaeeeeiiiinooooouuuucy", strict=True)),
        "œ": "oe",
        "æ": "ae",
        "’": " ",
        "'": " ",
        "-": " ",
        "/": " ",
    }
)
_CEDEX = re.compile(r" cedex( \d{1,2})?\Z")
_ARRONDISSEMENT = re.compile(
    r"(paris|lyon|marseille) 0?(\d{1,2})(?: ?(?:er|e|eme|ieme|nd))?(?: arr(?:ondissement|dt)?)?\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune, or a part of one. `code` is Insee's (``51454``, ``2A004``, ``97101``), `department` the official one.

    `epci` is the SIREN of its intercommunality. `within` is the code of the commune that it is a part of: a municipal
    arrondissement of Paris, Lyon or Marseille, a delegated or an associated commune; `None` for a commune itself.
    """

    code: str
    name: str
    department: str
    postal_codes: Sequence[str]
    epci: str | None
    within: str | None

    @property
    def whole(self) -> str:
        """The code of the commune that it is, or is a part of."""
        return self.within or self.code


def find(code: str) -> Commune | None:
    """Return the commune, or the part of one, of an Insee code; `None` where the list has none."""
    line = _by_code().get(code)
    return None if line is None else _read(line)


def named(text: str, *, department: str | None = None) -> list[Commune]:
    """Return what bears a name, perhaps in one department: communes first, then parts of some.

    Accents, capitals, hyphens, apostrophes, blanks and « St » are forgiven, as is a « Cedex »; « Paris 12 » is its
    arrondissement.
    """
    found = _named(text[: LONGEST_NAME + 1]) if len(text) <= LONGEST_NAME else ()
    return [each for each in found if department in (None, each.department)]


def begun_by(text: str, most: int) -> list[Commune]:
    """Return at most so many communes whose names begin with `text`, however it is written, by the alphabet."""
    key = place_key(text) if len(text) <= LONGEST_NAME else ""
    if not key:
        return []
    keys, found = _keys(), list[Commune]()
    for name in keys[bisect_left(keys, key) :]:
        if not name.startswith(key) or len(found) >= most:
            break
        found += (each for rank in _by_name()[name] if (each := _read(_lines()[rank])).within is None)
    return found[:most]


def spelt_like(text: str) -> str:
    """Return the key of the one name that is nearest to a misspelt one and has its first letter; nothing for none."""
    key = place_key(text) if len(text) <= LONGEST_NAME else ""
    keys = _keys()
    alike = keys[bisect_left(keys, key[:1]) : bisect_left(keys, f"{key[:1]}\U0010ffff")] if key else ()
    near = [each for each in alike if abs(len(each) - len(key)) <= 2]
    return next(iter(get_close_matches(key, near, n=1, cutoff=0.85)), "")


def of_postal_code(code: str) -> list[Commune]:
    """Return the communes that a postal code is of, those of today only; none where the list has none."""
    return [each for rank in _by_postal_code().get(code, ()) if (each := _read(_lines()[rank])).within is None]


def commune_of(text: str, *, department: str | None = None, postal_code: str | None = None) -> Commune | None:
    """Return the one commune that an address means by `text`, in a department first, by its postal code where several
    bear the name; `None` where there is none, or more than one."""
    everywhere = named(text)
    here = [each for each in everywhere if each.department == department] or everywhere
    by_post = [each for each in here if postal_code in each.postal_codes] or here
    communes = [each for each in by_post if each.within is None] or by_post
    return communes[0] if len(communes) == 1 else None


@cache
def of_department(code: str) -> Sequence[Commune]:
    """Return the communes of a department by name; of Paris, Lyon and Marseille, their arrondissements too."""
    return tuple(
        sorted(
            filter(_is_offered, (_read(line) for line in _lines() if line.startswith(f"{code}\t"))),
            key=lambda each: place_key(each.name),
        )
    )


def members_of(epci: str) -> Sequence[Commune]:
    """Return the communes of an intercommunality, by its SIREN; none where the list has none."""
    return tuple(_read(line) for line in _lines() if line.endswith(f"\t{epci}\t"))


@cache
def intercommunalities() -> dict[str, str]:
    """Return the names of the intercommunalities that levy taxes of their own, by SIREN."""
    text = (files(__package__) / "epci.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())


def _is_offered(commune: Commune) -> bool:
    return commune.within is None or commune.name.endswith("Arrondissement")


@lru_cache(MOST_KEPT)
def _named(text: str) -> tuple[Commune, ...]:
    key = _CEDEX.sub("", place_key(text))
    if district := _ARRONDISSEMENT.match(key):
        number = int(district[2])
        key = f"{district[1]} {number}{'er' if number == 1 else 'e'} arrondissement"
    found = (_read(_lines()[rank]) for rank in _by_name().get(key, ()))
    return tuple(sorted(found, key=lambda each: (each.within is not None, each.code)))


@cache
def _lines() -> Sequence[str]:
    return (files(__package__) / "communes.tsv").read_text("utf-8").splitlines()


@cache
def _by_name() -> Mapping[str, Sequence[int]]:
    """Return the ranks of the lines by the key of their name: all of them are folded at once, which costs less."""
    found: dict[str, list[int]] = {}
    folded = "\n".join(line.split("\t", 3)[2] for line in _lines()).lower().translate(_FOLDED)
    for rank, key in enumerate(folded.split("\n")):
        found.setdefault(" ".join(key.split()), []).append(rank)
    return found


@cache
def _keys() -> Sequence[str]:
    return sorted(_by_name())


@cache
def _by_postal_code() -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for rank, line in enumerate(_lines()):
        for code in line.split("\t", 4)[3].split():
            found.setdefault(code, []).append(rank)
    return found


@cache
def _by_code() -> Mapping[str, str]:
    """Return the lines by code; of a commune and a part of it that have one code, that of the commune, which is last
    here: parts come after communes in each department."""
    return {line.split("\t", 2)[1]: line for line in reversed(_lines())}


def _read(line: str) -> Commune:
    department, code, name, postcodes, epci, within = line.split("\t")
    return Commune(
        code=code,
        name=name,
        department=department,
        postal_codes=tuple(postcodes.split()),
        epci=epci or None,
        within=within or None,
    )
