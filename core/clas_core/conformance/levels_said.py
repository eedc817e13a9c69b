"""School levels and ages that a department's texts say, beside the nation's and those of its own criteria."""

import re
from collections.abc import Iterator

from clas_core.conformance.criteria import levels_in, locals_of, nations
from clas_core.conformance.figures import prose_of
from clas_core.conformance.found import Found
from clas_core.conformance.french import denies
from clas_core.conformance.reviewed import FileRead, Reviewed
from clas_core.conformance.ruled import Rules, against
from clas_core.eligibility.vocabulary import LEVELS
from clas_core.errors import Path

_LEVELS = re.compile(
    r"\b(?:du|de la|de l'|dès le|dès la) (?P<low>[\wè]+(?: section)?) (?:jusqu'au|jusqu'à la|au|à la|à l'|"
    r"aux) (?P<high>[\wèé]+)",
    re.IGNORECASE,
)
_PASSAGE = re.compile(r"passage|transition|liaison|entrée|priorit", re.IGNORECASE)
_CYCLES = {
    "écoliers": ("cp", "ce1", "ce2", "cm1", "cm2"),
    "élémentaire": ("cp", "ce1", "ce2", "cm1", "cm2"),
    "primaire": ("cp", "ce1", "ce2", "cm1", "cm2"),
    "collégiens": ("6e", "5e", "4e", "3e"),
    "collège": ("6e", "5e", "4e", "3e"),
    "lycéens": ("seconde", "premiere", "terminale"),
    "lycée": ("seconde", "premiere", "terminale"),
}
_CYCLE = "|".join(_CYCLES)
_ONE_CYCLE = re.compile(
    rf"\b(?:seule?s?|uniquement|exclusivement|réservée?s?|limitée?s?)\b (?:aux |à |les |des |de |l')*"
    rf"(?:élèves |enfants |jeunes )?(?:des |de |du |d'|l')*({_CYCLE})\b"
    rf"|\bclas\b[^.]{{0,30}}\b(?:s'arrête|prend fin|cesse|se termine|s'achève) [^.]{{0,20}}\b({_CYCLE})\b",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    rf"\b(?:(?P<cycle>{_CYCLE})|(?:élèves|enfants) d[eu] (?P<level>cp|ce[12]|cm[12]|[3-6]e|seconde|première|"
    rf"terminale))\b"
    r"[^.]{0,20}\b(?:(?:ne sont|ne peuvent|n'ont) pas|sont exclus?)\b[^.]{0,20}"
    r"(?:\b(?:concern|inscri|accueilli|admis|éligible|accès|bénéfici)|du clas\b|$)",
    re.IGNORECASE,
)
_AGES = re.compile(r"\b(\d{1,2})(?: ?(?:à|-|et) ?(\d{1,2}))? ans\b", re.IGNORECASE)


def check_levels_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report levels and ages of texts that restate, narrow or contradict those of the rules."""
    for call in reviewed.calls:
        rules = Rules(nations(reviewed.nation(call)), locals_of(call))
        for path, sentence in prose_of(call):
            yield from ((call, found) for found in _levels(path, sentence, rules))
            yield from ((call, found) for found in _cycles(path, sentence, rules))


def _levels(path: Path, sentence: str, rules: Rules) -> Iterator[Found]:
    order = list(LEVELS)
    (national, *_) = (*rules.levels(rules.national), None)
    if national is None:
        return
    for found in _LEVELS.finditer(sentence):
        low, high = _level(found["low"]), _level(found["high"])
        if low is None or high is None or low > high or _PASSAGE.search(sentence):
            continue
        wider = order[low] not in national or order[high] not in national
        first, last = (order.index(each) for each in (min(national, key=order.index), max(national, key=order.index)))
        own = [each for each in rules.levels(rules.local) if order[low] in each and order[high] in each]
        if (low, high) == (first, last):
            reason = f"« {found[0]} » redit la règle nationale."
            yield Found("drift.levels", "remark", path, reason, "Retirez-le, elle s'affiche déjà.")
        elif wider and not denies(sentence):
            yield against("drift.levels", path, found[0], "Le Clas va du CP à la terminale.")
        elif not wider and not own:
            reason = f"« {found[0]} » est plus étroit que la règle nationale, et nul critère du fichier ne le demande."
            yield Found("drift.levels", "warning", path, reason, "Écrivez un critère, ou retirez-le.")
    for found in _AGES.finditer(sentence):
        low_age, high_age = int(found[1]), int(found[2] or found[1])
        if (low_age < 5 or high_age > 20) and re.search(r"enfant|jeune|public|accueil", sentence, re.IGNORECASE):
            if not denies(sentence) and re.search(r"clas\b|public|group|accueil|s'adress", sentence, re.IGNORECASE):
                yield against("drift.ages", path, found[0], "Le Clas va du CP à la terminale.")
        elif found[2]:
            reason = f"« {found[0]} » : la règle nationale compte en niveaux, du CP à la terminale, et non en âges."
            yield Found("drift.ages", "warning", path, reason, "Retirez l'âge.")


def _cycles(path: Path, sentence: str, rules: Rules) -> Iterator[Found]:
    """Report a cycle to which a text keeps the Clas, and no criterion of the file does."""
    for found in _ONE_CYCLE.finditer(sentence):
        levels = set(_CYCLES[(found[1] or found[2]).lower()])
        if not denies(sentence) and not any(own <= levels for own in rules.levels(rules.local)):
            reason = f"« {found[0]} » est plus étroit que la règle nationale, et nul critère du fichier ne le demande."
            yield Found("drift.levels", "warning", path, reason, "Écrivez un critère, ou retirez-le.")
    for found in _LEFT_OUT.finditer(sentence):
        named = found["level"]
        left = set(_CYCLES[found["cycle"].lower()] if named is None else levels_in(named))
        if not any(own.isdisjoint(left) for own in rules.levels(rules.local)):
            reason = f"« {found[0]} » : la règle nationale les admet, et nul critère du fichier ne les écarte."
            yield Found("drift.levels", "warning", path, reason, "Écrivez un critère, ou retirez-le.")


def _level(name: str) -> int | None:
    order = list(LEVELS)
    if re.match(r"(?:petite|moyenne|grande) section|maternelle|école maternelle", name, re.IGNORECASE):
        return order.index("maternelle")
    if re.match(r"université|supérieur|études|bts|licence", name, re.IGNORECASE):
        return order.index("superieur")
    named = levels_in(name)
    return order.index(named[0]) if named else None
