"""Shares of costs or of what is granted that texts say, beside the nation's rate and the file's advances: « 32,5 % »,
« trente pour cent », « un tiers », « la moitié », « 0,30 × »."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from clas_core.conformance.figures import LOCAL, NAMES_THE_PS, OF_ANOTHER, OF_THE_PS, prose_of
from clas_core.conformance.found import Found
from clas_core.conformance.french import denies
from clas_core.conformance.reviewed import FileRead, Reviewed, number_at
from clas_core.errors import Path
from clas_core.money import write_percent
from clas_core.national import Referential

_PERCENT = re.compile(r"(?<![\d,.])(\d{1,3})(?:[,.](\d{1,3}))? ?%")
_FACTOR = re.compile(r"(?<![\d,.])0[,.](\d{1,4}) ?(?:×|\*|x\b|fois\b)", re.IGNORECASE)
_FRACTIONS = (
    (re.compile(r"\b2 tiers\b", re.IGNORECASE), Decimal(2) / 3),
    (
        re.compile(r"(?<!\d )(?:\b(?:un|le|du|au) )?\btiers\b(?! (?:lieu|payant|financeur))", re.IGNORECASE),
        Decimal(1) / 3,
    ),
    (re.compile(r"\b3 quarts\b", re.IGNORECASE), Decimal("0.75")),
    (re.compile(r"(?<!\d )\b(?:un|le|du|au) quart\b", re.IGNORECASE), Decimal("0.25")),
    (re.compile(r"\bmoitié\b", re.IGNORECASE), Decimal("0.5")),
    (re.compile(r"(?:\bl'intégralité|\bla totalité)\b", re.IGNORECASE), Decimal(1)),
)
_ADVANCE = re.compile(r"acompte|avance|(?:premier|1er) versement", re.IGNORECASE)
_BALANCE = re.compile(r"\bsolde\b|(?:second|deuxième|dernier|2e) versement", re.IGNORECASE)
_OF_MONEY = re.compile(
    r"aides?\b|montant|frais|subvention|dépenses?|co[uû]ts?|budget|\bps\b|prestation|droit|acompte|avance|versée?s?|"
    r"payée?s?",
    re.IGNORECASE,
)


def check_shares_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report shares of texts that restate or contradict the nation's rate, or the file's advances."""
    for call in reviewed.calls:
        nation = reviewed.nation(call)
        if nation is None:
            continue
        advances = [share for _, each in call.each("advances") if (share := number_at(each, "share")) is not None]
        for path, sentence in prose_of(call):
            yield from ((call, found) for found in _shares(path, sentence, nation, advances))


def shares_in(sentence: str) -> Iterator[tuple[str, Decimal]]:
    """Yield the shares of a sentence, as it says them and as numbers: 0.33 is a third but for its end."""
    for found in _PERCENT.finditer(sentence):
        yield found[0], Decimal(f"{found[1]}.{found[2] or 0}") / 100
    for found in _FACTOR.finditer(sentence):
        yield found[0], Decimal(f"0.{found[1]}")
    for shape, share in _FRACTIONS:
        for found in shape.finditer(sentence):
            yield found[0], share


def _shares(path: Path, sentence: str, nation: Referential, advances: Sequence[Decimal]) -> Iterator[Found]:
    denied = denies(sentence)
    for text, share in shares_in(sentence):
        exact = "%" in text or text.startswith("0")
        if not exact and not _OF_MONEY.search(sentence):
            continue
        if _ADVANCE.search(sentence) or _BALANCE.search(sentence):
            if not denied:
                yield from _paid(path, sentence, text, share, advances)
        elif exact or (OF_THE_PS.search(sentence) and not _of_another(sentence)):
            yield from _rate(path, sentence, text, share, nation.ps.rate.value, denied=denied)


def _paid(path: Path, sentence: str, text: str, share: Decimal, advances: Sequence[Decimal]) -> Iterator[Found]:
    """Report a share that is none of those that the file pays before the end, nor what it leaves to the end."""
    expected = [*advances, sum(advances, Decimal())] if _ADVANCE.search(sentence) else []
    if _BALANCE.search(sentence):
        expected.append(1 - sum(advances, Decimal()))
    if advances and not any(abs(share - each) < Decimal("0.001") for each in expected):
        reason = f"« {text} » contredit les acomptes du fichier : {', '.join(map(write_percent, advances))}."
        yield Found("said.advance", "error", path, reason, "Écrivez la même part, ou retirez-la.")


def _of_another(sentence: str) -> bool:
    return (OF_ANOTHER if NAMES_THE_PS.search(sentence) else LOCAL).search(sentence) is not None


def _rate(path: Path, sentence: str, text: str, share: Decimal, rate: Decimal, *, denied: bool) -> Iterator[Found]:
    said = f"« {text} »"
    if share == rate:
        yield Found("drift.rate", "remark", path, f"{said} redit le taux national.", "Retirez-le, il s'affiche déjà.")
    elif OF_THE_PS.search(sentence) and not _of_another(sentence) and not denied:
        reason = f"{said} contredit le taux national, {write_percent(rate)}."
        yield Found("drift.rate", "error", path, reason, "Retirez-le, il s'affiche déjà.")
    elif "%" in text and abs(share - rate) < Decimal("0.02") and not LOCAL.search(sentence):
        reason = f"{said} est proche du taux national, {write_percent(rate)}, et n'est pas lui."
        yield Found("drift.rate", "error", path, reason, "Retirez-le, il s'affiche déjà.")
