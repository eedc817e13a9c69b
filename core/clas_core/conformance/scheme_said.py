"""What texts say against the rules of the scheme itself: axes that are chosen, a bonus that comes of itself, and so on.

Each statement is a rule of the nation, with the words by which a text contradicts it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clas_core.conformance.figures import prose_of
from clas_core.conformance.found import Found, Level
from clas_core.conformance.french import denies
from clas_core.conformance.reviewed import FileRead, Reviewed
from clas_core.errors import Path

_FREE = r"\b(?:facultati\w*|optionnel\w*|au choix)"
_NOT_ASKED = r"\b(?:non obligatoires?|pas (?:obligatoires?|exigée?s?|requise?s?|demandée?s?))"
_AXIS = r"axes?\b(?! (?:prioritaires|de travail|de développement|stratégiques|de progrès|du schéma))"
_TOWARDS = (
    r"\b(?:intervention|volet|actions?|concertation|travail|accompagnement)s?(?: mené\w*)? "
    r"(?:auprès d|avec l|envers l|en direction d|vers l|pour l)\w*[^.]{0,40}"
    r"\b(?:familles?|parents|écoles?|établissements?|enseignants|partenaires)\b[^.]{0,20}"
)
_OTHERS = r"\b(?:(?:petite|moyenne|grande) section|maternelles?|étudiante?s?|apprentie?s?)\b"
_HELPERS = r"bénévol|encadr|tut(?:eur|or)|service civique|stagiaire|interven|par des étudiant|ailleurs|\bautre"
_TIME = r"\d+ ?(?:h\b|heures?|min)"
_LEAST = r"\b(?:au moins|au minimum|minimum|minimale|au plus|maximum)"


@dataclass(frozen=True, slots=True)
class _Statement:
    """A rule, the words that contradict it, and those (`unless`) beside which they do not.

    Words that are a denial themselves (`denial`) are not taken back by the denial of their sentence.
    """

    check: str
    rule: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    denial: bool = False
    level: Level = "error"


def _of(*shapes: str) -> re.Pattern[str]:
    return re.compile("|".join(shapes), re.IGNORECASE)


_AXES = "Les quatre axes se tiennent ensemble."
_LEVELS = "Le Clas va du CP à la terminale."
_BONUS = "Le comité accorde chaque bonus, avec un motif."
_STATEMENTS: Sequence[_Statement] = (
    _Statement("drift.axes", _AXES, _of(rf"\b{_AXIS}[^.]{{0,40}}{_FREE}", rf"{_TOWARDS}{_FREE}")),
    _Statement(
        "drift.axes",
        _AXES,
        _of(rf"\b{_AXIS}[^.]{{0,40}}{_NOT_ASKED}", rf"{_TOWARDS}{_NOT_ASKED}"),
        _of(r"\baucun"),
        denial=True,
    ),
    _Statement(
        "drift.axes",
        _AXES,
        _of(
            rf"\b(?:un ou plusieurs|un ou 2|au moins un|l'un|une partie)(?: des)?(?: \d+)? {_AXIS}",
            rf"\b(?:choisi\w*|sélectionn\w*|retien\w*|opt\w+ pour)\b[^.]{{0,30}}\b{_AXIS}",
        ),
        _of(r"priorit|comité|schéma|orientation|rattach|précis|pour chaque|dans un axe"),
    ),
    _Statement(
        "drift.axes",
        _AXES,
        _of(
            r"\bsans (?:action|intervention|volet|concertation|travail)\b[^.]{0,40}"
            r"\b(?:parents|familles|écoles?|enseignants|partenaires)\b[^.]{0,30}"
            r"\b(?:recevable|accepté|éligible|admis|possible|agréé)"
        ),
        _of(r"\b(?:n'|ne|aucun)\b|\bn'"),
        denial=True,
    ),
    _Statement(
        "drift.bonus",
        _BONUS,
        _of(
            r"\bbonus\b[^.]*\b(?:automatique\w*|de droit|d'office|systématique\w*|acquis|garanti)\b",
            r"\bbonus\b[^.]*\b(?:à|pour) (?:tous les|chaque) (?:groupes?|collectifs?|porteurs?|dossiers?|actions?)\b",
            r"\b(?:chaque|tout) (?:groupe|collectif|porteur|dossier) (?:\w+ )?(?:reçoit|obtient|perçoit|a droit)\b"
            r"[^.]*\bbonus\b",
            r"\bbonus\b[^.]*\bdès (?:le|la|son) (?:dépôt|demande|réception)",
        ),
        _of(r"demand|décri|explique|justifi|propos|examin|étudi|motiv|\bpeu(?:t|vent)\b|fiche"),
    ),
    _Statement(
        "drift.bonus",
        _BONUS,
        _of(
            r"\b(?:caf|secrétariat|préfet|ville|msa) (?:attribue|accorde|octroie|décide|fixe)\b[^.]{0,30}\bbonus\b",
            r"\bbonus\b[^.]{0,40}\b(?:attribué|accordé|octroyé|décidé|calculé)s? par (?:la caf|le secrétariat)\b",
        ),
        _of(r"comité|sur proposition"),
        level="warning",
    ),
    _Statement(
        "drift.bonus",
        "Il y a deux bonus, accordés ensemble ou séparément.",
        _of(
            r"\b(?:un|1) (?:seul|unique) bonus\b",
            r"\bbonus unique\b",
            r"\bbonus\b[^.]*\b(?:pas|non|jamais)[ -]cumul\w*",
            r"\bbonus\b[^.]*\b(?:s'excluent|ne (?:se cumulent|peuvent (?:pas )?(?:être cumulés|se cumuler)))",
            r"\bbonus\b[^.]*\bne peu(?:t|vent) pas s'ajouter\b",
            r"\bsoit le bonus[^.]*\bsoit le bonus\b",
        ),
        _of(r"\bavec (?:l'aide|l'autre aide|une autre|la subvention)"),
        denial=True,
    ),
    _Statement(
        "drift.levels",
        _LEVELS,
        _of(
            r"(?:accueill\w*|accompagn\w*|s'adress\w*|ouverte?s? (?:aux?|à)|destinée?s? (?:aux?|à)|concern\w*)\b"
            rf"[^.]{{0,40}}{_OTHERS}",
            r"\bclas\b[^.]{0,40}\bjusqu'(?:au |à la |à l'|en )(?:bts|licence|université|études supérieures|"
            r"supérieur)\b",
        ),
        _of(_HELPERS),
    ),
    _Statement(
        "drift.levels",
        _LEVELS,
        _of(
            rf"{_OTHERS}[^.]{{0,40}}\b(?:peu(?:t|vent) (?:être|venir|participer|bénéficier|s'inscrire)|"
            r"sont (?:accueilli|admis|accepté|inscrit|concerné|éligible)|bénéficient|ont accès)"
        ),
        _of(_HELPERS),
        level="warning",
    ),
    _Statement(
        "drift.time",
        "Le Clas a lieu hors du temps scolaire.",
        _of(
            r"(?:pendant|durant|sur|dans) (?:le|les) (?:temps|heures?) (?:scolaires?|de classe|de cours)",
            r"\b(?:pendant|durant) (?:les cours|la classe|l'école)\b",
            r"\b(?:séances?|accompagnement|groupes?|clas)\b[^.]{0,30}\b(?:a|ont) lieu (?:en classe|en cours)\b",
            r"\bsur (?:le )?temps scolaire\b",
        ),
        _of(r"\bhors\b|\ben dehors\b"),
    ),
    _Statement(
        "drift.homework",
        "L'aide aux devoirs seule n'est pas un Clas.",
        _of(
            r"aide aux devoirs (?:seule )?(?:suffit|est suffisante)",
            r"aide aux devoirs (?:toute |à elle )?seule\b[^.]{0,30}\b(?:éligible|recevable|acceptée|admise|possible|"
            r"financée)",
            r"seule(?:ment)? l'aide aux devoirs",
            r"(?:limit|rédui|borne|résum)\w*(?: uniquement| seulement)? (?:aux|à l'aide aux) devoirs\b"
            r"[^.]*\b(?:recevable|éligible|accepté|admis|suffi|financ|possible)",
            r"\b(?:soutien scolaire individuel|cours particuliers?|soutien scolaire à domicile)\b"
            r"[^.]{0,30}\b(?:financé|éligible|pris en charge|recevable|accepté|admis)",
        ),
    ),
    _Statement(
        "drift.prorata",
        "La Ps d'un groupe est due ou ne l'est pas, sans prorata.",
        _of(
            r"(?:\bps\b|prestation\b)[^.]*(?:pro ?rata|proratis|en proportion|proportionnel\w*|"
            r"au nombre de (?:séances|semaines|présences)|"
            r"(?:selon|en fonction d\w+|d'après) (?:le |la |les |l')?(?:nombre|présences?|effectif|semaines|durée))",
            r"\bdemi-(?:prestation|ps)\b",
            r"pro ?rata[^.]*(?:\bps\b|prestation\b)",
        ),
        level="warning",
    ),
    _Statement(
        "drift.duration",
        "Aucune règle ne compte la durée des séances.",
        _of(
            rf"\bséances?\b[^.]{{0,40}}\b(?:dur\w+|d'une durée)[^.]{{0,25}}\b{_TIME}[^.]{{0,15}}{_LEAST}",
            rf"\bséances?\b[^.]{{0,40}}\b(?:dur\w+|durée)[^.]{{0,15}}{_LEAST} (?:de |est de |: ?)?{_TIME}",
            rf"\bdurée (?:minimale|minimum) (?:d'une |des |de chaque )?séances?\b[^.]{{0,15}}{_TIME}",
        ),
        level="warning",
    ),
)


def check_scheme_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report sentences that contradict a rule of the nation which has no figure."""
    for call in reviewed.calls:
        for path, sentence in prose_of(call):
            yield from ((call, _found(path, each, text)) for each, text in _contradicted(sentence))


def _contradicted(sentence: str) -> Iterator[tuple[_Statement, str]]:
    """Yield what a sentence contradicts, each rule once, with its words."""
    told: set[str] = set()
    denied = denies(sentence)
    for each in _STATEMENTS:
        found = each.words.search(sentence)
        if found is None or each.check in told or (denied and not each.denial):
            continue
        if each.unless is None or each.unless.search(sentence) is None:
            told.add(each.check)
            yield each, found[0]


def _found(path: Path, statement: _Statement, text: str) -> Found:
    rule = statement.rule
    if statement.level == "warning":
        reason = f"« {text[:80]} » : {rule if rule.startswith('La Ps') else rule[0].lower() + rule[1:]}"
    else:
        reason = f"« {text[:80]} » contredit une règle nationale : {rule}"
    mend = "Écrivez un critère, ou retirez-le." if statement.check == "drift.duration" else "Retirez-le."
    return Found(statement.check, statement.level, path, reason, mend)
