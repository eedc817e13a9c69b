"""Sizes, levels, axes and conditions that a department's texts say, beside the nation's rules and its own criteria."""

import re
from collections.abc import Iterator, Sequence

from clas_core.conformance.criteria import Wanted, levels_in, locals_of, nations
from clas_core.conformance.figures import NOT_PROSE
from clas_core.conformance.found import Found
from clas_core.conformance.french import NOT_AFTER, denies, sentences
from clas_core.conformance.reviewed import FileRead, Reviewed
from clas_core.eligibility.vocabulary import LEVELS
from clas_core.errors import Path
from clas_core.national import Referential

_CHILDREN = r"(?:enfants?|jeunes|élèves?|collégiens|lycéens|écoliers|mineurs|participants)"
_ADULTS = r"(?:adultes?|encadrante?s?|accompagnateurs?|accompagnatrices?|animateurs?|intervenante?s?|bénévoles)"
_ENOUGH = r"(?:au moins|au minimum|un minimum de|minimum(?: de| ?:)?|à partir de|pas moins de)"
_ATMOST = (
    r"(?:au plus|au maximum|un maximum de|maximum(?: de| ?:)?|jusqu'à|pas plus de|limitée?s? à|"
    r"(?:dépass|excèd)(?:e|ent|er|ant)(?: pas)?)"
)


def _shapes(what: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(shape, re.IGNORECASE))
        for kind, shape in (
            ("range", rf"(?P<low>\d+) ?(?:à|-|et|ou|/) ?(?P<high>\d+) {what}"),
            ("range", rf"(?:groupes?|collectifs?)\b[^.\d]{{0,30}}\b(?P<low>\d+) ?(?:à|-) ?(?P<high>\d+)\b{NOT_AFTER}"),
            ("range", rf"{what}\b[^.\d]{{0,50}}\b(?:entre|de) (?P<low>\d+) (?:et|à) (?P<high>\d+)\b{NOT_AFTER}"),
            ("range", rf"{what}\b[^.\d]{{0,30}}: ?(?P<low>\d+) ?(?:à|-|/) ?(?P<high>\d+)\b{NOT_AFTER}"),
            ("least", rf"{_ENOUGH} (?P<low>\d+) {what}"),
            ("least", rf"(?P<low>\d+) {what},? (?:au moins|au minimum|minimum)"),
            ("least", rf"moins de (?P<low>\d+) {what}"),
            ("most", rf"{_ATMOST} (?P<high>\d+) {what}"),
            ("most", rf"(?P<high>\d+) {what},? (?:au plus|au maximum|maximum)"),
            ("most", rf"plus de (?P<high>\d+) {what}"),
            (
                "exact",
                (
                    rf"(?:groupes?|collectifs?)\b[^.\d]{{0,30}}\b(?:compt|regroup|réuni|accueill|compren|rassembl|compos)\w*"
                    rf" (?P<low>\d+) {what}"
                ),
            ),
            ("least", rf"(?P<low>\d+) {what} (?:sont |est )?(?:exig|requis|obligatoire|nécessaire|encadr|demand)"),
            ("exact", rf"(?:groupes?|collectifs?)\b[^.\d]{{0,20}}\bde (?P<low>\d+) {what}"),
        )
    )


_OF_CHILDREN, _OF_ADULTS = _shapes(_CHILDREN), _shapes(_ADULTS)
_ONE_ADULT = re.compile(
    rf"\b(?:un seul|une seule|1 seule?|1) {_ADULTS}|\bun (?:adulte|encadrant|animateur|intervenant|bénévole|"
    rf"accompagnateur) (?:par|pour|suffit|encadre)\b",
    re.IGNORECASE,
)
_LEVELS = re.compile(
    r"\b(?:du|de la|de l'|dès le|dès la) (?P<low>[\wè]+(?: section)?) (?:jusqu'au|jusqu'à la|au|à la|à l'|"
    r"aux) (?P<high>[\wèé]+)",
    re.IGNORECASE,
)
_PASSAGE = re.compile(r"passage|transition|liaison|entrée|priorit", re.IGNORECASE)
_AGES = re.compile(r"\b(\d{1,2})(?: ?(?:à|-|et) ?(\d{1,2}))? ans\b", re.IGNORECASE)
_AXES = re.compile(
    r"\b(\d+|un) (?:des )?(?:\d+ )?axes\b(?! (?:prioritaires|de travail|de développement|stratégiques|de "
    r"progrès|du schéma))"
    r"|\b(un) seul axe\b|\bque sur (un) axe\b|\b(un) axe (?:suffit|seulement|au moins)|\baux? moins (un|\d+) axes?\b",
    re.IGNORECASE,
)
_BONUSES = re.compile(r"\b(\d+) bonus\b", re.IGNORECASE)
_OPTIONAL_AXIS = re.compile(r"\baxes?\b[^.]{0,40}\b(?:facultati\w*|optionnel\w*|au choix)\b", re.IGNORECASE)
_YOUNGER = re.compile(
    r"(?:accueill\w*|accompagn\w*|s'adress\w*|ouverte?s? (?:aux?|à)|destinée?s? (?:aux?|à)|concern\w*)\b[^.]{0,40}"
    r"\b(?:maternelles?|(?:petite|moyenne|grande) section|étudiants|apprentis)\b",
    re.IGNORECASE,
)
_GRANTED = re.compile(r"\bbonus\b.*\b(?:automatique\w*|de droit|d'office|systématique\w*)", re.IGNORECASE)
_SCHOOL_TIME = re.compile(
    r"(?:pendant|durant|sur|dans) (?:le|les) (?:temps|heures?) (?:scolaires?|de classe|de cours)", re.IGNORECASE
)
_HOMEWORK = re.compile(
    r"aide aux devoirs (?:seule )?(?:suffit|est suffisante)|seule(?:ment)? l'aide aux devoirs", re.IGNORECASE
)
_SESSIONS = re.compile(r"\b(\d+) (?:séances?|fois|soirs?) (?:par|chaque) semaine", re.IGNORECASE)
_WEEKS = re.compile(r"\b(\d+) semaines(?: par an| dans l'année| minimum| au moins| sur l'année)", re.IGNORECASE)


def check_sizes(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report what texts say of the rules, restated or contradicted."""
    for call in reviewed.calls:
        nation = reviewed.nation(call)
        rules = _Rules(nations(nation), locals_of(call))
        for said in call.said:
            if not said.words or said.path[0] in NOT_PROSE:
                continue
            for sentence in sentences(said.text):
                for found in _said(said.path, sentence, rules, nation):
                    yield call, found


class _Rules:
    """What the nation and the department want of a group, by field."""

    def __init__(self, national: Sequence[Wanted], local: Sequence[Wanted]) -> None:
        self.national, self.local = national, local

    def lows(self, field: str, among: Sequence[Wanted]) -> set[int]:
        return {each.low for each in among if each.field == field and each.kind in ("range", "at_least")}

    def highs(self, field: str, among: Sequence[Wanted]) -> set[int]:
        return {each.high for each in among if each.field == field and each.kind in ("range", "at_most")}

    def levels(self, among: Sequence[Wanted]) -> Sequence[frozenset[str]]:
        return [each.options for each in among if each.field == "levels" and each.kind == "one_of"]


def _said(path: Path, sentence: str, rules: _Rules, nation: Referential | None) -> Iterator[Found]:
    yield from _size(path, sentence, "children", _OF_CHILDREN, rules)
    yield from _size(path, sentence, "adults", _OF_ADULTS, rules)
    yield from _levels(path, sentence, rules)
    yield from _frequency(path, sentence, rules)
    if (
        (found := _ONE_ADULT.search(sentence))
        and max(rules.lows("adults", rules.national), default=0) > 1
        and not denies(sentence)
        and _about_groups(sentence)
    ):
        yield _against("drift.adults", path, found[0], "Un groupe a deux adultes au moins.")
    if nation is not None:
        yield from _counted(path, sentence, nation)
    if (found := _OPTIONAL_AXIS.search(sentence)) and not denies(sentence):
        yield _against("drift.axes", path, found[0], "Les quatre axes se tiennent ensemble.")
    if (found := _YOUNGER.search(sentence)) and not denies(sentence):
        yield _against("drift.levels", path, found[0], "Le Clas va du CP à la terminale.")
    if (found := _SCHOOL_TIME.search(sentence)) and not denies(sentence) and "hors" not in sentence.lower():
        yield _against("drift.time", path, found[0], "Le Clas a lieu hors du temps scolaire.")
    if (found := _HOMEWORK.search(sentence)) and not denies(sentence):
        yield _against("drift.homework", path, found[0], "L'aide aux devoirs seule n'est pas un Clas.")
    if (found := _GRANTED.search(sentence)) and not denies(sentence):
        yield _against("drift.bonus", path, found[0], "Le comité accorde chaque bonus, avec un motif.")


def _against(check: str, path: Path, text: str, rule: str) -> Found:
    return Found(check, "error", path, f"« {text} » contredit une règle nationale : {rule}", "Retirez-le.")


def _about_groups(sentence: str) -> bool:
    return re.search(r"group|collectif|encadr|minimum|suffi|au moins", sentence, re.IGNORECASE) is not None


def _size(
    path: Path, sentence: str, field: str, shapes: tuple[tuple[str, re.Pattern[str]], ...], rules: _Rules
) -> Iterator[Found]:
    lows, highs = rules.lows(field, rules.national), rules.highs(field, rules.national)
    own_lows, own_highs = rules.lows(field, rules.local), rules.highs(field, rules.local)
    if not lows | highs:
        return
    told: set[tuple[int, int]] = set()
    for kind, shape in shapes:
        for found in shape.finditer(sentence):
            if any(start < found.end() and found.start() < end for start, end in told):
                continue
            said = found.groupdict()
            low = int(said["low"]) if said.get("low") else None
            high = int(said["high"]) if said.get("high") else None
            if max(low or 0, high or 0) > 60 or (kind != "range" and not _bounds_a_group(sentence, field)):
                continue
            if high is not None and not highs and kind == "most":
                continue
            told.add(found.span())
            inside = kind == "exact" and low is not None and min(lows) <= low <= min(highs, default=low)
            national = (low is None or low in lows or inside) and (high is None or not highs or high in highs)
            if kind == "range" and field == "adults":
                national = low in lows
            local = (low is None or low in lows | own_lows) and (high is None or high in highs | own_highs)
            if inside:
                continue
            if national:
                reason = f"« {found[0].strip()} » redit la règle nationale."
                yield Found(f"drift.{field}", "remark", path, reason, "Retirez-le, elle s'affiche déjà.")
            elif local:
                reason = f"« {found[0].strip()} » redit un critère du fichier."
                yield Found(f"said.{field}", "remark", path, reason, "Retirez-le, il s'affiche déjà.")
            elif not _denied(kind, sentence):
                reason = f"« {found[0].strip()} » contredit la règle nationale : {_rule(field, lows, highs)}."
                yield Found(f"drift.{field}", "error", path, reason, "Retirez-le, elle s'affiche déjà.")


def _bounds_a_group(sentence: str, field: str) -> bool:
    return re.search(r"\bgroupes?\b|\bcollectifs?\b|effectif|encadr", sentence, re.IGNORECASE) is not None or (
        field == "adults" and re.search(r"encadr|présent|minimum", sentence, re.IGNORECASE) is not None
    )


def _denied(kind: str, sentence: str) -> bool:
    """Tell whether a sentence denies its figure: « ne dépasse pas 15 » states it all the same."""
    return denies(sentence) and kind in ("range", "exact") and "dépass" not in sentence and "excéd" not in sentence


def _rule(field: str, lows: set[int], highs: set[int]) -> str:
    noun = {"children": "enfants", "adults": "adultes"}[field]
    if lows and highs:
        return f"{max(lows)} à {min(highs)} {noun}"
    return f"{max(lows)} {noun} au moins" if lows else f"{min(highs)} {noun} au plus"


def _levels(path: Path, sentence: str, rules: _Rules) -> Iterator[Found]:
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
            yield _against("drift.levels", path, found[0], "Le Clas va du CP à la terminale.")
        elif not wider and not own:
            reason = f"« {found[0]} » est plus étroit que la règle nationale, et nul critère du fichier ne le demande."
            yield Found("drift.levels", "warning", path, reason, "Écrivez un critère, ou retirez-le.")
    for found in _AGES.finditer(sentence):
        low_age, high_age = int(found[1]), int(found[2] or found[1])
        if (low_age < 5 or high_age > 20) and re.search(r"enfant|jeune|public|accueil", sentence, re.IGNORECASE):
            if not denies(sentence) and re.search(r"clas\b|public|group|accueil|s'adress", sentence, re.IGNORECASE):
                yield _against("drift.ages", path, found[0], "Le Clas va du CP à la terminale.")
        elif found[2]:
            reason = f"« {found[0]} » : la règle nationale compte en niveaux, du CP à la terminale, et non en âges."
            yield Found("drift.ages", "warning", path, reason, "Retirez l'âge.")


def _level(name: str) -> int | None:
    order = list(LEVELS)
    if re.match(r"(?:petite|moyenne|grande) section|maternelle|école maternelle", name, re.IGNORECASE):
        return order.index("maternelle")
    if re.match(r"université|supérieur|études|bts|licence", name, re.IGNORECASE):
        return order.index("superieur")
    named = levels_in(name)
    return order.index(named[0]) if named else None


def _frequency(path: Path, sentence: str, rules: _Rules) -> Iterator[Found]:
    for shape, field, words in ((_SESSIONS, "sessions_per_week", "séances"), (_WEEKS, "weeks", "semaines")):
        for found in shape.finditer(sentence):
            wanted = [each for each in (*rules.national, *rules.local) if each.field == field and each.number]
            if not wanted:
                reason = (
                    f"« {found[0]} » : aucune règle ne compte les {words}, et nul critère du fichier ne le demande."
                )
                yield Found("drift.frequency", "warning", path, reason, "Écrivez un critère, ou retirez-le.")
            elif not any(int(found[1]) in (each.low, each.high) for each in wanted):
                reason = f"« {found[0]} » contredit un critère du fichier."
                yield Found("said.frequency", "error", path, reason, "Écrivez le même nombre, ou retirez-le.")


def _counted(path: Path, sentence: str, nation: Referential) -> Iterator[Found]:
    for shape, check, count, words in (
        (_AXES, "drift.axes", len(nation.axes), "axes, ensemble"),
        (_BONUSES, "drift.bonus", len(nation.bonuses), "bonus"),
    ):
        for found in shape.finditer(sentence):
            given = next(each for each in found.groups() if each)
            if not count:
                continue
            if given == str(count):
                reason = f"« {found[0]} » redit la règle nationale."
                yield Found(check, "remark", path, reason, "Retirez-le, elle s'affiche déjà.")
            elif not denies(sentence):
                yield _against(check, path, found[0], f"{count} {words}.")
