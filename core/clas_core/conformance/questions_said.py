"""Questions beside their kind and their choices: what asks for a number and takes a text, a choice that holds two."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from clas_core.conformance.criteria import levels_in
from clas_core.conformance.found import Found
from clas_core.conformance.french import DAYS, plain
from clas_core.conformance.reviewed import FileRead, Reviewed, number_at, text_at
from clas_core.errors import Path
from clas_core.plain_text import search_key

_TEXTS, _NUMBERS = ("text", "narrative", "lines"), ("whole", "amount")
_KINDS: tuple[tuple[re.Pattern[str], tuple[str, ...], str, str], ...] = tuple(
    (re.compile(shape, re.IGNORECASE), wrong, meant, asked)
    for shape, wrong, meant, asked in (
        (r"(?:combien|nombre|effectifs?|total) d|combien\b", (*_TEXTS, "yes_no", "day"), "whole", "un nombre"),
        (r"(?:montant|coût|budget|dépenses?|recettes?)\b", ("text", "yes_no", "day"), "amount", "un montant"),
        (
            r"(?:dates?|quel jour|à quelle date|jour) (?:de|du|d'|a\b|le\b|commence|est)",
            ("text", *_NUMBERS),
            "day",
            "un jour",
        ),
        (
            r"(?!(?:quel|comment|combien|où|qui|pourquoi|quand|que|lesquel))"  # a word that asks for more than yes
            + r".*(?:-t-il|-t-elle|-il|-elle|-ils|-elles|-vous)\b|est-ce que\b|y a-t-il",
            ("text", "whole", "amount", "day"),
            "yes_no",
            "oui ou non",
        ),
        (
            r"(?:décri|expliqu|présente[rz]|comment[ez]|comment\b|pourquoi|détaill)",
            (*_NUMBERS, "yes_no", "day", "month"),
            "narrative",
            "un texte",
        ),
    )
)
_MORE = re.compile(r"précis|lesquel|laquelle|lequel|si oui|comment\b|pourquoi|quels?\b|quelles?\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"plusieurs (?:réponses|choix)|\(s\)|cochez (?:toutes|tous|les)|un ou plusieurs|\blesquel", re.IGNORECASE
)
_ONE = re.compile(r"une seule réponse|un seul choix|\blequel\b|\blaquelle\b", re.IGNORECASE)
_BOTH = re.compile(r"\s*/\s*|\s+et/ou\s+|\s+(?:et|ou|ou bien)\s+|\s*;\s*", re.IGNORECASE)
_EMPTY = re.compile(
    r"\b(?:l[ae]s?|l|une?|d[eu]s?|d|aux?|a|en|et|ou|vot?re|vos|not?re|nos|ce|cet|cette|ces|quel\w*|est|sont|combien|"
    r"nombre|total|y|t|il|elle|indique[rz]|precise[rz]|groupe|dossier|action|projet|par|chaque|pour|dans|accueillis?|"
    r"presents?|concernes?)\b"
)
_UNDERSTOOD = frozenset(["inscrit", "propre"])
"""What the nation's labels say more than whoever asks the same."""


def check_questions_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report local questions that their kind cannot answer, and those that the nation asks in other words."""
    for call in reviewed.calls:
        asked = list(_asked_by_the_nation(call, reviewed))
        for path, question in call.each("questions"):
            for check in (_kind, _choices, _bounds):
                yield from ((call, found) for found in check(path, question))
            yield from ((call, found) for found in _asked_again(path, question, asked))


def _doubt(check: str, path: Path, reason: str, mend: str) -> Found:
    return Found(check, "warning", path, reason, mend)


def _kind(path: Path, question: Mapping[str, Any]) -> Iterator[Found]:
    kind, label = text_at(question, "kind"), plain(text_at(question, "label")).strip()
    for shape, wrong, meant, asked in _KINDS:
        if kind in wrong and shape.match(label):
            if meant == "yes_no" and kind in _TEXTS and _MORE.search(label):
                continue
            reason = f"La question demande {asked}, et « kind » dit « {kind} »."
            yield _doubt("questions.kind", (*path, "kind"), reason, f"Écrivez « {meant} », ou changez la question.")
            return
    if kind == "one_of" and _SEVERAL.search(label):
        reason = "La question admet plusieurs réponses, et « one_of » n'en prend qu'une."
        yield _doubt("questions.kind", (*path, "kind"), reason, "Écrivez « several_of », ou changez la question.")
    elif kind == "several_of" and _ONE.search(label):
        reason = "La question veut une seule réponse, et « several_of » en prend plusieurs."
        yield _doubt("questions.kind", (*path, "kind"), reason, "Écrivez « one_of », ou changez la question.")


def _choices(path: Path, question: Mapping[str, Any]) -> Iterator[Found]:
    choices = question.get("choices")
    labels = (
        [text_at(each, "label") for each in choices if isinstance(each, Mapping)] if isinstance(choices, list) else []
    )
    keys = [search_key(label) for label in labels]
    if set(keys) == {"oui", "non"}:
        reason = "Ces choix sont oui et non."
        yield _doubt("questions.kind", (*path, "kind"), reason, 'Écrivez kind = "yes_no", sans choix.')
    for rank, label in enumerate(labels):
        parts = [search_key(part) for part in _BOTH.split(plain(label)) if part.strip()]
        others = {key for other, key in enumerate(keys) if other != rank}
        alike = all(part in ("oui", "non") for part in parts) or all(part in DAYS for part in parts)
        alike = alike or all(len(levels_in(part)) == 1 and len(part.split()) == 1 for part in parts)
        if len(parts) > 1 and (alike or set(parts) & others):
            reason = f"« {label} » tient deux réponses en un choix."
            yield _doubt("questions.choice", (*path, "choices", rank, "label"), reason, "Faites-en deux choix.")


def _bounds(path: Path, question: Mapping[str, Any]) -> Iterator[Found]:
    least, most = number_at(question, "least"), number_at(question, "most")
    if least is not None and least == most:
        reason = f"Une seule réponse est possible : {least}."
        yield _doubt("questions.bounds", (*path, "most"), reason, "Corrigez les bornes, ou retirez la question.")


def _asked_by_the_nation(call: FileRead, reviewed: Reviewed) -> Iterator[tuple[str, str, frozenset[str], str]]:
    nation = reviewed.nation(call)
    for each in nation.questions if nation else ():
        yield each.subject, each.kind, _meaning(each.label), each.label


def _meaning(label: str) -> frozenset[str]:
    """Return the words of a question that say what it asks, without their plurals."""
    return frozenset(re.sub(r"(?:s|x)\Z", "", word) for word in _EMPTY.sub(" ", search_key(label)).split())


def _asked_again(
    path: Path, question: Mapping[str, Any], asked: list[tuple[str, str, frozenset[str], str]]
) -> Iterator[Found]:
    label, subject, kind = (text_at(question, key) for key in ("label", "subject", "kind"))
    own = _meaning(label)
    for theirs, their_kind, meaning, their_label in asked:
        close = own and (own == meaning or (own < meaning and meaning - own <= _UNDERSTOOD))
        answered_alike = (kind in _NUMBERS) == (their_kind in _NUMBERS) or kind in _TEXTS
        if close and subject == theirs and answered_alike and search_key(label) != search_key(their_label):
            reason = f"Le questionnaire national demande déjà « {their_label} »."
            yield _doubt("questions.national", (*path, "label"), reason, "Retirez-la, ou dites en quoi elle diffère.")
            return
