"""Titles beside the kinds that they are filed under: a note labelled a charter, a committee that is a webinar."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed, text_at
from clas_core.errors import Path


def _words(**shapes: str) -> Mapping[str, re.Pattern[str]]:
    return {kind: re.compile(rf"\b(?:{shape})", re.IGNORECASE) for kind, shape in shapes.items()}


_EVENTS = _words(
    webinar=r"webinaires?|visio-?conférence",
    training=r"formations?\b",
    committee=r"comités?\b|commissions?\b|séances?\b",
    notification=r"réponses?\b|notifi|décisions?\b|résultats?\b",
    bilan_opens=r"bilans?\b",
    bilan_due=r"bilans?\b",
)
_DOCUMENTS = _words(
    charter=r"chartes?\b",
    referential=r"référentiels?\b",
    note=r"notes? (?:de cadrage|d'orientation|d'information)|lettre de cadrage|cahier des charges",
    guide=r"guides?\b|mode d'emploi|tutoriels?\b|notice|manuel|foire aux questions",
    service=r"services?\b|téléservices?\b|portails?\b|plateformes?\b|comptes?\b|élan\b|afas\b",
)
_COMMITTEES = _words(
    technical=r"technique",
    steering=r"pilotage",
    funders=r"financeurs",
    local=r"local|commission (?:de|d'|du)|territori",
)
_ONE_OF_A_KIND = ("technical", "steering", "funders")


def check_titles(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report events, documents and bodies whose title names another kind than theirs, and two bodies of one kind."""
    for call in reviewed.calls:
        for names, key, known, check in (
            (("calendar", "events"), "title", _EVENTS, "calendar.kind"),
            (("documents",), "title", _DOCUMENTS, "said.document"),
            (("committees",), "label", _COMMITTEES, "committees.kind"),
        ):
            for path, table in call.each(*names):
                yield from ((call, found) for found in _titled(path, table, key, known, check))
        yield from ((call, found) for found in _bodies(call))


def _titled(
    path: Path, table: Mapping[str, Any], key: str, known: Mapping[str, re.Pattern[str]], check: str
) -> Iterator[Found]:
    """Report a title that names one kind alone, and not the one that `kind` says."""
    kind, title = text_at(table, "kind"), text_at(table, key).replace("\u2019", "'")
    named = {each: found[0].lower() for each, shape in known.items() if (found := shape.search(title))}
    if kind in known and named and kind not in named and len(set(named.values())) == 1:
        word, meant = next(iter(named.values())), " ou ".join(named)
        reason = f"Le titre dit « {word} », et « kind » dit « {kind} »."
        yield Found(check, "warning", (*path, "kind"), reason, f"Écrivez « {meant} », ou changez le titre.")


def _bodies(call: FileRead) -> Iterator[Found]:
    first: dict[str, Path] = {}
    for path, committee in call.each("committees"):
        kind = text_at(committee, "kind")
        apart = f"{kind} {text_at(committee, 'territory')}"
        if kind in _ONE_OF_A_KIND and first.setdefault(apart, path) != path:
            reason = f"Une autre instance est déjà de ce genre (« {kind} »)."
            yield Found("committees.kind", "warning", (*path, "kind"), reason, "Gardez-en une, ou corrigez son genre.")
