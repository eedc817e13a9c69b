"""What texts say of the call itself, beside the keys that say it: how one deposits, how many dossiers, which body."""

import re
from collections.abc import Iterator

from clas_core.conformance.figures import NOT_PROSE
from clas_core.conformance.found import Found
from clas_core.conformance.french import denies, sentences
from clas_core.conformance.reviewed import FileRead, Reviewed, names_at, number_at, text_at
from clas_core.errors import Path

_PAPER = re.compile(
    r"\b(?:par|en) (?:courrier|voie postale|la poste|papier|courriel|mail|e-mail|fax)\b|\bversion papier\b|"
    r"sous (?:format|forme) papier|exemplaires? papier|sous pli",
    re.IGNORECASE,
)
_SENT = re.compile(r"dossiers?|demandes?|candidatures?|dépos|dépôt|envo[iy]|adress|transm|retourn", re.IGNORECASE)
_ONE = re.compile(r"\b(?:un seul|un unique|1 seul) dossier\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:plusieurs|2|3) dossiers\b", re.IGNORECASE)
_NEEDED = re.compile(r"bilan[^.]{0,60}\b(?:n'est pas|pas) (?:exigé|obligatoire|nécessaire|demandé)", re.IGNORECASE)
_QUORUM = re.compile(r"\bquorum\b[^.\d]{0,40}\b(\d+)", re.IGNORECASE)
_PRORATA = re.compile(
    r"(?:\bps\b|prestation de service)[^.]*pro ?rata|pro ?rata[^.]*(?:\bps\b|prestation de service)", re.IGNORECASE
)


def check_rules_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report texts that contradict what a key of the same file says."""
    for call in reviewed.calls:
        for said in call.said:
            if said.words and said.path[0] not in NOT_PROSE:
                for sentence in sentences(said.text):
                    yield from ((call, found) for found in _deposit(said.path, sentence, call))
                    yield from ((call, found) for found in _committee(said.path, sentence, call))


def _wrong(path: Path, text: str, key: str, check: str) -> Found:
    return Found(check, "error", path, f"« {text} » contredit « {key} ».", "Gardez ce qui est vrai.")


def _deposit(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    deposit = call.table("deposit")
    if (
        (
            deposit.get("online_only") is True
            and (found := _PAPER.search(sentence))
            and path[0] in ("deposit", "presentation")
        )
        and _SENT.search(sentence)
        and not denies(sentence)
        and not re.search(r"lien|invitation", sentence)
    ):
        yield _wrong(path, found[0], "online_only = true", "said.deposit")
    if deposit.get("several_dossiers") is True and (found := _ONE.search(sentence)) and not denies(sentence):
        yield _wrong(path, found[0], "several_dossiers = true", "said.deposit")
    if (
        not deposit.get("several_dossiers")
        and (found := _SEVERAL.search(sentence))
        and not denies(sentence)
        and re.search(r"dépos|présent|porteur|peut", sentence, re.IGNORECASE)
    ):
        yield _wrong(path, found[0], "un seul dossier par porteur", "said.deposit")
    if call.table("bilan").get("needed_for_next_deposit") is True and (found := _NEEDED.search(sentence)):
        yield _wrong(path, found[0], "needed_for_next_deposit = true", "said.bilan")
    if (found := _PRORATA.search(sentence)) and not denies(sentence):
        reason = f"« {found[0][:60]} » : la Ps d'un groupe est due ou ne l'est pas, sans prorata."
        yield Found("drift.prorata", "warning", path, reason, "Retirez-le.")


def _committee(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    if path[0] != "committees" or len(path) < 2 or not (found := _QUORUM.search(sentence)):
        return
    for place, committee in call.each("committees"):
        quorum = number_at(committee, "quorum")
        if place == path[:2] and quorum is not None and int(found[1]) != quorum:
            yield _wrong(path, found[0], f"quorum = {quorum}", "said.quorum")


__all__ = ["check_rules_said", "names_at", "text_at"]
