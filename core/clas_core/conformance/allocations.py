"""Rules of allocation of the bonuses: bonuses of the year, a grid where its note counts, an envelope to share."""

from collections.abc import Iterator, Mapping
from typing import Any

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed, names_at, text_at
from clas_core.errors import Path, did_you_mean
from clas_core.questions.grid import SUBJECT


def check_allocations(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report rules of allocation that name what there is not."""
    for call in reviewed.calls:
        nation = reviewed.nation(call)
        known = None if nation is None else [each.id for each in nation.bonuses]
        for path, rule in call.each("allocations"):
            if known is not None:
                yield from ((call, found) for found in _unknown(rule, path, known))
            scored = any(text_at(question, "subject") == SUBJECT for _, question in call.each("questions"))
            if "score" in names_at(rule, "order") and not scored:
                reason = "La note de la grille d'étude compte, et l'appel n'a pas de grille."
                mend = 'Ajoutez des questions « subject = "study" », ou retirez « score ».'
                yield call, Found("amounts.allocation", "warning", (*path, "order"), reason, mend)
        shared = [path for path, _ in call.each("allocations")]
        if shared and not any(text_at(each, "kind") == "bonuses" for _, each in call.each("envelopes")):
            reason = "Le fichier ne dit pas l'enveloppe des bonus, que cette règle répartit."
            mend = "Écrivez-la sous [[envelopes]], ou la Caf la dira par un avenant."
            yield call, Found("amounts.allocation", "remark", shared[0], reason, mend)


def _unknown(rule: Mapping[str, Any], path: Path, known: list[str]) -> Iterator[Found]:
    reserved = rule.get("reserved")
    named = [((*path, "bonus"), rule.get("bonus"))]
    for place, part in enumerate(reserved if isinstance(reserved, list) else ()):
        if isinstance(part, Mapping):
            named.append(((*path, "reserved", place, "bonus"), part.get("bonus")))
    for where, name in named:
        if isinstance(name, str) and name not in known:
            listed = ", ".join(known) or "aucun"
            reason = f"« {name} » n'est pas un bonus de cette année (bonus : {listed}).{did_you_mean(name, known)}"
            yield Found("amounts.allocation", "error", where, reason, "Corrigez son nom.")
