"""What the texts of a committee say of who presides, how many must be there, what equal votes come to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clas_core.conformance.found import Found, Level
from clas_core.conformance.french import denies, sentences
from clas_core.conformance.reviewed import FileRead, Reviewed, names_at, number_at, text_at
from clas_core.errors import Path
from clas_core.plain_text import search_key

_QUORUM = re.compile(
    r"\bquorum\b[^.\d]{0,40}\b(\d+)|"
    r"\b(?:délibère|siège|statue|décide|se réunit)\b[^.\d]{0,30}\b(?:si|lorsque|quand|dès que|"
    r"qu'avec)\b[^.\d]{0,20}\b(\d+) "
    r"(?:institutions|membres)\b",
    re.IGNORECASE,
)
_PRESIDED = re.compile(
    r"\bprésidée? par [^.,;]+|\bprésidence (?:en )?(?:revient|est (?:assurée|confiée|tenue|exercée)|incombe|"
    r"échoit)\b[^.,;]+|"
    r"\bsous la présidence d[^.,;]+|[^.,;]+\b(?:préside|(?:en )?assure la présidence)\b",
    re.IGNORECASE,
)
_SECRETARY = re.compile(r"\bsecrétariat (?:en )?(?:est (?:assuré|tenu|confié)|revient|incombe)[^.,;]+", re.IGNORECASE)
_EQUAL = re.compile(r"égalité\b|partage (?:égal )?des voix|départage|voix prépondérante", re.IGNORECASE)
_TIES = (
    (
        "president",
        re.compile(r"prépondérante|voix (?:du|de la) président|président\w* (?:tranche|départage)", re.IGNORECASE),
    ),
    ("refused", re.compile(r"\b(?:refusé|rejeté|écarté)", re.IGNORECASE)),
    ("deferred", re.compile(r"\b(?:ajourné|reporté|réexaminé|remis à|renvoyé)", re.IGNORECASE)),
)
_ADVISES = re.compile(
    r"\bconsultatif|\b(?:rend|donne|émet) un (?:simple )?avis\b|ne décide pas|sans décider", re.IGNORECASE
)
_DECIDES = re.compile(
    r"\bil décide\b|\b(?:donne|délivre|prononce|accorde|attribue) (?:ou refuse )?(?:l'agrément|les agréments|"
    r"les bonus)",
    re.IGNORECASE,
)
_SEATED = re.compile(
    r"\b(\d+) (?:institutions|membres|partenaires) (?:y )?(?:siègent|le composent|y sont représenté\w*)|"
    r"\b(?:compte|composée? de|réunit|rassemble) (\d+) (?:institutions|membres|partenaires)\b",
    re.IGNORECASE,
)


def check_committees_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report texts of a committee that say otherwise than its keys."""
    for call in reviewed.calls:
        committees = dict(call.each("committees"))
        for said in call.said:
            committee = committees.get(said.path[:2])
            for sentence in sentences(said.text) if said.words and committee is not None else ():
                for found in _said(said.path, sentence, committee or {}, call):
                    yield call, found


def _against(path: Path, text: str, key: str, check: str, level: Level = "error") -> Found:
    return Found(check, level, path, f"« {text.strip()[:80]} » contredit « {key} ».", "Gardez ce qui est vrai.")


def _said(path: Path, sentence: str, committee: Mapping[str, Any], call: FileRead) -> Iterator[Found]:
    yield from _named(path, sentence, committee, call)
    quorum, members = number_at(committee, "quorum"), set(names_at(committee, "members"))
    if (found := _QUORUM.search(sentence)) and quorum is not None and int(found[1] or found[2]) != quorum:
        yield _against(path, found[0], f"quorum = {quorum}", "said.quorum")
    if (found := _SEATED.search(sentence)) and members and int(found[1] or found[2]) != len(members):
        reason = f"« {found[0]} » : « members » en nomme {len(members)}."
        yield Found("said.members", "warning", path, reason, "Corrigez l'un ou l'autre.")
    tie = text_at(committee, "tie")
    if tie and (equal := _EQUAL.search(sentence)):
        meant = [name for name, words in _TIES if words.search(sentence)]
        if meant and tie not in meant:
            yield _against(path, equal[0], f"tie = {tie}", "said.tie")
    decides = committee.get("decides")
    if decides is True and (found := _ADVISES.search(sentence)):
        yield _against(path, found[0], "decides = true", "said.decides", "warning")
    elif decides is False and (found := _DECIDES.search(sentence)) and not denies(sentence):
        yield _against(path, found[0], "decides = false", "said.decides", "warning")


def _named(path: Path, sentence: str, committee: Mapping[str, Any], call: FileRead) -> Iterator[Found]:
    """Report another institution than the one that presides, or that keeps the secretariat."""
    for key, check, shape in (
        ("presided_by", "said.president", _PRESIDED),
        ("secretariat", "said.secretariat", _SECRETARY),
    ):
        own, found = text_at(committee, key), shape.search(sentence)
        meant = _institutions(found[0], call) if found and own and not denies(sentence) else ()
        if found and meant and own not in meant and "vice-présid" not in sentence.lower():
            yield _against(path, found[0], f"{key} = {own}", check)


def _institutions(text: str, call: FileRead) -> Sequence[str]:
    """Return the institutions of a file that a text names."""
    words = search_key(text)
    named = []
    for path, each in call.each("institutions"):
        names = [search_key(text_at(each, key)) for key in ("name", "full_name")]
        if any(name and f" {name} " in f" {words} " for name in names) or str(path[-1]) in words.split():
            named.append(str(path[-1]))
    return named
