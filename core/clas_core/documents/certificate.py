"""A certificate of calculation for whoever reads it: each step, and the step that each of its operands comes from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from clas_core.certificates import KINDS
from clas_core.certificates.in_pdf import ATTACHED_AS
from clas_core.documents.attached import AttachedFile
from clas_core.documents.in_words import amount_in_words
from clas_core.documents.model import Block, Document, Facts, Notice, Paragraph, QrCode, Section, Steps, Table, Text
from clas_core.identifiers import write_siret
from clas_core.money import parse_amount, write_euros, write_percent
from clas_core.years import write_day, write_moment

_FACTS = {
    "estimated": "d'après le dossier",
    "granted": "d'après la décision",
    "settled": "d'après le bilan et la décision",
}


def certificate_document(content: Mapping[str, Any], title: str, address: str) -> Document:
    """Return a certificate, given as JSON, as a document; `title` names its call, `address` is where it is verified."""
    rules = content["rules"]
    named = KINDS[content["kind"]]
    return Document(
        kind="certificate",
        title=f"Certificat de calcul : {named}, dossier {content['receipt']}",
        subtitle=f"{content['porteur']['name']}, appel à projets {title}",
        school_year=content["school_year"],
        department=content["department"],
        digests=(rules["referential"], rules["campaign"], *(each["digest"] for each in rules["amendments"])),
        sections=(_amount(content, title), *_groups(content), *_whole(content), _verifying(content, address)),
        attached=AttachedFile(
            ATTACHED_AS, "Le certificat que ce document raconte, pour qui le vérifie", _json(content)
        ),
    )


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _amount(content: Mapping[str, Any], title: str) -> Section:
    cents = parse_amount(content["amount"])
    sealed = datetime.fromisoformat(content["at"])
    facts: list[tuple[str, Text]] = [
        ("Ce qui est certifié", f"{KINDS[content['kind']]}, {_FACTS[content['kind']]}"),
        ("Montant", f"{write_euros(cents)} ({amount_in_words(cents)})"),
        ("Dossier", f"n° {content['receipt']}, appel à projets {title}"),
        ("Porteur", f"{content['porteur']['name']}, SIRET {write_siret(content['porteur']['siret'])}"),
        ("Calcul scellé le", f"{write_moment(sealed)} (heure de Paris)"),
    ]
    for each in content["rules"].get("corrections", ()):
        on = write_day(date.fromisoformat(each["on"]))
        facts.append((f"Correction n° {each['number']} des règles", f"{on} : {each['reason']}"))
    blocks: list[Block] = [Facts(facts)]
    if content["provisional"]:
        blocks.append(Notice("Montant provisoire : il repose sur une règle attendue, qui n'est pas encore publiée."))
    return Section("montant", "Le montant", blocks)


def _groups(content: Mapping[str, Any]) -> Iterator[Section]:
    """Yield the steps of each group; steps are numbered through the whole certificate."""
    for group in content["groups"]:
        name = f"g{group['position']}."
        told: list[Block] = [Facts(list(_told(group)))]
        table = _table(content, f"Groupe {group['position']}, étape par étape", name)
        yield Section(f"groupe-{group['position']}", f"Groupe {group['position']} : {group['label']}", [*told, table])


def _told(group: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Yield what a group was calculated from, the two sides together where it is settled."""
    sides = [group["told"], *([group["actual"]] if "actual" in group else ())]
    names = ("children", "Enfants"), ("adults", "Adultes")
    for key, words in names:
        yield words, _beside(["pas dit" if each[key] is None else str(each[key]) for each in sides])
    for side in sides[:1]:
        if side["bonuses"]:
            yield "Bonus", str(len(side["bonuses"]))


def _beside(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{values[0]} prévus, {values[1]} en réalité"


def _whole(content: Mapping[str, Any]) -> Iterator[Section]:
    """Yield the steps that are of no group: other programmes, the total, what is left to pay."""
    table = _table(content, "Le dossier, étape par étape", "")
    yield Section("dossier", "Le dossier entier", [table])


def _table(content: Mapping[str, Any], caption: str, name: str) -> Table:
    numbers = {each["id"]: place for place, each in enumerate(content["steps"], start=1)}
    of_groups = tuple(f"g{each['position']}." for each in content["groups"])
    rows: list[Sequence[Text]] = [
        (
            str(numbers[step["id"]]),
            step["label"] + (" (chiffre attendu)" if step["standing"] == "expected" else ""),
            operation_in_words(step, numbers),
            write_euros(parse_amount(step["result"])),
            step["source"],
        )
        for step in content["steps"]
        if (step["id"].startswith(name) if name else not step["id"].startswith(of_groups))
    ]
    return Table(caption, ("Étape", "Ce qui est calculé", "Opération", "Résultat", "Source"), rows, frozenset({3}))


def operation_in_words(step: Mapping[str, Any], numbers: Mapping[str, int]) -> str:
    """Return an operation with the number of the step, or the rule, that each of its operands comes from."""
    operands = [_operand(each, numbers) for each in step["operands"]]
    match step["operation"]:
        case "share":
            return " × ".join(operands)
        case "minimum":
            return f"le plus petit de {' et de '.join(operands)}"
        case "excess":
            return f"{' moins '.join(operands)}, au moins zéro"
        case "sum" if not operands:
            return "rien"
    return " + ".join(operands)


def _operand(operand: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    kind, _, name = operand["from"].partition(":")
    if name == "ps.rate":
        return f"{write_percent(Decimal(operand['value']))} (règle)"
    value = write_euros(parse_amount(operand["value"]))
    if kind == "step":
        return f"{value} (étape {numbers[name]})"
    return f"{value} ({'règle' if kind == 'rule' else 'donné'})"


def _verifying(content: Mapping[str, Any], address: str) -> Section:
    blocks: list[Block] = [
        Paragraph(
            "Chaque montant vient d'une étape, d'une règle publiée ou de ce que dit le dossier : qui a le fichier du "
            "certificat peut tout recalculer, sans la plateforme."
        ),
        Facts([("Empreinte du certificat", content["digest"])]),
        Steps(
            [
                "Prenez le PDF de ce document, qui porte le certificat, ou demandez-en le fichier (JSON).",
                "Donnez l'un ou l'autre à la page où mène ce code, ou à la commande « clas verify ».",
                "Comparez le montant et l'empreinte qui vous sont dits à ceux de ce papier : eux seuls sont vérifiés.",
            ]
        ),
        QrCode(address, "La page où un certificat se vérifie"),
    ]
    return Section("verifier", "Vérifier ce certificat", blocks)
