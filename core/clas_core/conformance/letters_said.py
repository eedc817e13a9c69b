"""What the letters of a department cannot say, because no file says it."""

from collections.abc import Iterator

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed


def check_letters(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report the calls whose letters nobody signs, and those that do not say how a decision is contested."""
    for call in reviewed.calls:
        letters = call.table("letters")
        if not letters.get("signatory"):
            reason = "Qui signe les courriers n'est pas dit : la place de signer à la main y est laissée."
            mend = "Dites-le dans [letters], signatory et quality."
            yield call, Found("unknown.signatory", "remark", ("letters",), reason, mend)
        if not letters.get("appeal"):
            reason = "Les voies et délais de recours ne sont pas dits : les courriers renvoient à la Caf."
            mend = "Dites-les dans [letters.appeal], avec leur source."
            yield call, Found("unknown.appeal", "remark", ("letters", "appeal"), reason, mend)
