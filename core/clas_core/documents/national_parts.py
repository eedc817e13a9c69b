"""The national parts of every department's documents, written once: the scheme, who is eligible, what is paid.

No amount here is typed: each comes from the referential of the year, or is computed from it.
"""

from collections.abc import Sequence

from clas_core.calculation import PsRule
from clas_core.documents.model import Block, Bullets, Facts, Notice, Paragraph, Section, Table, Text
from clas_core.eligibility import Criterion, Rules
from clas_core.money import cents_of, write_euros
from clas_core.national import Bonus, Figure, Referential
from clas_core.national.life import STEP_WORDS

_EXAMPLE_COSTS = (500_000, 800_000, 900_000)
"""Running costs, in cents, of the worked examples: below the maximum, near it, above it."""


def scheme_section(referential: Referential) -> Section:
    """What the Clas is, and since when."""
    scheme = referential.scheme
    blocks: list[Block] = [Paragraph(scheme.presentation)]
    if scheme.milestones:
        blocks.append(Facts([(str(each.year), each.text) for each in scheme.milestones]))
    if scheme.framework:
        blocks.append(Paragraph("Le référentiel national de financement pose :"))
        blocks.append(Bullets([each.text for each in scheme.framework]))
    return Section("dispositif", "Le dispositif", blocks)


def eligibility_section(referential: Referential, local: Rules) -> Section:
    """The axes and the criteria, national first, then what the department adds."""
    blocks: list[Block] = []
    if referential.axes:
        blocks.append(Paragraph(f"Un projet mène ensemble des actions sur {_count(len(referential.axes))} axes :"))
        blocks.append(Bullets([axis.text for axis in referential.axes]))
    national = [criterion for _, criterion in referential.rules.criteria]
    if national:
        blocks.append(_criteria_table("Critères nationaux d'éligibilité", national))
    eligibility = [criterion for _, criterion in local.criteria if criterion.decides == "eligibility"]
    if eligibility:
        blocks.append(_criteria_table("Critères propres au département, en plus", eligibility))
    for gap in referential.gaps:
        if gap.subject == "criteria":
            blocks.append(Notice(gap.text))
    return Section("eligibilite", "Être éligible", blocks)


def _criteria_table(caption: str, criteria: Sequence[Criterion]) -> Table:
    subjects = {"dossier": "le dossier", "action": "chaque action", "group": "chaque groupe"}
    rows: list[Sequence[Text]] = [
        (
            criterion.label[0].upper() + criterion.label[1:],
            subjects[criterion.subject],
            criterion.message,
            criterion.source.citation,
        )
        for criterion in criteria
    ]
    return Table(caption, ("Critère", "Porte sur", "Règle", "Source"), rows)


def funding_section(referential: Referential) -> Section:
    """The figures of the year, how the Ps is computed, and worked examples."""
    ps = referential.ps
    blocks: list[Block] = []
    if referential.provisional:
        blocks.append(provisional_notice(referential))
    blocks.append(
        Paragraph(
            f"Pour chaque groupe, la Ps prend en charge {ps.rate.text} des dépenses de fonctionnement, sans dépasser "
            f"le montant maximum de {ps.maximum.text} par an. Le prix plafond est de {ps.price_ceiling.text}."
        )
    )
    blocks.append(_figures_table(referential))
    if referential.corrections:
        blocks.append(Paragraph("Ces règles ont été corrigées depuis leur entrée en vigueur :"))
        blocks.append(Bullets([each.text for each in referential.corrections]))
    blocks.append(_examples_table(referential))
    if referential.assumptions:
        blocks.append(Paragraph("Là où aucune règle connue ne répond, le calcul suppose ceci :"))
        blocks.append(Facts([(each.question, each.answer) for each in referential.assumptions]))
    return Section("financement", "Le financement par la branche Famille", blocks)


def provisional_notice(referential: Referential) -> Notice:
    """Say that amounts rest on rules which are a project, or on figures which are expected and not published."""
    if referential.is_project:
        step = STEP_WORDS[referential.status]
        return Notice(
            f"Montants provisoires : les règles nationales de {referential.school_year} sont {step}. Elles peuvent "
            "changer, et aucun dossier ne se dépose sous elles."
        )
    return Notice(
        f"Montants provisoires : les chiffres de la Ps pour {referential.school_year} sont attendus, "
        f"non publiés ({referential.ps.rate.source.citation})."
    )


def _figures_table(referential: Referential) -> Table:
    ps = referential.ps
    rows: list[Sequence[Text]] = [_figure_row(each) for each in (ps.rate, ps.price_ceiling, ps.maximum)]
    for bonus in referential.bonuses:
        rows.append(
            _figure_row(bonus.amount)
            if bonus.amount
            else (bonus.label, "montant non publié", "à attendre", bonus.source.citation)
        )
    header = ("Chiffre", "Valeur", "Statut", "Source")
    return Table(f"Chiffres nationaux de {referential.school_year}", header, rows, frozenset({1}))


def _figure_row(figure: Figure) -> tuple[str, str, str, str]:
    standing = "publié" if figure.standing == "published" else "attendu, non publié"
    return figure.label, figure.text, standing, figure.source.citation


def _examples_table(referential: Referential) -> Table:
    rule = PsRule.of(referential.ps)
    bonuses = [cents_of(bonus.amount.value) for bonus in referential.bonuses if bonus.amount]
    complete = bool(bonuses) and len(bonuses) == len(referential.bonuses)
    header = ["Dépenses de fonctionnement du groupe", "Part prise en charge", "Ps versée"]
    if complete:
        header.append("Avec tous les bonus")
    rows = []
    for costs in _EXAMPLE_COSTS:
        ps = rule.ps(costs)
        row = [write_euros(costs), write_euros(rule.rate.share_of(costs)), write_euros(ps)]
        rows.append([*row, write_euros(ps + sum(bonuses))] if complete else row)
    columns = frozenset(range(len(header)))
    return Table(f"Exemples pour un groupe, {referential.school_year}", header, rows, columns)


def base_section(referential: Referential) -> Section | None:
    """The base actions, which the Ps already pays for; `None` for a year whose list is not known."""
    parts = []
    for axis in referential.axes:
        if actions := referential.base_actions_of(axis.id):
            bullets = Bullets([action.label for action in actions])
            parts.append(Section(f"socle-{axis.id}", f"Socle : {axis.label.lower()}", [bullets]))
    if not parts:
        return None
    intro = Paragraph("Ces actions sont ce que la Ps finance déjà. Un bonus récompense ce qui va plus loin.")
    return Section("socle", "Le socle d'actions", [intro], parts)


def bonus_section(referential: Referential) -> Section | None:
    """What each bonus rewards; `None` for a year without any."""
    if not referential.bonuses:
        return None
    intro = Paragraph(
        "Sur proposition de la Caf, le comité accorde ou refuse chaque bonus, pour chaque groupe, avec un motif : "
        "c'est une décision, jamais un calcul. Les bonus se demandent seuls ou ensemble."
    )
    parts = [_bonus_part(bonus, referential) for bonus in referential.bonuses]
    return Section("bonus", "Les bonus", [intro], parts)


def _bonus_part(bonus: Bonus, referential: Referential) -> Section:
    amount = (
        f"{bonus.amount.text} par groupe en {referential.school_year}."
        if bonus.amount
        else f"Aucun montant n'est publié pour {referential.school_year} : il ne peut pas être calculé."
    )
    blocks: list[Block] = [Paragraph(amount), Paragraph(bonus.purpose)]
    if bonus.intent:
        blocks.append(Paragraph(bonus.intent))
    for example in bonus.examples:
        blocks.append(Paragraph(f"Un exemple, soutenu par la {example.supported_by} : « {example.title} »."))
        blocks.append(Paragraph(example.text))
    return Section(f"bonus-{bonus.id}", bonus.label, blocks)


def maximum_of_a_group(referential: Referential) -> int:
    """Return, in cents, the most that a group can be paid: the maximum, and every bonus whose amount is published."""
    bonuses = (cents_of(bonus.amount.value) for bonus in referential.bonuses if bonus.amount)
    return cents_of(referential.ps.maximum.value) + sum(bonuses)


def _count(number: int) -> str:
    return {2: "deux", 3: "trois", 4: "quatre", 5: "cinq"}.get(number, str(number))
