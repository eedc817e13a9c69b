"""Bodies that can sit and decide: a quorum that can be reached, a casting vote that somebody has, members once each."""

from collections.abc import Iterator, Mapping
from typing import Any

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed, names_at, number_at, text_at
from clas_core.errors import Path


def check_committees(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report bodies that could not sit, or not decide."""
    for call in reviewed.calls:
        committees = list(call.each("committees"))
        for path, committee in committees:
            yield from ((call, found) for found in _body(path, committee))
        yield from ((call, found) for found in _who_decides(committees))


def _body(path: Path, committee: Mapping[str, Any]) -> Iterator[Found]:
    members = names_at(committee, "members")
    seated, quorum, tie = len(set(members)), number_at(committee, "quorum"), text_at(committee, "tie")
    president = text_at(committee, "presided_by")
    for rank, member in enumerate(members):
        if member in members[:rank]:
            reason = f"« {member} » est déjà membre."
            yield Found("committees.members", "error", (*path, "members", rank), reason, "Retirez-le.")
    if quorum is not None and members and quorum > seated:
        reason = f"Un quorum de {quorum} institutions n'est jamais atteint : {seated} siègent."
        yield Found("committees.quorum", "error", (*path, "quorum"), reason, "Corrigez l'un ou l'autre.")
    elif quorum == 1 and seated > 1:
        reason = f"Une seule institution sur {seated} suffit à siéger."
        yield Found("committees.quorum", "warning", (*path, "quorum"), reason, "Vérifiez le quorum.")
    if tie == "president" and not president:
        reason = "À égalité, la voix du président l'emporte, et nul ne préside."
        yield Found("committees.tie", "error", (*path, "tie"), reason, "Dites qui, par « presided_by ».")
    elif tie == "president" and members and president not in members:
        reason = f"À égalité, la voix du président l'emporte, et « {president} » n'est pas membre : il ne vote pas."
        yield Found("committees.tie", "error", (*path, "tie"), reason, "Ajoutez-le à « members », ou changez « tie ».")
    elif president and members and president not in members and "attached_to" not in committee:
        reason = f"« {president} » préside sans être membre."
        mend = "Ajoutez-le à « members », ou dites à quelle instance ce comité est rattaché."
        yield Found("committees.president", "warning", (*path, "presided_by"), reason, mend)
    if tie and seated == 1:
        reason = "Un seul membre ne peut pas être à égalité avec lui-même."
        yield Found(
            "committees.tie", "warning", (*path, "tie"), reason, "Nommez les autres membres, ou retirez « tie »."
        )
    if committee.get("decides") is False:
        for key, words in (("tie", "une règle d'égalité"), ("quorum", "un quorum")):
            if key in committee and key == "tie":
                reason = f"Ce comité donne un avis sans décider, et a {words}."
                yield Found("committees.advice", "warning", (*path, key), reason, f"Retirez « {key} ».")
    secretary = text_at(committee, "secretariat")
    if secretary and members and secretary not in members and secretary != president:
        reason = f"« {secretary} » tient le secrétariat sans être membre."
        yield Found(
            "committees.secretariat", "remark", (*path, "secretariat"), reason, "Vérifiez la liste des membres."
        )


def _who_decides(committees: list[tuple[Path, Mapping[str, Any]]]) -> Iterator[Found]:
    deciding = [path for path, each in committees if each.get("decides") is True]
    for path in deciding[1:]:
        reason = "Deux instances décident de la même chose."
        yield Found("committees.decides", "warning", (*path, "decides"), reason, "Gardez celle dont la décision vaut.")
    if committees and all(each.get("decides") is False for _, each in committees):
        path = committees[0][0]
        reason = "Aucune instance ne décide : toutes donnent un avis."
        yield Found("committees.decides", "warning", (*path, "decides"), reason, "Dites laquelle décide.")
