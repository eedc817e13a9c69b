"""Sizes, numbers of axes and of sessions that texts say, beside the nation's rules and the file's own criteria."""

import re
from collections.abc import Iterator

from clas_core.conformance.criteria import locals_of, nations
from clas_core.conformance.figures import prose_of
from clas_core.conformance.found import Found
from clas_core.conformance.french import NOT_AFTER, denies
from clas_core.conformance.reviewed import FileRead, Reviewed
from clas_core.conformance.ruled import Rules, against
from clas_core.errors import Path
from clas_core.national import Referential

_CHILDREN = r"(?:enfants?|jeunes|élèves?|collégiens|lycéens|écoliers|mineurs|participants)"
_ADULTS = r"(?:adultes?|encadrante?s?|accompagnateurs?|accompagnatrices?|animateurs?|intervenante?s?|bénévoles?)"
_AN_ADULT = r"(?:adulte|encadrante?|animat(?:eur|rice)|intervenante?|bénévole|accompagnat(?:eur|rice))"
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
                    rf"(?:groupes?|collectifs?)\b[^.\d]{{0,30}}\b(?:compt|regroup|réuni|accueill|compren|rassembl|"
                    rf"compos)\w*"
                    rf" (?P<low>\d+) {what}"
                ),
            ),
            ("least", rf"(?P<low>\d+) {what} (?:sont |est )?(?:exig|requis|obligatoire|nécessaire|encadr|demand)"),
            ("exact", rf"(?:groupes?|collectifs?)\b[^.\d]{{0,20}}\bde (?P<low>\d+) {what}"),
            ("exact", rf"(?:groupes?|collectifs?)\b[^.\d]{{0,5}}(?:c'est|:|=) ?(?P<low>\d+) {what}"),
            ("exact", rf"(?P<low>\d+) {what} par (?:groupe|collectif)\b(?!.*\bmoyenne)"),
            ("least", rf"(?P<low>\d+) {what} (?:suffisent|pour (?:constituer|former|ouvrir|créer))"),
            ("most", rf"(?:nombre|effectif) maxim\w+ d[e'] ?{what}[^.\d]{{0,40}}\b(?P<high>\d+)\b{NOT_AFTER}"),
            ("least", rf"(?:nombre|effectif) minim\w+ d[e'] ?{what}[^.\d]{{0,40}}\b(?P<low>\d+)\b{NOT_AFTER}"),
            ("most", rf"{what}\b[^.\d]{{0,20}}\b(?P<high>\d+) (?:tout )?(?:au plus|au maximum|maximum)\b"),
            ("least", rf"\b(?:seuil|plancher|minimum)\b[^.\d]{{0,40}}\b(?P<low>\d+) {what}"),
            ("most", rf"\b(?:plafond|jauge|capacité|maximum)\b[^.\d]{{0,40}}\b(?P<high>\d+) {what}"),
        )
    )


_BARE = tuple(
    (kind, re.compile(shape, re.IGNORECASE))
    for kind, shape in (
        ("range", rf"(?:groupes?|collectifs?)\b[^.\d]{{0,30}}\b(?P<low>\d+) ?(?:à|-) ?(?P<high>\d+)\b{NOT_AFTER}"),
        ("range", r"(?P<low>\d+) ?(?:à|-) ?(?P<high>\d+) par (?:groupe|collectif)"),
        ("most", rf"(?:groupes?|collectifs?)\b[^.\d]{{0,40}}{_ATMOST} (?P<high>\d+)(?=\s*(?:$|[.,;:)]))"),
    )
)
"""What says of a group how many it has, without saying of whom: of children."""
_OF_CHILDREN, _OF_ADULTS = (*_shapes(_CHILDREN), *_BARE), _shapes(_ADULTS)
_ONE_ADULT = re.compile(
    rf"\b(?:un seul|une seule|1 seule?|1) {_ADULTS}|\bune? {_AN_ADULT} (?:par|suffit|encadre|unique|seule?)\b|"
    rf"\bune? {_AN_ADULT} (?:au moins|au minimum|minimum)\b(?! \w+ fois)|"
    rf"\b(?:au moins|au minimum) une? {_AN_ADULT}\b(?! (?:référent|coordin|form))|"
    rf"\bencadrement minim\w+[^.\d]{{0,15}}\bd?'?une? {_AN_ADULT}\b|"
    rf"\b{_AN_ADULT} est seule? (?:avec|face|à)\b|\bencadrer seule?\b|"
    rf"\b(?:groupe|collectif) (?:compte|n'a que|comprend) une? {_AN_ADULT}\b(?! (?:référent|coordin))",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"\b(?:1|une?) ?{_AN_ADULT} (?:pour|/) ?(\d{{1,2}})(?= {_CHILDREN}|\s*[.,;)]|$)|"
    rf"\bencadrement\b[^.\d]{{0,40}}\b(?:1|une?) ?(?:pour|/|par) ?(\d{{1,2}})(?= {_CHILDREN}|\s*[.,;)]|$)",
    re.IGNORECASE,
)
"""One adult for so many: two of them have twice as many children, and a group has twelve at most."""
_AXES = re.compile(
    r"\b(\d+|un) (?:des )?(?:\d+ )?axes\b(?! (?:prioritaires|de travail|de développement|stratégiques|de "
    r"progrès|du schéma))"
    r"|\b(un) seul axe\b|\bque sur (un) axe\b|\b(un) axe (?:suffit|seulement|au moins)|\baux? moins (un|\d+) axes?\b",
    re.IGNORECASE,
)
_BONUSES = re.compile(r"\b(\d+) bonus\b", re.IGNORECASE)
_SESSIONS = re.compile(
    r"\b(\d+) (?:(?:séances?|fois|soirs?) (?:par|chaque) semaine|séances? hebdomadaires?)", re.IGNORECASE
)
_WEEKS = re.compile(
    r"\b(\d+) semaines(?: par an| dans l'année| minimum| au moins| sur l'année| d'(?:activité|ouverture|accueil)| de "
    r"(?:fonctionnement|séances))",
    re.IGNORECASE,
)
_OF_A_GROUP = r"\bgroupes?\b|\bcollectifs?\b|effectif|encadr|seuil d'ouverture"
_OF_HELPERS = re.compile(r"équipes?\b|bénévoles|comité|partenaires|permanence|secrétariat", re.IGNORECASE)


def check_sizes(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report what texts say of the rules, restated or contradicted."""
    for call in reviewed.calls:
        nation = reviewed.nation(call)
        rules = Rules(nations(nation), locals_of(call))
        for path, sentence in prose_of(call):
            for found in _said(path, sentence, rules, nation):
                yield call, found


def _said(path: Path, sentence: str, rules: Rules, nation: Referential | None) -> Iterator[Found]:
    yield from _size(path, sentence, "children", _OF_CHILDREN, rules)
    yield from _size(path, sentence, "adults", _OF_ADULTS, rules)
    yield from _frequency(path, sentence, rules)
    if (
        (found := _ONE_ADULT.search(sentence))
        and max(rules.lows("adults", rules.national), default=0) > 1
        and not denies(sentence)
        and _about_groups(sentence)
    ):
        yield against("drift.adults", path, found[0], "Un groupe a deux adultes au moins.")
    for ratio in _RATIO.finditer(sentence):
        lows, highs = rules.lows("adults", rules.national), rules.highs("children", rules.national)
        if lows and highs and int(ratio[1] or ratio[2]) * max(lows) >= min(highs) and not denies(sentence):
            yield against("drift.adults", path, ratio[0], "Un groupe a deux adultes au moins.")
    if nation is not None:
        yield from _counted(path, sentence, nation)


def _about_groups(sentence: str) -> bool:
    return (
        re.search(r"group|collectif|encadr|minimum|suffi|admi[st]|accept|autoris", sentence, re.IGNORECASE) is not None
    )


def _size(
    path: Path, sentence: str, field: str, shapes: tuple[tuple[str, re.Pattern[str]], ...], rules: Rules
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
    return re.search(_OF_A_GROUP, sentence, re.IGNORECASE) is not None or (
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


def _frequency(path: Path, sentence: str, rules: Rules) -> Iterator[Found]:
    for shape, field, words in ((_SESSIONS, "sessions_per_week", "séances"), (_WEEKS, "weeks", "semaines")):
        for found in () if _OF_HELPERS.search(sentence) else shape.finditer(sentence):
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
                yield against(check, path, found[0], f"{count} {words}.")
