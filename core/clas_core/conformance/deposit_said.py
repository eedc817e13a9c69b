"""What texts say of how one deposits, how many dossiers, and what the bilan is needed for, beside the keys."""

import re
from collections.abc import Iterator

from clas_core.conformance.figures import prose_of
from clas_core.conformance.found import Found
from clas_core.conformance.french import denies
from clas_core.conformance.reviewed import FileRead, Reviewed
from clas_core.errors import Path

_PAPER = re.compile(
    r"\b(?:par|en) (?:courrier|voie postale|la poste|papier|courriel|mail|e-mail|fax)\b|\bversion papier\b|"
    r"\bdossiers? papier\b|\ben mains? propres?\b|\b\d+ exemplaires\b|\bpostée?s?\b|\bimprim\w+\b[^.]*\b(?:sign|"
    r"envo|remi|adress)|"
    r"sous (?:format|forme) papier|exemplaires? papier|sous pli|\b(?:à|de) l'accueil de la caf\b",
    re.IGNORECASE,
)
_SENT = re.compile(r"\bdossiers?\b|\bdemandes?\b|candidatures?|dépos|dépôt", re.IGNORECASE)
_BY_MAIL = re.compile(
    r"\b(?:envo[iy]|adress|transm|retourn|remett|dépos)\w*\b[^.]{0,30}\b(?:dossiers?|candidatures?|"
    r"demandes? de financement)"
    r"\b[^.]{0,60}\s[\w.+-]+@|\b(?:dossiers?|candidatures?)\b[^.]{0,40}\b(?:envoyé|adressé|transmis|retourné|à envoyer|"
    r"à adresser|à transmettre|à retourner)\w*[^.]{0,30}\s[\w.+-]+@",
    re.IGNORECASE,
)
_ASKED = re.compile(r"question|renseignement|difficult|précision|pièces?\b|justificatif|contact", re.IGNORECASE)
_ONE = re.compile(r"\b(?:un seul|un unique|1 seul|un même|le même) dossier\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:plusieurs|2|3) dossiers\b|\bautant de dossiers\b|"
    r"\bun dossier (?:par|pour chaque) (?:site|lieu|action|groupe|collectif|commune|école|collège|quartier)s?\b",
    re.IGNORECASE,
)
_BROUGHT = re.compile(r"dépos|présent|porteur|peut|remet", re.IGNORECASE)
_ELSEWHERE = re.compile(r"auprès d|drac\b|reaap", re.IGNORECASE)
_ONLINE = re.compile(
    r"(?:uniquement|exclusivement|seulement|obligatoirement) (?:en ligne|(?:sur|par) le téléservice)", re.IGNORECASE
)
_WITHOUT = re.compile(
    r"bilan[^.]{0,60}\b(?:n'est pas|pas) (?:exigé|obligatoire|nécessaire|demandé)|bilan[^.]{0,40}\b(?:facultatif|"
    r"optionnel)|"
    r"\b(?:sans|n'ont pas (?:rendu|déposé|transmis)[^.]{0,20}) bilan\b[^.]{0,40}\bpeu(?:t|vent)[^.]{0,20}\b(?:dépos|"
    r"présent|demand)",
    re.IGNORECASE,
)
_NEEDED = re.compile(
    r"bilan[^.]{0,60}\b(?:est|sont) (?:\w+ )?(?:obligatoire|exigé|indispensable)\w*[^.]{0,30}\b(?:dépos|dossier|"
    r"demande|étudi)|"
    r"\bsans (?:le |ce |son )?bilan\b[^.]{0,40}\b(?:aucun|pas|irrecevable|refusé)",
    re.IGNORECASE,
)


def check_deposit_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report texts that say otherwise than the keys how a dossier is deposited."""
    for call in reviewed.calls:
        for path, sentence in prose_of(call):
            yield from ((call, found) for found in _channel(path, sentence, call))
            yield from ((call, found) for found in _count(path, sentence, call))
            yield from ((call, found) for found in _bilan(path, sentence, call))


def _wrong(path: Path, text: str, key: str, check: str = "said.deposit") -> Found:
    return Found(check, "error", path, f"« {text.strip()[:80]} » contredit « {key} ».", "Gardez ce qui est vrai.")


def _channel(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    if denies(sentence):
        return
    online = call.table("deposit").get("online_only")
    if online is True and (found := _PAPER.search(sentence)) and _SENT.search(sentence):
        if not re.search(r"lien|invitation|notification|réponse|accusé", sentence):
            yield _wrong(path, found[0], "online_only = true")
    elif online is True and (found := _BY_MAIL.search(sentence)) and not _ASKED.search(sentence):
        yield _wrong(path, found[0], "online_only = true")
    elif online is False and (found := _ONLINE.search(sentence)) and _SENT.search(sentence):
        yield _wrong(path, found[0], "online_only = false")


def _count(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    if denies(sentence):
        return
    several = call.table("deposit").get("several_dossiers")
    if several is True and (found := _ONE.search(sentence)):
        yield _wrong(path, found[0], "several_dossiers = true")
    elif not several and (found := _SEVERAL.search(sentence)) and _by_a_porteur(sentence):
        yield _wrong(path, found[0], "un seul dossier par porteur")


def _by_a_porteur(sentence: str) -> bool:
    return _BROUGHT.search(sentence) is not None and _ELSEWHERE.search(sentence) is None


def _bilan(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    needed = call.table("bilan").get("needed_for_next_deposit")
    if needed is True and (found := _WITHOUT.search(sentence)):
        yield _wrong(path, found[0], "needed_for_next_deposit = true", "said.bilan")
    elif needed is False and (found := _NEEDED.search(sentence)) and "n'est pas" not in sentence:
        yield _wrong(path, found[0], "needed_for_next_deposit = false", "said.bilan")
