"""What texts say of the call itself, beside the keys that say it: how one deposits, how many dossiers, which body."""

import re
from collections.abc import Iterator

from clas_core.conformance.figures import NOT_PROSE, amounts_in
from clas_core.conformance.found import Found
from clas_core.conformance.french import denies, plain, sentences
from clas_core.conformance.reviewed import FileRead, Reviewed, number_at, text_at
from clas_core.errors import Path
from clas_core.plain_text import search_key

_PAPER = re.compile(
    r"\b(?:par|en) (?:courrier|voie postale|la poste|papier|courriel|mail|e-mail|fax)\b|\bversion papier\b|"
    r"\bdossiers? papier\b|"
    r"sous (?:format|forme) papier|exemplaires? papier|sous pli",
    re.IGNORECASE,
)
_SENT = re.compile(r"\bdossiers?\b|\bdemandes?\b|candidatures?|dépos|dépôt", re.IGNORECASE)
_ONE = re.compile(r"\b(?:un seul|un unique|1 seul) dossier\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:plusieurs|2|3) dossiers\b", re.IGNORECASE)
_NEEDED = re.compile(r"bilan[^.]{0,60}\b(?:n'est pas|pas) (?:exigé|obligatoire|nécessaire|demandé)", re.IGNORECASE)
_QUORUM = re.compile(r"\bquorum\b[^.\d]{0,40}\b(\d+)", re.IGNORECASE)
_PRORATA = re.compile(
    r"(?:\bps\b|prestation de service)[^.]*pro ?rata|pro ?rata[^.]*(?:\bps\b|prestation de service)", re.IGNORECASE
)


_TRUE = "Gardez ce qui est vrai."
_COMMON = ("aide", "aides", "complement", "supplement", "local", "locale", "communale", "municipale", "part")


def check_rules_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report texts that contradict what a key of the same file says."""
    for call in reviewed.calls:
        for said in call.said:
            if said.words and said.path[0] not in NOT_PROSE:
                for sentence in sentences(said.text):
                    yield from ((call, found) for found in _deposit(said.path, sentence, call))
                    yield from ((call, found) for found in _committee(said.path, sentence, call))
                    yield from ((call, found) for found in _figures(said.path, sentence, call))
        yield from ((call, found) for found in _labelled(call))


def _wrong(path: Path, text: str, key: str, check: str) -> Found:
    return Found(check, "error", path, f"« {text} » contredit « {key} ».", _TRUE)


def _deposit(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    deposit = call.table("deposit")
    if (
        (deposit.get("online_only") is True and (found := _PAPER.search(sentence)))
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


_APPROVED = re.compile(r"\b(\d+) (porteurs|actions)\b", re.IGNORECASE)
_HELD = re.compile(
    r"agréé|retenu|financé|soutenu|l'an (?:dernier|passé)|l'année (?:dernière|passée|précédente)", re.IGNORECASE
)


def _figures(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    """Report amounts and counts of the department's own that a text says otherwise than their tables."""
    amounts = dict(amounts_in(sentence))
    envelopes = {int(amount * 100) for _, each in call.each("envelopes") if (amount := number_at(each, "amount"))}
    if "enveloppe" in sentence.lower() and envelopes:
        for text, cents in amounts.items():
            if cents not in envelopes:
                yield _wrong(path, text, "[[envelopes]]", "said.envelope")
    for _, aid in call.each("supplements"):
        amount, label = number_at(aid, "amount"), search_key(text_at(aid, "label"))
        named = [word for word in label.split() if len(word) > 3 and word not in _COMMON]
        about = named and all(word in search_key(sentence).split() for word in named)
        if amount is not None and about and re.search(r"par (?:groupe|collectif)", sentence):
            for text, cents in amounts.items():
                if cents != int(amount * 100):
                    yield _wrong(path, text, f"amount = {amount}", "said.aid")
    approved = [each for _, each in call.each("approved")]
    if approved and _HELD.search(sentence) and path[0] != "approved":
        for found in _APPROVED.finditer(sentence):
            if int(found[1]) not in {number_at(each, found[2].lower()) for each in approved}:
                yield Found("said.approved", "warning", path, f"« {found[0]} » : [[approved]] dit autre chose.", _TRUE)


def _labelled(call: FileRead) -> Iterator[Found]:
    for path, table in call.every_table():
        amount = number_at(table, "amount")
        for key in ("label", "title"):
            for text, cents in amounts_in(plain(text_at(table, key))) if amount is not None else ():
                if amount is not None and cents != int(amount * 100):
                    yield _wrong((*path, key), text, f"amount = {amount}", "said.aid")


def _committee(path: Path, sentence: str, call: FileRead) -> Iterator[Found]:
    if path[0] != "committees" or len(path) < 2:
        return
    if (presided := re.search(r"présidée? par ([^.,;]+)", sentence, re.IGNORECASE)) is not None:
        names = {path[-1]: text_at(each, "name") for path, each in call.each("institutions")}
        said = search_key(presided[1])
        meant = [key for key, name in names.items() if (name and search_key(name) in said) or str(key) in said.split()]
        for place, committee in call.each("committees"):
            president = text_at(committee, "presided_by")
            if place == path[:2] and president and meant and president not in meant:
                yield _wrong(path, presided[0], f"presided_by = {president}", "said.president")
    if not (found := _QUORUM.search(sentence)):
        return
    for place, committee in call.each("committees"):
        quorum = number_at(committee, "quorum")
        if place == path[:2] and quorum is not None and int(found[1]) != quorum:
            yield _wrong(path, found[0], f"quorum = {quorum}", "said.quorum")
