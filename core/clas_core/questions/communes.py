"""A commune as one answers by it: typed by its name or its Insee code, kept by its code, read by its name."""

import re
from collections.abc import Iterator, Mapping

from clas_core.communes import find, named

_CODE = re.compile(r"(?<!\w)(\d{5}|2[AB]\d{3})(?!\w)", re.ASCII | re.IGNORECASE)
MOST_NAMED = 5
"""How many communes of one name are told, when a name is not enough."""
EXAMPLE = "Reims, ou 51454"


def parse_commune(text: str) -> str:
    """Return the Insee code of a commune typed by its code, by its name, or as `write_commune` writes it.

    Raises `ValueError` with a French sentence.
    """
    codes: list[str] = [each.upper() for each in _CODE.findall(text)]
    if codes:
        if len(codes) == 1 and find(codes[0]) is not None:
            return codes[0]
        raise ValueError(f"« {text[:60]} » n'est le code d'aucune commune : écrivez son nom, ou son code Insee.")
    every = named(text)
    communes = [each for each in every if each.within is None] or every  # a part of a commune bears its name too
    if len(communes) == 1:
        return communes[0].code
    if communes:
        told = " ; ".join(write_commune(each.code) for each in communes[:MOST_NAMED])
        more = " …" if len(communes) > MOST_NAMED else ""
        raise ValueError(f"Plusieurs communes portent ce nom : {told}{more}. Écrivez le code de la vôtre.")
    raise ValueError(f"Aucune commune ne s'appelle « {text[:60]} » : vérifiez son nom, ou écrivez son code Insee.")


def write_commune(code: str) -> str:
    """Write a commune as people read it, ``Reims (51454)``; by its code alone where the list does not have it."""
    found = find(code)
    return code if found is None else f"{found.name} ({code})"


class CommuneNames(Mapping[str, str]):
    """How each commune is written, by its code: choices of a question, of which there are too many to list."""

    def __getitem__(self, code: str) -> str:
        return write_commune(code)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True


COMMUNES = CommuneNames()
