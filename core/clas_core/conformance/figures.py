"""Amounts that a department's texts say, beside those that the nation publishes for that year.

Restated, a figure is forgotten when the nation changes it; contradicted, it is wrong. An amount of the department's own
(an aid, an envelope, what a family pays) is no figure of the nation.
"""

import re
from collections.abc import Iterator, Mapping

from clas_core.conformance.found import Found
from clas_core.conformance.french import denies, sentences
from clas_core.conformance.reviewed import FileRead, Reviewed
from clas_core.errors import Path
from clas_core.money import cents_of, write_euros
from clas_core.national import Referential

NOT_PROSE = ("criteria", "sources")
"""Tables whose words are compared with their own bounds, or name documents."""


def prose_of(call: FileRead) -> Iterator[tuple[Path, str]]:
    """Yield each sentence that a call says in words of its own, with the place of its text."""
    for said in call.said:
        if said.words and said.path[0] not in NOT_PROSE:
            for sentence in sentences(said.text):
                yield said.path, sentence


_EUROS = re.compile(
    r"(?<![\d,.])(?P<units>\d{1,3}(?:[ .]\d{3})+|\d+)(?:[,.](?P<cents>\d{1,2}))?(?!\d) ?"
    r"(?:€|euros?\b|eur\b)(?: ?(?:et )?(?P<after>\d{2})\b(?! ?(?:€|euros?|%)))?"
    r"|(?:€|\beur) ?(?P<units2>\d{1,3}(?:[ .]\d{3})+|\d+)(?:[,.](?P<cents2>\d{1,2}))?(?!\d)",
    re.IGNORECASE,
)
OF_THE_PS = re.compile(
    r"\bps\b|\bprestation\b|montant maxim\w+|(?:maximum|plafond) par (?:groupe|collectif)|branche famille|cnaf|prix "
    r"plafond|(?:dépenses?|co[uû]ts?|frais) de fonctionnement|prix de revient|taux national|"
    r"taux de (?:la ps|prise en charge|financement)",
    re.IGNORECASE,
)
"""What a sentence says when it speaks of the nation's money."""
NAMES_THE_PS = re.compile(r"\bps\b|prestation de service", re.IGNORECASE)
OF_ANOTHER = re.compile(
    r"complément|supplément|aide (?:de|du|locale?|communale?|départementale?|municipale)|\bvilles?\b|\bcommunes?\b|"
    r"communal|municipal|intercommun|agglomération|métropole|conseil départemental|le département|région|\bmsa\b|"
    r"enveloppe|cofinanc|(?<!branche )famill|parents? (?:paie|verse)|adhésion|"
    r"cotisation|go[uû]ter|état\b|préfecture|politique de la ville|quotient|majoration locale|fonjep",
    re.IGNORECASE,
)
"""Who pays something else than the Ps."""
LOCAL = re.compile(
    rf"{OF_ANOTHER.pattern}|subvention|participation|budget|acompte|avance|solde|fonds|matériel|achat|acheter",
    re.IGNORECASE,
)
"""What a sentence says when it speaks of other money than the nation's."""
_CEILING = re.compile(r"plafond", re.IGNORECASE)
_MOST = re.compile(r"maxim|attein|au plus|jusqu'à|plafonn|dépass|excéd|à hauteur de", re.IGNORECASE)
_COSTS = r"(?:(?:dépenses|co[uû]ts?|frais)(?! d(?:e (?!fonctionnement)|es|u|')))"
_PRICE_CEILING = re.compile(
    r"(?:prix|co[uû]ts?|prix de revient)\b[^.\d]{0,40}\bplafond\b|"
    r"\bplafond (?:annuel )?(?:de|des|du) (?:dépenses|co[uû]ts?|prix)|"
    rf"{_COSTS}[^.\d]*(?:plafonn|dépass|excéd|excèd|limitée?s?|au-delà)|\bau-delà de [^.]{{0,25}} de {_COSTS}|"
    r"(?:dépenses|co[uû]ts?) (?:retenu|admis|pris(?:es)? en compte|éligible)\w*",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"(?:groupe|collectif)\b[^.]*\b(?:reçoit|perçoit|obtient|touche|ouvre droit|(?:est|sont) (?:financé|soutenu|"
    r"aidé|doté)e?s?)\b|"
    r"\bcaf (?:finance|verse|soutient|attribue)\b[^.]*(?:chaque|par) (?:groupe|collectif)",
    re.IGNORECASE,
)
_NATIONAL_BONUS = re.compile(r"\bbonus\b|bonification[^.]*(?:cnaf|branche famille|national)", re.IGNORECASE)
_CONVENTION = re.compile(r"convention", re.IGNORECASE)


def check_figures(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report amounts of texts that restate or contradict those of the nation."""
    for call in reviewed.calls:
        nation = reviewed.nation(call)
        if nation is None:
            continue
        elsewhere = _of_other_years(reviewed, nation)
        for path, sentence in prose_of(call):
            yield from ((call, found) for found in _euros(path, sentence, nation, elsewhere))


def _figures(nation: Referential) -> dict[int, str]:
    """Return the amounts of a year in cents, with what each is; several bonuses together, and with the Ps, as well."""
    named = {cents_of(each.value): each.label for each in nation.figures() if each.value > 1}
    bonuses = [cents_of(each.amount.value) for each in nation.bonuses if each.amount is not None]
    if len(bonuses) > 1:
        named.setdefault(sum(bonuses), "Les bonus ensemble")
        named.setdefault(sum(bonuses) + cents_of(nation.ps.maximum.value), "La Ps et ses bonus")
        named.setdefault(bonuses[0] + cents_of(nation.ps.maximum.value), "La Ps et un bonus")
    return named


def _of_other_years(reviewed: Reviewed, nation: Referential) -> Mapping[int, str]:
    own = _figures(nation)
    return {
        cents: f"{label} de {other.school_year}"
        for other in reviewed.library
        for cents, label in _figures(other).items()
        if other.school_year != nation.school_year and cents not in own
    }


def amounts_in(sentence: str) -> Iterator[tuple[str, int]]:
    """Yield the amounts of a sentence, as it says them and in cents."""
    for found in _EUROS.finditer(sentence):
        units = re.sub(r"\D", "", found["units"] or found["units2"])
        cents = found["cents"] or found["cents2"] or found["after"] or ""
        if len(units) <= 9:
            yield found[0].strip(), int(units) * 100 + int(cents.ljust(2, "0") or 0)


def _euros(path: Path, sentence: str, nation: Referential, elsewhere: Mapping[int, str]) -> Iterator[Found]:
    named = _figures(nation)
    local = (OF_ANOTHER if NAMES_THE_PS.search(sentence) else LOCAL).search(sentence) is not None
    for text, cents in amounts_in(sentence):
        if cents in named:
            reason = f"redit un chiffre national ({named[cents]}, {write_euros(cents)})."
            yield Found("drift.amount", "remark", path, f"« {text} » {reason}", "Retirez-le, il s'affiche déjà.")
        elif (near := _near(cents, named)) is not None:
            reason = f"« {text} » contredit un chiffre national : {named[near]}, {write_euros(near)}."
            yield Found("drift.amount", "error", path, reason, "Retirez-le, il s'affiche déjà.")
        elif cents in elsewhere and not local:
            reason = f"« {text} » est un chiffre d'une autre année ({elsewhere[cents]})."
            yield Found(
                "drift.year", "error", path, reason, f"Retirez-le : ceux de {nation.school_year} s'affichent déjà."
            )
        elif (meant := _meant(sentence, nation)) is not None and not local and not denies(sentence):
            reason = f"« {text} » contredit un chiffre national : {meant[0]}, {meant[1]}."
            yield Found("drift.amount", "error", path, reason, "Retirez-le, il s'affiche déjà.")


def _near(cents: int, named: Mapping[int, str]) -> int | None:
    """Return the figure that an amount is but for its cents, or for two digits that changed places, or one digit."""
    for figure in named:
        if abs(figure - cents) < 100 and figure > 100_000:
            return figure
        one, other = str(cents // 100), str(figure // 100)
        if len(other) >= 4 and len(one) == len(other) and figure // 100 != 23_000:
            wrong = [rank for rank in range(len(one)) if one[rank] != other[rank]]
            swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
            swapped = swapped and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
            if swapped or (len(wrong) == 1 and cents % 1000 != 0):
                return figure
    return None


def _meant(sentence: str, nation: Referential) -> tuple[str, str] | None:
    """Return the national figure that a sentence is about, with its value in words; `None` where it is about none."""
    bonuses = [each for each in nation.bonuses if each.amount is not None]
    if _NATIONAL_BONUS.search(sentence) and bonuses:
        amount = bonuses[0].amount
        assert amount is not None
        return "un bonus", amount.text
    if _PRICE_CEILING.search(sentence):
        return nation.ps.price_ceiling.label, nation.ps.price_ceiling.text
    if OF_THE_PS.search(sentence) and (_MOST.search(sentence) or _CEILING.search(sentence)):
        return nation.ps.maximum.label, nation.ps.maximum.text
    if re.search(
        r"(?:\bps\b|prestation (?:de service|versée|du clas|clas|par groupe))[^.]{0,60}\b(?:de|est|s'élève|vaut|"
        r"atteint|monte)\b",
        sentence,
        re.IGNORECASE,
    ):
        return nation.ps.maximum.label, nation.ps.maximum.text
    if _GIVEN.search(sentence):
        return nation.ps.maximum.label, nation.ps.maximum.text
    if _CONVENTION.search(sentence) and re.search(r"au[- ]delà|au[- ]dessus|à partir|dépass|obligatoire", sentence):
        for threshold in nation.thresholds:
            if "onvention" in threshold.label:
                return threshold.label, threshold.text
    return None
