"""What is told outside a department of the answers that were counted: as of its other breakdowns, no count under five,
and nothing it can be worked out from.

What answers nothing is a line too, so that the lines of a question make a whole. A department tells all the lines of a
question, or none; the nation tells a line when it lets nobody narrow down what departments hide of it. What numbers
come to is told with the line of those who answered; the nation's is a sum, without a median.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from clas_core.questions import Question
from clas_core.statistics.answers import ALL, AnswerLine, AnswerLines
from clas_core.statistics.between import Counts
from clas_core.statistics.counting import TOTAL
from clas_core.statistics.withholding import Told, decide_on


def tell_answers(
    counted: Mapping[str, AnswerLines], told: Told, national: Sequence[Question]
) -> tuple[AnswerLines, Mapping[str, AnswerLines]]:
    """Return what is told of the answers `counted` in each department, of the nation and of each department.

    The nation has `national` questions alone. What `told` hides of a department, or of the nation, is hidden here.
    """
    hidden = {slug for slug in counted if not _shows(told.departments.get(slug, {}).get(TOTAL, ()))}
    names = {name for each in counted.values() for name in each}
    nation: dict[str, Sequence[AnswerLine]] = {}
    departments: dict[str, dict[str, Sequence[AnswerLine]]] = {slug: {} for slug in counted}
    for name in sorted(names):
        lines = {slug: {line.key: line for line in each[name]} for slug, each in counted.items() if name in each}
        rows = {slug: _counts(each[ALL]) for slug, each in lines.items()}
        cells = {slug: {key: _counts(line) for key, line in each.items() if key != ALL} for slug, each in lines.items()}
        table = decide_on(rows, cells, hidden & lines.keys())
        for slug in lines.keys() - table.hiding:
            departments[slug][name] = counted[slug][name]
        if any(each.id == name for each in national) and _shows(told.nation[TOTAL]):
            nation[name] = _added(lines.values(), table.told)
    return nation, departments


def _shows(lines: Sequence[object]) -> bool:
    return any(getattr(line, "porteurs", None) is not None for line in lines)


def _counts(line: AnswerLine) -> Counts:
    return line.porteurs, line.answers


def _added(departments: Iterable[Mapping[str, AnswerLine]], told: AbstractSet[str]) -> list[AnswerLine]:
    every = tuple(departments)
    keys = [key for key in dict.fromkeys(key for each in every for key in each) if key in told]
    return [_sum(key, [each[key] for each in every if key in each]) for key in keys]


def _sum(key: str, lines: Sequence[AnswerLine]) -> AnswerLine:
    totals = [line.total for line in lines if line.total is not None]
    return AnswerLine(
        key=key,
        porteurs=sum(line.porteurs for line in lines),
        answers=sum(line.answers for line in lines),
        total=sum(totals) if totals else None,
    )
