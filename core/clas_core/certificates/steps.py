"""The steps of a certificate: one chain, each operand saying which step, fact or rule it comes from.

An origin is ``step:`` and the step that gave it, ``rule:`` and the figure of the national rules, or ``fact:`` and where
it stands in the certificate itself (``fact:groups/0/told/own_costs``).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from clas_core.calculation import PsRule, Step, origins_of
from clas_core.certificates.certificate import Certified, CertifiedGroup, GroupFacts
from clas_core.estimates import Estimator
from clas_core.estimates.estimate import GroupEstimate
from clas_core.estimates.explanation import steps_of
from clas_core.money import amount_text

Side = Literal["told", "actual"]
Operation = Literal["given", "share", "minimum", "sum", "excess"]
"""``excess`` is what the first operand is above the second, nothing where it is not."""

_SOURCES = {"estimated": "déclaration du porteur", "granted": "décision", "settled": "décision"}
_BY_BILAN = "bilan"
_BY_THIS = "calcul"


class Operand(NamedTuple):
    """An amount, or a rate, as JSON writes it, and where it comes from."""

    value: str
    origin: str


class ChainedStep(NamedTuple):
    """One operation; `result` in cents. `expected` tells that a figure of it is not published yet."""

    id: str
    label: str
    operation: Operation
    operands: Sequence[Operand]
    result: int
    source: str
    expected: bool = False

    @property
    def told(self) -> Operand:
        """The result, as an operand of a later step."""
        return Operand(amount_text(self.result), f"step:{self.id}")

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "label": self.label,
            "operation": self.operation,
            "operands": [{"value": each.value, "from": each.origin} for each in self.operands],
            "result": amount_text(self.result),
            "source": self.source,
            "standing": "expected" if self.expected else "published",
        }


def chain_of(certified: Certified, estimator: Estimator) -> Sequence[ChainedStep]:
    """Return the steps from the facts to the amount, by the rules of `estimator`; the step ``total`` gives the amount.

    Raises `MissingFigure` for a bonus whose amount these rules do not know.
    """
    chain: list[ChainedStep] = []
    due: dict[str, list[ChainedStep]] = {"": []}
    ends: list[ChainedStep] = []
    asked, done = (_estimates(certified, side, estimator) for side in ("told", "actual"))
    for place, group in enumerate(certified.groups):
        name = f"g{group.position}"
        given = _SOURCES[certified.kind]
        rule = estimator.rule
        steps = list(_of_side(f"{name}.told", f"groups/{place}/told", group.told, asked[place], rule, given))
        if group.actual is None:
            chain += steps
            ends.append(steps[-1])
            continue
        real = list(_of_side(f"{name}.actual", f"groups/{place}/actual", group.actual, done[place], rule, _BY_BILAN))
        chain += [*_before_total(steps), *(_before_total(real) or real)]
        granted, actual = _parts(steps), _parts(real)
        absent = {part: _absent(name, part, step) for part, step in granted.items() if actual and part not in actual}
        chain += absent.values()
        parts = list(_of_parts(name, place, group, granted, {**actual, **absent}))
        chain += parts
        payers = {f"{name}.due.supplement.{aid.id}": aid.funder for aid in group.told.aids}
        owed = [each for each in parts if each.id.startswith(f"{name}.due.")]
        for each in owed:
            due.setdefault(payers.get(each.id, ""), []).append(each)
        chain.append(_sum(f"{name}.due", f"Groupe {group.position} : montant dû", owed))
        ends.append(chain[-1])
    for place, programme in enumerate(certified.programmes):
        name, where = f"programme.{programme.id}", f"fact:programmes/{place}"
        amount = Operand(amount_text(programme.amount), f"{where}/amount")
        allotted = ChainedStep(name, programme.label, "given", [amount], programme.amount, _SOURCES[certified.kind])
        chain.append(allotted)
        if programme.spent is not None:
            spent = Operand(amount_text(programme.spent), f"{where}/spent")
            label = f"{programme.label} : les dépenses réelles, au plus ce qui est accordé"
            least = min(programme.spent, programme.amount)
            chain.append(ChainedStep(f"{name}.due", label, "minimum", [spent, allotted.told], least, _BY_BILAN))
            due.setdefault(programme.funder, []).append(chain[-1])
        ends.append(chain[-1])
    chain.append(_sum("total", "Montant du dossier", ends))
    if certified.kind == "settled":
        chain += _left(certified, due)
    return chain


def _estimates(certified: Certified, side: Side, estimator: Estimator) -> Sequence[GroupEstimate | None]:
    """Return what each group is worth on one side, `None` where that side is not told or is refused by more than its
    facts."""
    facts = [getattr(each, side) for each in certified.groups]
    found = [each for each in facts if each is not None and not each.refusals]
    worth = iter(estimator.estimate([each.group for each in found], [each.aids for each in found]).groups)
    return [None if each is None or each.refusals else next(worth) for each in facts]


def _of_side(
    name: str, where: str, facts: GroupFacts, estimate: GroupEstimate | None, rule: PsRule, given: str
) -> Iterator[ChainedStep]:
    """Yield the steps of one side of a group, the last of which is what it is worth."""
    if estimate is None or not estimate.eligible:
        blocking = estimate.findings if estimate else ()
        reasons = [*facts.refusals, *(each.criterion.message for each in blocking if each.blocks)]
        yield ChainedStep(f"{name}.total", "Groupe non éligible : rien n'est payé", "sum", [], 0, " ".join(reasons))
        return
    made: dict[str, Operand] = {}
    for step in steps_of(estimate, rule):
        source = given if step.id == "running_costs" else _BY_THIS if step.id == "total" else step.source
        operands = _operands(step, where, facts, made)
        operation: Operation = "sum" if step.id == "running_costs" else step.operator
        chained = ChainedStep(f"{name}.{step.id}", step.label, operation, operands, step.result, source, step.expected)
        made[step.id] = chained.told
        yield chained


def _operands(step: Step, where: str, facts: GroupFacts, made: Mapping[str, Operand]) -> Sequence[Operand]:
    """Return the operands of a step of an estimate, each with its origin."""
    amounts = [amount_text(each) for each in step.operands]
    match step.id.split(".", 1):
        case ["running_costs"]:
            common = facts.group.common
            own = Operand(amount_text(facts.group.running_costs - common), f"fact:{where}/own_costs")
            shared = Operand(amount_text(common), f"fact:{where}/common_costs")
            return (own, shared) if common else (own,)
        case ["supplement", name]:
            place = next(place for place, aid in enumerate(facts.aids) if aid.id == name)
            return (Operand(amounts[0], f"fact:{where}/aids/{place}/amount"),)
    values = [step.rate.text, *amounts] if step.rate else amounts
    return tuple(
        made[origin.removeprefix("step:")] if origin.startswith("step:") else Operand(value, origin)
        for origin, value in zip(origins_of(step.id, made), values, strict=True)
    )


def _before_total(steps: Sequence[ChainedStep]) -> Sequence[ChainedStep]:
    """Return the steps of a side whose parts are settled one by one: what they come to together serves nothing."""
    return [each for each in steps if not each.id.endswith(".total")]


def _parts(steps: Sequence[ChainedStep]) -> Mapping[str, ChainedStep]:
    """Return the steps that give the parts of a side, by the names of the parts; nothing for one that is refused."""
    named = {step.id.split(".", 2)[2]: step for step in steps}
    return {name: step for name, step in named.items() if name == "ps" or name.startswith(("bonus.", "supplement."))}


def _absent(name: str, part: str, granted: ChainedStep) -> ChainedStep:
    """Return the step of a part that was granted to a group, and that the eligible group it really was is not worth."""
    return ChainedStep(f"{name}.actual.{part}", f"{granted.label} : rien en réalité", "sum", [], 0, _BY_BILAN)


def _of_parts(
    name: str,
    place: int,
    group: CertifiedGroup,
    granted: Mapping[str, ChainedStep],
    actual: Mapping[str, ChainedStep],
) -> Iterator[ChainedStep]:
    """Yield, of each part that was granted, what is due: what it is really worth, at most what was granted."""
    nothing = Operand("0.00", f"step:{name}.actual.total")
    for part, step in granted.items():
        most, limit = step.result, step.told
        moved = group.moved.get(part.removeprefix("supplement."), 0) if part.startswith("supplement.") else 0
        if moved:
            most += moved
            operand = Operand(amount_text(moved), f"fact:groups/{place}/moved/{part.removeprefix('supplement.')}")
            label = f"{step.label} : accordé, et ce qui passe d'un groupe à l'autre"
            made = ChainedStep(f"{name}.most.{part}", label, "sum", [step.told, operand], most, _BY_BILAN)
            limit = made.told
            yield made
        real = actual.get(part)
        worth, told = (0, nothing) if real is None else (real.result, real.told)
        label = f"{step.label} : le réel, au plus ce qui est accordé"
        yield ChainedStep(f"{name}.due.{part}", label, "minimum", [told, limit], min(worth, most), _BY_THIS)


def _left(certified: Certified, due: Mapping[str, Sequence[ChainedStep]]) -> Iterator[ChainedStep]:
    """Yield what each payer owes and has paid, and what is left on either side."""
    for place, paid in enumerate(certified.paid):
        who = paid.payer or "la Caf"
        name = f"payer.{paid.funder or 'caf'}"
        owed = _sum(f"{name}.due", f"Dû par {who}", due.get(paid.funder, ()))
        before = Operand(amount_text(paid.amount), f"fact:paid/{place}/amount")
        yield owed
        left, back = max(owed.result - paid.amount, 0), max(paid.amount - owed.result, 0)
        yield ChainedStep(f"{name}.balance", f"Reste à verser par {who}", "excess", [owed.told, before], left, _BY_THIS)
        yield ChainedStep(f"{name}.overpayment", f"À rendre à {who}", "excess", [before, owed.told], back, _BY_THIS)


def _sum(name: str, label: str, steps: Sequence[ChainedStep]) -> ChainedStep:
    return ChainedStep(name, label, "sum", [each.told for each in steps], sum(each.result for each in steps), _BY_THIS)
