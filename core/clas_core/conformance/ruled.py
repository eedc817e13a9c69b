"""What the nation and a department want of a group, by field: what their texts are compared with."""

from collections.abc import Sequence

from clas_core.conformance.criteria import Wanted
from clas_core.conformance.found import Found
from clas_core.errors import Path


class Rules:
    """What the nation and the department want of a group, by field."""

    def __init__(self, national: Sequence[Wanted], local: Sequence[Wanted]) -> None:
        self.national, self.local = national, local

    def lows(self, field: str, among: Sequence[Wanted]) -> set[int]:
        return {each.low for each in among if each.field == field and each.kind in ("range", "at_least")}

    def highs(self, field: str, among: Sequence[Wanted]) -> set[int]:
        return {each.high for each in among if each.field == field and each.kind in ("range", "at_most")}

    def levels(self, among: Sequence[Wanted]) -> Sequence[frozenset[str]]:
        return [each.options for each in among if each.field == "levels" and each.kind == "one_of"]


def against(check: str, path: Path, text: str, rule: str) -> Found:
    return Found(check, "error", path, f"« {text} » contredit une règle nationale : {rule}", "Retirez-le.")
