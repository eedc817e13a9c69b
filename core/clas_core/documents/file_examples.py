"""An example of each key of the files, as it is written in TOML: made from what the key is declared to be, or written
here where that does not say enough. A test reads each of them by the very field of its key."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marshmallow.fields import Field

from clas_core import fields
from clas_core.departments.phone import Phone
from clas_core.tables import Reference, TableOf, each_of

_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "allocations.bonus": '"parents"',
        "allocations.id": '"quartiers"',
        "allocations.label": '"Un premier bonus à chacun"',
        "allocations.order": '["turn", "score"]',
        "reserved.bonus": '"parents"',
        "address": '["4 place de la Halle", "08000 Charleville-Mézières"]',
        "answers": '["oui"]',
        "amicable": '"Direction de la Caf, 4 place de la Halle, 08000 Charleville-Mézières"',
        "attached_to": '"comité départemental des services aux familles"',
        "call": '"janvier"',
        "call_name": '"Seconde session, janvier 2026"',
        "bonuses": '["children"]',
        "changes.from": "2800.70",
        "changes.value": "2790",
        "citation": '"note"',
        "code": '"08"',
        "field": '"children"',
        "communes": '["51454"]',
        "court": '"Tribunal compétent, 25 rue du Lycée, 51000 Châlons-en-Champagne"',
        "delay": '"deux mois"',
        "full_name": '"Mutualité sociale agricole"',
        "gaps": '["Le lieu du webinaire."]',
        "id": '"technical"',
        "intercommunalities": '["200067213"]',
        "label": '"Comité technique"',
        "letters.place": '"Charleville-Mézières"',
        "letters.reference": '"Clas"',
        "logo": '"logo.svg"',
        "missions": '["Étudier les dossiers."]',
        "name": '"Caf des Ardennes"',
        "options": '["cp", "ce1"]',
        "orientations.id": '"ardennes.lecture"',
        "place": '"partie 1"',
        "publisher": '"Caf des Ardennes"',
        "quality": '"La directrice"',
        "question": '"ardennes.snack"',
        "rate": "0.33",
        "reminders": "[7, 2, 0]",
        "role": '"Référente parentalité"',
        "rules": '["Lire la note de cadrage."]',
        "service": '"Mon compte partenaire"',
        "share": "0.7",
        "signatory": '"Dominique Roy"',
        "sirets.value": '"73282932000074"',
        "slug": '"ardennes"',
        "steps": '["Ouvrir le service.", "Répondre au questionnaire."]',
        "subject": '"advances"',
        "wordings.text": '"Ce que dit ce courrier, avec ses champs : {numero}."',
        "title": '"Note de cadrage Clas, 2025-2026"',
    }
)
"""By key, or by the last two of its place where one key is written in several ways."""

_NAMED: Mapping[str, str] = MappingProxyType({"sources": "note", "institutions": "caf", "changes": '"ps.maximum"'})


def example_of(field: Field[Any], place: str) -> str:
    """Return a line of TOML that gives the key at `place` (``caf.sirets.value``), or the header of its table."""
    each = each_of(field)
    key = place.rpartition(".")[2]
    if isinstance(each, TableOf):
        if isinstance(field, fields.Tables):
            return f"[{place}.{_NAMED.get(key, 'nom')}]"
        return f"[[{place}]]" if isinstance(field, fields.Listing) else f"[{place}]"
    return f"{key} = {_value(field, place)}"


def _value(field: Field[Any], place: str) -> str:
    key, two = place.rpartition(".")[2], ".".join(place.split(".")[-2:])
    fitting = isinstance(field, fields.Listing) or not isinstance(field, fields.Choice | Reference | fields.Flag)
    for name in (two, key) if fitting else ():
        if name in _WRITTEN and _WRITTEN[name].startswith("[") == isinstance(field, fields.Listing):
            return _WRITTEN[name]
    if isinstance(field, fields.Listing) and field.inner is not None:
        return f"[{_of_kind(field.inner, place)}]"
    return _of_kind(field, place)


def _of_kind(field: Field[Any], place: str) -> str:
    if isinstance(field, Reference):
        return f'"{_NAMED.get(field.among, "nom")}"'
    if isinstance(field, fields.Choice):
        return f'"{field.choices[0]}"'
    if isinstance(field, fields.Whole):
        return str(max(field.least, min(field.most, 12)))
    for kind, written in (
        (Phone, '"03 24 59 10 20"'),
        (fields.Email, '"clas@caf08.caf.fr"'),
        (fields.Url, '"https://www.caf.fr/partenaires"'),
        (fields.Flag, "true"),
        (fields.Day, "2025-08-18"),
        (fields.WhenField, "2025-09-16"),
        (fields.DatedField, "2025-08-18"),
        (fields.YearField, '"2025-2026"'),
        (fields.Amount, "150.50"),
        (fields.Number, "0.33"),
        (fields.Identifier, '"exemple"'),
    ):
        if isinstance(field, kind):
            return written
    words = str(field.metadata.get("label", "un texte")).replace('"', "").replace("`", "")
    return f'"{words[0].upper()}{words[1:]}."'
