"""Communes, postal codes and telephones of another department in texts: they were taken from its call."""

import re
from collections.abc import Iterator

from clas_core.communes import named, of_department
from clas_core.conformance.demonyms import demonym_in
from clas_core.conformance.found import Found
from clas_core.conformance.identity import phone_found
from clas_core.conformance.reviewed import FileRead, Reviewed, Said
from clas_core.departments.names import NAMES
from clas_core.errors import Path

_WORD = r"[A-ZÀ-ÞŒ][\w'’À-ÿœ]+"
_SMALL = r"(?:de|du|des|la|le|les|en|sur|sous|lès|aux?|l'|d')"
_NAME = rf"(?:(?:L[ae]s?|L'|Les|Saint|Sainte) ?)?{_WORD}(?:[- ](?:{_SMALL}[- ])*{_WORD})*"
_PLACED = re.compile(
    rf"(?:\b(?i:communes?|villes?|mairies?) (?:d[eu] |d'|des )?|\b(?i:grand) |\b[àÀ] |\b\d{{5}} |"
    rf"\b(?i:agglomération|métropole|communauté (?:urbaine|de communes|d'agglomération)|pays|canton|commission|antenne|"
    rf"permanence|secteur|bassin|centres? socia(?:l|ux)|collèges?|écoles?|habitants|porteurs|familles|associations|"
    rf"quartiers?) (?:d[eu] |d'|des ))(?P<name>{_NAME})"
)
_LISTED = re.compile(rf"(?:, | et | ou )(?:d[eu] |d'|des |à )?(?P<name>{_NAME})")
"""What follows a place in a list of places."""
_PLACE = re.compile(rf"(?:^|[,(-] ?)(?P<name>{_NAME})\s*(?:$|[,)])")
"""What stands alone between the commas of a place."""
_BESIDE = re.compile(
    r"voisin|limitrophe|frontal|inter-?départ|région|heure de|académie|rectorat|national", re.IGNORECASE
)
_EVERYWHERE = ("paris",)
"""Communes that a text may name for another reason than where it is: an hour, a ministry."""
_PART = re.compile(r"\AGrand | (?:Agglo\w*|Métropole|Sud|Nord|Est|Ouest|Centre|Ville|Habitat)\Z")
_POSTCODE = re.compile(r"(?<![\d ])(?:(?<=^)|(?<=[ ,(\n-]))(\d{5}) (?=[A-ZÀ-Þ])")
_PHONE = re.compile(r"(?<![\d+.])0[1-59](?:[ .-]?\d\d){4}(?!\d)")


def check_places_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report places and numbers of other departments in the texts of the files."""
    if reviewed.code not in NAMES:
        return
    for file in reviewed.files:
        for said in file.said:
            # A court judges for several departments, and sits in one of them.
            if not said.words or said.path[0] == "sources" or said.path[:2] == ("letters", "appeal"):
                continue
            yield from ((file, found) for found in _places(said, reviewed))
            if file is not reviewed.who:
                yield from ((file, found) for found in _postcodes(said.path, said.text, reviewed.code))
            for number in _PHONE.findall(said.text):
                yield from ((file, found) for found in phone_found(said.path, number, reviewed.code))


def _places(said: Said, reviewed: Reviewed) -> Iterator[Found]:
    text = said.text.replace("\u2019", "'")
    if _BESIDE.search(text):
        return
    whose = demonym_in(text)
    if whose is not None and whose[1] != reviewed.code:
        reason = f"« {whose[0]} » : c'est un autre département ({NAMES[whose[1]]})."
        yield Found("identity.elsewhere", "warning", said.path, reason, "Vérifiez : est-ce repris d'un autre appel ?")
        return
    for name in _names(text, alone=said.path[-1] == "place"):
        if (where := _elsewhere(name, reviewed.code)) is not None:
            reason = f"« {where[0]} » est d'un autre département ({where[1]})."
            yield Found(
                "identity.elsewhere", "warning", said.path, reason, "Vérifiez : est-ce repris d'un autre appel ?"
            )
            return


def _names(text: str, *, alone: bool) -> Iterator[str]:
    """Yield what a text names as places: after what says so, and in the list that follows."""
    for head in _PLACED.finditer(text):
        yield head["name"]
        following = _LISTED.match(text, head.end())
        while following is not None:
            yield following["name"]
            following = _LISTED.match(text, following.end())
    if alone:
        yield from (each["name"] for each in _PLACE.finditer(text))


def _elsewhere(name: str, code: str) -> tuple[str, str] | None:
    """Return the commune that a name is, with its department, where none of this department bears that name."""
    name = _PART.sub("", name)
    found = [] if name.lower() in _EVERYWHERE else named(name)
    if not found or any(each.department == code for each in found):
        return None
    department = next((each.department for each in found if each.within is None), found[0].department)
    return name, NAMES.get(department, department)


def _postcodes(path: Path, text: str, code: str) -> Iterator[Found]:
    begins = "20" if code in ("2A", "2B") else code
    for found in _POSTCODE.finditer(text):
        if not found[1].startswith(begins) and found[1] not in _codes(code):
            reason = f"{found[1]} n'est pas un code postal du département : attendu, {begins}…"
            yield Found("identity.postcode", "warning", path, reason, "Corrigez l'adresse.")


def _codes(code: str) -> set[str]:
    return {postcode for commune in of_department(code) for postcode in commune.postal_codes}
