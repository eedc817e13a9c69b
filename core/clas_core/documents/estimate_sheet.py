"""An estimate as a sheet to keep: what groups would be paid, each step with its source, and what is provisional."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clas_core.documents.model import Block, Bullets, Document, Facts, Notice, Paragraph, QrCode, Section, Table, Text
from clas_core.errors import InvalidInput, Problem
from clas_core.estimates import origins_in_words, provisional_note
from clas_core.money import parse_amount, write_euros
from clas_core.national import Referential
from clas_core.years import SchoolYear, write_day

MOST_IN_A_SHEET = 200
"""Groups of one document: more of them are a file, and no longer a sheet."""

NOT_A_DECISION = "C'est une estimation, et non une décision : le comité décide des groupes, des bonus et des montants."


def estimate_sheet(
    answer: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    referential: Referential,
    named: str = "",
    address: str = "",
) -> Document:
    """Return an explained `answer` (`clas_core.estimates.answer`) as a document. `rows` are the groups as they were
    asked about, `named` the department, `address` where the estimate is found again.

    Raises `InvalidInput` for more groups than a sheet holds.
    """
    groups = answer["groups"]
    if len(groups) > MOST_IN_A_SHEET:
        message = f"{len(groups)} groupes : {MOST_IN_A_SHEET} au plus par document. Demandez le JSON, ou partagez-la."
        raise InvalidInput([Problem(("groups",), message)])
    year, call = answer["school_year"], answer.get("call", answer["school_year"])
    sections = (
        _summed(answer, rows),
        *(_explained(each, place) for place, each in enumerate(groups, start=1)),
        _figures(referential),
        _supposed(referential),
        _found_again(address),
    )
    return Document(
        kind="estimate",
        title=f"Clas : estimation {call}{f', {named}' if named else ''}",
        subtitle=NOT_A_DECISION,
        school_year=year,
        department=answer["department"] or "",
        digests=(answer["referential"]["digest"],),
        sections=tuple(each for each in sections if each is not None),
    )


def _summed(answer: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Section:
    table: list[Sequence[Text]] = [
        (
            group["label"] + ("" if group["eligible"] else " (non éligible)"),
            _said(row.get("children")),
            _said(row.get("adults")),
            _euros(group["ps"]),
            " + ".join(_euros(each["amount"]) for each in (*group["bonuses"], *group["supplements"])) or "aucun",
            _euros(group["total"]),
        )
        for group, row in zip(answer["groups"], rows, strict=True)
    ]
    table.append(("Ensemble", "", "", "", "", _euros(answer["total"])))
    header = ("Groupe", "Enfants", "Adultes", "Ps", "Bonus et aides locales", "Total")
    blocks: list[Block] = [Facts([("Montant estimé", _euros(answer["total"]))])]
    if answer["provisional"]:
        blocks.append(Notice(provisional_note(SchoolYear.parse(answer["school_year"]))))
    blocks += [Notice(each) for each in answer.get("remarks", ())]
    blocks.append(Table("Groupes et total", header, table, frozenset({1, 2, 3, 5})))
    return Section("ensemble", "L'ensemble", blocks)


def _explained(group: Mapping[str, Any], place: int) -> Section:
    blocks: list[Block] = []
    if group["eligible"]:
        numbered = enumerate(zip(group["steps"], origins_in_words(group["steps"]), strict=True), start=1)
        rows: list[Sequence[Text]] = [
            (
                f"{number}. {each['label']}" + (" (chiffre attendu)" if each.get("standing") == "expected" else ""),
                each["operation"],
                origins,
                _euros(each["result"]),
                each["source"],
            )
            for number, (each, origins) in numbered
        ]
        header = ("Étape", "Opération", "D'après", "Résultat", "Source")
        blocks.append(Table("Étapes du calcul", header, rows, frozenset({3})))
    else:
        blocks.append(Notice("Ce groupe n'est pas éligible : rien n'en serait payé."))
        blocks.append(Bullets(list(_reasons(group))))
    if group["advice"]:
        blocks.append(Bullets(list(group["advice"])))
    return Section(f"groupe-{place}", f"{group['label']} : {_euros(group['total'])}", blocks)


def _reasons(group: Mapping[str, Any]) -> Iterator[str]:
    for each in group["reasons"]:
        yield f"{each['message']} Attendu : {each['expected']} ; indiqué : {each['given_text']}. ({each['source']})"


def _figures(referential: Referential) -> Section:
    """The national figures of the year, each with its source, and the day on which somebody last compared them."""
    figures = [referential.ps.rate, referential.ps.price_ceiling, referential.ps.maximum]
    figures += [bonus.amount for bonus in referential.bonuses if bonus.amount is not None]
    rows: list[Sequence[Text]] = [
        (
            each.label,
            each.text,
            "publié" if each.standing == "published" else "attendu, pas encore publié",
            f"{each.source.citation}, vérifié le {write_day(each.checked_on)}",
        )
        for each in figures
    ]
    header = ("Chiffre", "Valeur", "Ce qu'il est", "Source")
    table = Table(f"Chiffres nationaux {referential.school_year}", header, rows, frozenset({1}))
    corrected = [Bullets([each.text for each in referential.corrections])] if referential.corrections else []
    return Section("chiffres", "Les chiffres et leurs sources", [table, *corrected])


def _supposed(referential: Referential) -> Section | None:
    if not referential.assumptions:
        return None
    said = Paragraph("Aucun texte connu ne répond à ces questions : voici ce que le calcul suppose.")
    facts: list[tuple[str, Text]] = [(each.question, each.answer) for each in referential.assumptions]
    return Section("suppose", "Ce que le calcul suppose", [said, Facts(facts)])


def _found_again(address: str) -> Section | None:
    if not address:
        return None
    said = Paragraph("Rien n'est conservé : l'estimation tient dans son adresse, qui la recalcule.")
    return Section("retrouver", "Retrouver cette estimation", [said, QrCode(address, "Cette estimation")])


def _said(value: object) -> str:
    return "non dit" if value is None else str(value)


def _euros(text: str) -> str:
    return write_euros(parse_amount(text))
