"""Who the department is: its code, its name, its Caf, its addresses and its telephones are of one department."""

import re
from collections.abc import Iterator

from clas_core.conformance.found import Found, Level
from clas_core.conformance.reviewed import FileRead, Reviewed, names_at, text_at
from clas_core.departments.names import NAMES, same_name, usual_slug
from clas_core.errors import Path
from clas_core.identifiers import parse_siret

_POSTCODE = re.compile(r"\b(\d{5})\b(?!\s*(?:cedex\s*\d)?\d)", re.ASCII)
_CAF_NUMBER = re.compile(r"@(?:[\w.-]*\.)?caf-?(\d{2,3}|2[ab])\b|(?://|\.)caf-?(\d{2,3}|2[ab])\.", re.IGNORECASE)
_ZONES = {
    "01": "75 77 78 91 92 93 94 95",
    "02": "14 18 22 27 28 29 35 36 37 41 44 45 49 50 53 56 61 72 76 85 974 976",
    "03": "02 08 10 21 25 39 51 52 54 55 57 58 59 60 62 67 68 70 71 80 88 89 90",
    "04": "01 03 04 05 06 07 11 13 15 26 30 34 38 42 43 48 63 66 69 73 74 83 84 2A 2B",
    "05": "09 12 16 17 19 23 24 31 32 33 40 46 47 64 65 79 81 82 86 87 971 972 973",
}
_ZONE_OF = {code: zone for zone, codes in _ZONES.items() for code in codes.split()}
_OVERSEAS = {"971": "0590", "972": "0596", "973": "0594", "974": "0262", "976": "0269"}
_OF = r"(?:de la |de l'|du |des |de |d')"
_BODY = re.compile(
    rf"\b(?:caf|caisse d'allocations familiales|département|conseil départemental|préfecture|préfet|msa|dsden|"
    rf"ddets(?:pp)?|"
    rf"sdjes|udaf|inspection académique)\s+{_OF}"
    r"([A-ZÀÂÉÈÊÎÔ][\w'-]+(?:-[\w'-]+)*(?: [A-Z][\w'-]+)*)",
    re.IGNORECASE,
)
_CAF_OF = re.compile(
    r"caf-?(?:de-?la-?|de-?l-?|des-?|du-?|de-?)?([a-z]{3,}(?:-[a-z]+){0,3})(?=[/.?#_]|$)", re.IGNORECASE
)
_HOST = re.compile(r"(?:@|//)([\w.-]+)")


def check_identity(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report what is of another department, or is no address, number or name."""
    if reviewed.who is not None:
        yield from ((reviewed.who, found) for found in _who(reviewed))
    for file in reviewed.files:
        for said in file.said:
            if said.kind in ("email", "url"):
                yield from ((file, found) for found in _address(said.path, said.text, reviewed))
            elif said.kind == "phone":
                yield from ((file, found) for found in phone_found(said.path, said.text, reviewed.code))
            else:
                yield from ((file, found) for found in _of_another_caf(said.path, said.text, reviewed))
            if said.words and reviewed.code in NAMES:
                yield from ((file, found) for found in _elsewhere(said.path, said.text, reviewed))
    for call in reviewed.calls:
        if reviewed.code in NAMES:
            yield from ((call, found) for found in _titles(call, reviewed))
        caf = text_at(call.table("institutions", "caf"), "name")
        named = text_at(reviewed.who.table("caf"), "name") if reviewed.who else ""
        if caf and named and usual_slug(caf) != usual_slug(named):
            reason = f"La Caf s'appelle ici « {caf} », et « {named} » dans department.toml."
            yield call, Found("identity.caf", "warning", ("institutions", "caf", "name"), reason, "Gardez un seul nom.")


_TITLED = re.compile(r"(?:\bde la |\bde l'|\bdes |\bdu |\bde |\bd'|\ben |, )([A-ZÀ-Þ][\w'-]+)")


def _titles(file: FileRead, reviewed: Reviewed) -> Iterator[Found]:
    """Report a source that bears the name of another department: the file was begun from that one's."""
    for path, source in file.each("sources"):
        title = text_at(source, "title").replace("\u2019", "'")
        named = [each for name in _TITLED.findall(title) for each in NAMES.values() if same_name(each, name)]
        own = (reviewed.name, NAMES[reviewed.code])
        if named and not any(same_name(each, mine) for each in named for mine in own):
            reason = f"Ce document est de {named[0]}, et ce fichier de {reviewed.name}."
            yield Found("identity.elsewhere", "warning", (*path, "title"), reason, "Nommez celui du département.")


def _who(reviewed: Reviewed) -> Iterator[Found]:
    assert reviewed.who is not None
    code, name, slug = reviewed.code, reviewed.name, reviewed.slug
    official = NAMES.get(code)
    if official and name and not same_name(name, official):
        theirs = next((each for each, other in NAMES.items() if same_name(other, name)), None)
        which = f"« {code} » est {official}" + (f", et {name} « {theirs} »" if theirs else "")
        reason = f"Le code et le nom ne vont pas ensemble : {which}."
        yield Found("identity.name", "warning", ("name",), reason, "Corrigez l'un ou l'autre.")
    if name and slug and official and slug not in (usual_slug(name), usual_slug(name).removeprefix("la_")):
        reason = f"« {name} » s'écrit « {usual_slug(name)} » pour les machines, et non « {slug} »."
        yield Found("identity.slug", "warning", ("slug",), reason, "Renommez le paquet, le point d'entrée et « slug ».")
    begins = "20" if code in ("2A", "2B") else code
    lines = names_at(reviewed.who.table("caf"), "address")
    for rank, line in enumerate(lines):
        for postcode in _POSTCODE.findall(line) if official else ():
            if not postcode.startswith(begins):
                reason = f"{postcode}, dans l'adresse de la Caf, n'est pas du département : attendu, {begins}…"
                yield Found("identity.postcode", "warning", ("caf", "address", rank), reason, "Corrigez l'adresse.")
    if lines and not any(re.search(r"\d{5}|cedex", line, re.IGNORECASE) for line in lines):
        reason = "L'adresse de la Caf n'a pas de code postal."
        yield Found("identity.postcode", "warning", ("caf", "address"), reason, "Écrivez-le.")
    for path, table in reviewed.who.each("caf", "sirets"):
        try:
            parse_siret(text_at(table, "value") or "0")
        except ValueError as error:
            yield Found("identity.siret", "error", (*path, "value"), str(error))


def _of_another_caf(path: Path, text: str, reviewed: Reviewed) -> Iterator[Found]:
    code = reviewed.code.lower()
    for found in _CAF_NUMBER.finditer(text):
        number = (found[1] or found[2]).lower()
        if code and not number.startswith(code) and number.lstrip("0") != code.lstrip("0"):
            reason = f"« caf{number} » est la Caf d'un autre département : le code d'ici est « {reviewed.code} »."
            yield Found("identity.address", "error", path, reason, "Corrigez l'adresse.")


def _address(path: Path, text: str, reviewed: Reviewed) -> Iterator[Found]:
    if wrong := list(_of_another_caf(path, text, reviewed)):
        yield from wrong
        return
    for named in _CAF_OF.finditer(text):
        other = next((each for each in NAMES.values() if same_name(each, named[1].replace("-", " "))), None)
        if other and reviewed.code in NAMES and not same_name(other, NAMES[reviewed.code]):
            reason = f"Cette adresse est celle de la Caf d'un autre département ({other})."
            yield Found("identity.address", "warning", path, reason, "Vérifiez-la.")
            return
    host = _HOST.search(text)
    words = usual_slug(re.sub(r"[._]", "-", host[1])) if host else ""
    if (other := _other_department(words, reviewed)) and reviewed.code in NAMES:
        reason = f"Cette adresse est de {other}."
        yield Found("identity.address", "warning", path, reason, "Vérifiez-la : elle vient peut-être d'un autre appel.")


def phone_found(path: Path, text: str, code: str) -> Iterator[Found]:
    """Report a number that is not of the zone of a department, or a portable of its Caf."""
    digits = re.sub(r"\D", "", text.replace("+33", "0"))
    zone = _ZONE_OF.get(code)
    if len(digits) != 10 or zone is None:
        return
    level: Level = "remark"
    overseas = _OVERSEAS.get(code)
    if digits[:2] in ("06", "07") and path[0] == "caf":
        reason = "Le téléphone d'une Caf n'est pas un portable."
        yield Found("identity.phone", "warning", path, reason, "Écrivez celui de l'accueil.")
    elif digits[:2] in _ZONES and (digits[:2] != zone or (overseas and not digits.startswith(overseas))):
        reason = f"Un numéro en {digits[:2]} n'est pas de la zone du département ({overseas or zone})."
        yield Found("identity.phone", level, path, reason, "Vérifiez-le.")


def _elsewhere(path: Path, text: str, reviewed: Reviewed) -> Iterator[Found]:
    """Report a body that a text names after another department."""
    if re.search(r"voisin|limitrophe|inter-?départ", text, re.IGNORECASE):
        return
    for found in _BODY.finditer(text.replace("\u2019", "'")):
        named = re.split(r"[\s,.;]", found[1])[0]
        for name in (found[1], named):
            other = next((each for each in NAMES.values() if same_name(each, name)), None)
            if other and not same_name(other, NAMES[reviewed.code]) and not same_name(other, reviewed.name):
                reason = f"« {found[0].strip()} » : ce fichier est celui de {reviewed.name}."
                yield Found(
                    "identity.elsewhere", "warning", path, reason, "Vérifiez : est-ce repris d'un autre appel ?"
                )
                return


def _other_department(words: str, reviewed: Reviewed) -> str | None:
    """Return the department that the name of a host bears, when it is another one."""
    own = {usual_slug(reviewed.name), usual_slug(NAMES.get(reviewed.code, ""))} - {""}
    padded = f"_{words}_"
    if any(f"_{each}_" in padded or each.replace("_", "") in words.replace("_", "") for each in own):
        return None
    found = [each for each in NAMES.values() if len(each) > 3 and f"_{usual_slug(each)}_" in padded]
    return max(found, key=len, default=None)
