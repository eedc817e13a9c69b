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
    rf"(?:\b(?:(?i:communes?|villes?|mairies?|agglomération|métropole|communauté urbaine|communauté de communes|pays|"
    rf"canton|"
    rf"commission|antenne|permanence|secteur|bassin|centres? socia(?:l|ux)|collèges?|écoles?|habitants|porteurs|"
    rf"familles|associations|quartiers?|grand)) "
    rf"(?:de |d'|du |des )?|\b[àÀ] |\b\d{{5}} |, |\bet (?:de |d'|à )?)(?P<name>{_NAME})"
)
_SURE = re.compile(
    r"\b(?:communes?|villes?|mairies?|agglomération|communauté urbaine|communauté de communes|canton|commission|"
    r"antenne|"
    r"permanence|secteur|bassin|centres? socia(?:l|ux)|collèges?|écoles?|habitants|porteurs|familles|associations|"
    r"quartiers?|Grand)\b|\b[àÀ] [A-ZÀ-Þ]|\b\d{5} [A-ZÀ-Þ]",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"voisin|limitrophe|frontal|inter-?départ|région|heure de|académie|rectorat|national", re.IGNORECASE
)
_EVERYWHERE = ("paris",)
"""Communes that a text may name for another reason than where it is: an hour, a ministry."""
_POSTCODE = re.compile(r"(?<![\d ])(?:(?<=^)|(?<=[ ,(\n-]))(\d{5}) (?=[A-ZÀ-Þ])")
_PHONE = re.compile(r"(?<![\d+.])0[1-59](?:[ .-]?\d\d){4}(?!\d)")


def check_places_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report places and numbers of other departments in the texts of the files."""
    if reviewed.code not in NAMES:
        return
    for file in reviewed.files:
        for said in file.said:
            if not said.words or said.path[0] == "sources":
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
        reason = f"« {whose[0]} » : c'est de {NAMES[whose[1]]}, et ce fichier de {reviewed.name}."
        yield Found("identity.elsewhere", "warning", said.path, reason, "Vérifiez : est-ce repris d'un autre appel ?")
        return
    if not _SURE.search(text) and said.path[-1] != "place":
        return
    for each in _PLACED.finditer(text):
        where = _elsewhere(each["name"], reviewed.code)
        if where is not None:
            name, department = where
            reason = f"« {name} » est une commune de {department}, et ce fichier de {reviewed.name}."
            yield Found(
                "identity.elsewhere", "warning", said.path, reason, "Vérifiez : est-ce repris d'un autre appel ?"
            )
            return


def _elsewhere(name: str, code: str) -> tuple[str, str] | None:
    """Return the commune that a name is, with its department, where none of this department bears that name."""
    words = re.split(r"(?<=\w) ", name)
    for count in range(len(words), 0, -1):
        tried = " ".join(words[:count])
        found = [] if tried.lower() in _EVERYWHERE or len(tried) < 3 else named(tried)
        if any(each.department == code for each in found) or tried.lower() in _EVERYWHERE:
            return None
        if found:
            whole = [each for each in found if each.within is None] or found
            return tried, NAMES.get(whole[0].department, whole[0].department)
    return None


def _postcodes(path: Path, text: str, code: str) -> Iterator[Found]:
    begins = "20" if code in ("2A", "2B") else code
    for found in _POSTCODE.finditer(text):
        if not found[1].startswith(begins) and found[1] not in _codes(code):
            reason = f"{found[1]} n'est pas un code postal du département : attendu, {begins}…"
            yield Found("identity.postcode", "warning", path, reason, "Corrigez l'adresse.")


def _codes(code: str) -> set[str]:
    return {postcode for commune in of_department(code) for postcode in commune.postal_codes}
