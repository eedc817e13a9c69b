"""Territories in which a dossier can be: of the department, and not apart from one another where both are asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.communes import find, members_of, of_department
from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed, names_at, text_at
from clas_core.errors import Path


@dataclass(frozen=True, slots=True)
class _Held:
    """The communes of a territory, whole ones, by code; `listed` tells that it is made of nothing else."""

    codes: frozenset[str]
    listed: bool

    def is_apart_from(self, other: "_Held") -> bool:
        return self.listed and other.listed and not self.codes & other.codes


def check_territories_held(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report territories of other departments, and what is asked to lie in two of them that have nothing in common."""
    for call in reviewed.calls:
        held = {text_at(table, "id"): _held(table) for _, table in call.each("territories")}
        if of_department(reviewed.code):
            for path, table in call.each("territories"):
                yield from ((call, found) for found in _of(reviewed.code, path, table))
        yield from ((call, found) for found in _apart(call, held))


def _held(table: Mapping[str, Any]) -> _Held:
    communes = [commune.whole for code in names_at(table, "communes") if (commune := find(code))]
    communes += [commune.whole for siren in names_at(table, "intercommunalities") for commune in members_of(siren)]
    return _Held(frozenset(communes), bool(communes) and not (table.get("neighbourhoods") or table.get("cantons")))


def _of(department: str, path: Path, table: Mapping[str, Any]) -> Iterator[Found]:
    held = _held(table)
    here = {each for each in held.codes if (commune := find(each)) and commune.department == department}
    if held.listed and not here:
        reason = f"Aucune commune de ce territoire n'est du département {department} : aucun dossier ne s'y trouve."
        yield Found("territories.outside", "error", path, reason, "Corrigez ses communes.")
        return
    for rank, code in enumerate(names_at(table, "communes")):
        commune = find(code)
        if commune is not None and commune.department != department:
            reason = f"{commune.name} est du département {commune.department}."
            yield Found("territories.elsewhere", "remark", (*path, "communes", rank), reason, "Vérifiez son code.")


def _apart(call: FileRead, held: Mapping[str, _Held]) -> Iterator[Found]:
    """Yield what is asked to lie in a territory that is apart from that of the call, or of an earlier criterion."""
    whole = text_at(call.tables, "territory")
    asked: list[tuple[tuple[str, str], str]] = [(("action", "place"), whole)] if whole else []
    for path, table in call.each("criteria"):
        name, judged = text_at(table, "territory"), (text_at(table, "subject"), _judged(table))
        if text_at(table, "kind") == "within" and table.get("severity") != "warning":
            if _is_apart(name, [other for about, other in asked if about == judged], held):
                reason = "Aucun dossier ne peut être à la fois dans ce territoire et dans un autre qui est demandé."
                yield Found("territories.apart", "error", (*path, "territory"), reason, "Gardez l'un des deux.")
            asked.append((judged, name))
    for among, words in (("aids", "cette aide n'irait à personne"), ("committees", "rien n'y serait présenté")):
        for path, table in call.each(among):
            if whole and _is_apart(text_at(table, "territory"), [whole], held):
                reason = f"Ce territoire est en dehors de celui de l'appel : {words}."
                yield Found("territories.apart", "error", (*path, "territory"), reason, "Corrigez l'un ou l'autre.")


def _judged(table: Mapping[str, Any]) -> str:
    return text_at(table, "question") or text_at(table, "field")


def _is_apart(name: str, others: Sequence[str], held: Mapping[str, _Held]) -> bool:
    return name in held and any(held[name].is_apart_from(held[other]) for other in others if other in held)
