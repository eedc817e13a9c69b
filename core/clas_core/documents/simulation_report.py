"""The impact of other rules on groups, as a report: what changes, for whom, how surely, and what was left out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from clas_core.departments.names import NAMES
from clas_core.documents.chart import chart_of
from clas_core.documents.model import Block, Bullets, Document, Facts, Notice, Paragraph, Section, Table, Text
from clas_core.eligibility import LEVELS
from clas_core.money import parse_amount, write_euros
from clas_core.national.life import STEP_WORDS
from clas_core.porteurs import NATURES
from clas_core.years import write_day

Told = Mapping[str, Any]

TITLES = {
    "department": ("Par département", "Département"),
    "level": ("Par niveau scolaire", "Niveau"),
    "size": ("Par taille de groupe", "Enfants"),
    "nature": ("Par nature de porteur", "Nature"),
}
NATIONAL_ALONE = (
    "Ce sont les règles nationales seules : ni les critères ni les aides d'un département ou d'un autre financeur n'y "
    "entrent. Les dépenses d'un groupe sont prises telles que le fichier les donne, part des frais communs comprise."
)
KINDS = {"ps": "Ps", "bonuses": "bonus"}


def simulation_report(told: Told, made_on: date) -> Document:
    """Return the document of an impact (`clas_core.simulation.Impact.as_json`), and of the day when it was made."""
    rules, against = told["rules"], told["against"]
    sections = (
        _whole(told),
        _certainty(told),
        _winners(told),
        *(_by(told, each) for each in told["by"]),
        _turned(told),
        _bonuses(told),
        _envelopes(told),
        _refused(told),
        _rules(told, made_on),
    )
    return Document(
        kind="simulation",
        title=f"Clas : simulation, règles {rules['school_year']} comparées à {against['school_year']}",
        subtitle="Ce que d'autres règles changeraient pour les groupes. Une simulation ne décide de rien.",
        school_year=rules["school_year"],
        department="",
        digests=tuple(dict.fromkeys((rules["digest"], against["digest"]))),
        sections=tuple(each for each in sections if each is not None),
    )


def key_name(by: str, key: str) -> str:
    """Return how a line of a breakdown is called."""
    if not key:
        return "non dit"
    if by == "department":
        return f"{key} {NAMES[key]}" if key in NAMES else key
    if key == "several":
        return "plusieurs niveaux"
    return {"level": LEVELS, "nature": NATURES}.get(by, {}).get(key, key)


def difference_said(text: str) -> str:
    """Return a difference with its sign."""
    cents = parse_amount(text)
    return f"+ {write_euros(cents)}" if cents > 0 else write_euros(cents).replace("-", "− ", 1)


def certainty_said(told: Told) -> str:
    """Say between what and what the difference lies, or that nothing certain can be said of it."""
    unsure = told["uncertainty"]
    if unsure["low"] is None:
        return "inconnue tant que des chiffres ne sont qu'attendus"
    if unsure["low"] == unsure["high"]:
        return difference_said(unsure["low"])
    return f"entre {difference_said(unsure['low'])} et {difference_said(unsure['high'])}"


def total_said(told: Told) -> str:
    """Say what the total comes to under the rules that are simulated: between what and what, where that is all that is
    known; by figures that are only expected, where nothing else is."""
    unsure, known = told["uncertainty"], _euros(told["total"]["after"])
    if unsure["total"] is None:
        return f"{known} si les chiffres attendus se confirment"
    low, high = _euros(unsure["total"]["low"]), _euros(unsure["total"]["high"])
    return low if low == high else f"entre {low} et {high}"


def unreplayed_said(told: Told) -> str:
    """Name the criteria that no column says."""
    return " ; ".join(each["label"] for each in told["not_replayed"])


def groups_said(number: int) -> str:
    """Return how many groups, in words."""
    return f"{_number(number)} groupe{'s' if number > 1 else ''}"


def _whole(told: Told) -> Section:
    total, eligible = told["total"], told["eligible"]
    facts: list[tuple[str, Text]] = [
        ("Groupes calculés", _number(told["groups"])),
        ("Différence", certainty_said(told)),
        (f"Total, règles {told['against']['school_year']}", _euros(total["before"])),
        (f"Total, règles {told['rules']['school_year']} simulées", total_said(told)),
        ("Groupes éligibles avant, après", f"{_number(eligible['before'])}, {_number(eligible['after'])}"),
    ]
    blocks: list[Block] = [Facts(facts)]
    if told["refused"]:
        rows = sum(each["rows"] for each in told["refused"])
        blocks.append(Notice(f"Lignes qui ne peuvent pas être calculées : {_number(rows)}. Elles sont dites plus bas."))
    blocks += [Notice(each) for each in told["remarks"]]
    return Section("ensemble", "L'ensemble", blocks)


def _certainty(told: Told) -> Section | None:
    unsure = told["uncertainty"]
    if not unsure["because"]:
        return None
    blocks: list[Block] = [Notice(f"Différence : {certainty_said(told)}.")]
    if unsure["total"]:
        low, high = _euros(unsure["total"]["low"]), _euros(unsure["total"]["high"])
        span = low if low == high else f"de {low} à {high}"
        blocks.append(Paragraph(f"Total simulé : {span}. Les deux bouts sont calculés au centime."))
    blocks.append(Paragraph("Les tableaux qui suivent prennent les chiffres tels qu'ils sont écrits dans les règles."))
    blocks.append(Bullets(unsure["because"]))
    return Section("certitude", "Ce qui est sûr, et ce qui ne l'est pas", blocks)


def _winners(told: Told) -> Section:
    facts: list[tuple[str, Text]] = [
        ("Gagnent", f"{groups_said(told['winners']['groups'])}, {_euros(told['winners']['amount'])} de plus"),
        ("Perdent", f"{groups_said(told['losers']['groups'])}, {_euros(told['losers']['amount'])} de moins"),
        ("Sans changement", groups_said(told["unchanged"]["groups"])),
    ]
    lines = [(_short(each), (each["groups"],)) for each in told["distribution"]]
    rows: list[Sequence[Text]] = [
        (each["label"], _number(each["groups"]), difference_said(each["amount"])) for each in told["distribution"]
    ]
    table = Table("Différence par groupe", ("Différence", "Groupes", "En tout"), rows, frozenset({1, 2}))
    chart = chart_of("repartition", "Groupes, par différence", "Différence", lines, "Groupes")
    blocks: list[Block] = [Facts(facts), table]
    return Section("gagnants", "Qui gagne, qui perd", blocks if chart.is_empty else [*blocks, chart])


def _short(class_: Told) -> str:
    """Return the name of a class in the few letters that a chart has room for, in whole euros."""
    low, high = (None if class_[each] is None else parse_amount(class_[each]) for each in ("from", "to"))
    if low is None or high is None:
        return f"{_whole_euros(low, 'et plus')}{_whole_euros(high, 'et moins')}"
    if low == high:
        return "sans changement"
    return f"{_whole_euros(low // 100 * 100, 'à')} {_whole_euros(-(-high // 100) * 100, '€')}"


def _whole_euros(cents: int | None, after: str) -> str:
    return "" if cents is None else f"{_number(cents // 100)} {after}".replace("-", "−", 1)


def _by(told: Told, by: str) -> Section | None:
    lines, (title, first) = told["by"][by], TITLES[by]
    if not lines:
        return None
    rows: list[Sequence[Text]] = [
        (
            key_name(by, each[by]),
            _number(each["groups"]),
            _euros(each["before"]),
            _euros(each["after"]),
            difference_said(each["difference"]),
            _number(each["winners"]["groups"]),
            _number(each["losers"]["groups"]),
        )
        for each in lines
    ]
    header = (first, "Groupes", "Avant", "Après", "Différence", "Gagnent", "Perdent")
    table = Table(title, header, rows, frozenset(range(1, 7)))
    drawn = [(key_name(by, each[by]), (parse_amount(each["after"]), parse_amount(each["before"]))) for each in lines]
    chart = chart_of(f"total-{by}", f"Totaux, {title.lower()}", first, drawn, "Après", "Avant", unit="€")
    return Section(f"par-{by}", title, [table] if chart.is_empty else [table, chart])


def _turned(told: Told) -> Section:
    blocks: list[Block] = []
    for word, said in (("becomes_ineligible", "Ne seraient plus éligibles"), ("becomes_eligible", "Le deviendraient")):
        blocks.append(Paragraph(f"{said} : {groups_said(told[word]['groups'])}."))
        if told[word]["because"]:
            items = [f"{each['message']} {groups_said(each['groups'])}." for each in told[word]["because"]]
            blocks.append(Bullets(items))
    if told["not_known"]:
        blocks.append(Paragraph("Les données ne disent pas tout : ce qui suit n'est pas connu, et ne refuse personne."))
        blocks.append(Bullets([f"{each['label']} : {groups_said(each['groups'])}" for each in told["not_known"]]))
    if told["not_replayed"]:
        blocks.append(Paragraph(f"Tenus pour remplis, car ils se jugent sur le dossier : {unreplayed_said(told)}."))
    blocks.append(Paragraph(NATIONAL_ALONE))
    return Section("eligibilite", "Éligibilité", blocks)


def _bonuses(told: Told) -> Section:
    names = {"none": "Aucun bonus", "asked": "Les bonus des données", "all": "Tous les bonus, pour tous"}
    rows: list[Sequence[Text]] = []
    for scenario, name in names.items():
        total = told["bonuses"]["scenarios"][scenario]
        if total is None:
            rows.append((name, "non publié", "non publié", "inconnue"))
        else:
            rows.append((name, _euros(total["before"]), _euros(total["after"]), difference_said(total["difference"])))
    said = Paragraph("Un bonus s'accorde par décision motivée du comité : ces lignes disent ce qu'il vaudrait.")
    table = Table("Totaux selon les bonus", ("Bonus", "Avant", "Après", "Différence"), rows, frozenset({1, 2, 3}))
    return Section("bonus", "Selon les bonus accordés", [said, table])


def _envelopes(told: Told) -> Section | None:
    if not told["envelopes"]:
        return None
    rows: list[Sequence[Text]] = [
        (
            f"{key_name('department', each['department'])}, {KINDS.get(each['kind'], each['kind'])}",
            _euros(each["envelope"]),
            _euros(each["after"]),
            _euros(each["exceeded_by"]),
        )
        for each in told["envelopes"]
    ]
    header = ("Enveloppe", "Montant", "Après", "Dépassement")
    return Section("enveloppes", "Enveloppes dépassées", [Table("Dépassements", header, rows, frozenset({1, 2, 3}))])


def _refused(told: Told) -> Section | None:
    if not told["refused"]:
        return None
    return Section("refus", "Lignes qui ne peuvent pas être calculées", list(_refusals(told)))


def _refusals(told: Told) -> Iterator[Block]:
    for each in told["refused"]:
        yield Paragraph(f"{each['message']} Lignes : {_number(each['rows'])}.")
        yield Bullets([refused_example(example) for example in each["examples"]])


def refused_example(example: Mapping[str, str]) -> str:
    """Say where a refused row is, and what it says."""
    place = f"{example['file']}, dossier {example['dossier'] or 'non dit'}, groupe {example['group'] or 'non dit'}"
    return f"{place} : " + (f"« {example['value']} »" if example["value"] else "vide")


def _rules(told: Told, made_on: date) -> Section:
    facts: list[tuple[str, Text]] = [("Simulation faite le", write_day(made_on))]
    for name, key in (("Règles simulées", "rules"), ("Comparées à", "against")):
        rules = told[key]
        status = STEP_WORDS[rules["status"]] + (", provisoire" if rules["provisional"] else "")
        facts.append((name, f"{rules['school_year']} ({status}), {rules['digest']}"))
    facts.append(("Données", f"{', '.join(told['files'])} : {_number(told['rows'])} lignes"))
    corrected = [
        f"Correction {each['number']} de {told[key]['school_year']}, du {write_day(date.fromisoformat(each['on']))} : "
        f"{each['reason']}"
        for key in ("rules", "against")
        for each in told[key].get("corrections", ())
    ]
    return Section("regles", "Règles et données", [Facts(facts), *([Bullets(corrected)] if corrected else ())])


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _euros(text: str) -> str:
    return write_euros(parse_amount(text))
