"""The bonuses that are proposed, served from their envelope by a published rule: who gets one, who does not, and why.

It proposes nothing that nobody judged: what comes in are the bonuses that the Caf proposes, with its reasons. It
decides nothing either: several rules are compared before a session, and the committee grants. Exact to the cent, never
above the envelope, the same whatever the order in which bonuses are given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Any

from clas_core.departments.allocations import AllocationRule
from clas_core.money import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A bonus that is proposed for a group; `amount` in cents. `in_territory` tells whether an action of the dossier is
    in the territory of each rule that has one, by the rule's name: `None` where its addresses do not tell."""

    receipt: str
    porteur: str
    position: int
    group: str
    bonus: str
    amount: int
    deposited: date
    score: Decimal | None = None
    in_territory: Mapping[str, bool | None]

    @property
    def place(self) -> tuple[str, int, str]:
        """Which bonus it is, among all."""
        return self.receipt, self.position, self.bonus


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A bonus by its `rank` in the order of a rule; `turn` is which of its dossier it is, from 1, `lot` what was drawn
    where equals are told apart by that.

    `left` is what was left in the envelope, in cents, when its turn came; `needed` what it asked: of equals that are
    served together, what all of them did. It is `granted`, from the part that is `reserved` to it, or it is not: `over`
    tells that its dossier has as many as the rule gives one, else the envelope was at its end.
    """

    claim: Claim
    rank: int
    turn: int
    lot: str
    granted: bool
    reserved: bool = False
    over: bool = False
    left: int = 0
    needed: int = 0
    equals: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """What a rule makes of an `available` amount, in cents."""

    rule: AllocationRule
    available: int
    served: Sequence[Served]

    @property
    def granted(self) -> int:
        """What is given in all; never more than there is."""
        return sum(each.claim.amount for each in self.served if each.granted)

    @property
    def left(self) -> int:
        return self.available - self.granted

    @property
    def bonuses(self) -> int:
        """How many bonuses are served."""
        return sum(each.granted for each in self.served)

    @property
    def dossiers(self) -> int:
        """How many dossiers get one at least."""
        return len({each.claim.receipt for each in self.served if each.granted})


class _Envelope:
    """What is left while an order is gone through; nothing of one that is exceeded already."""

    def __init__(self, available: int) -> None:
        self.size = self.left = max(available, 0)
        self.over = False


def allocate(rule: AllocationRule, claims: Iterable[Claim], available: int, drawn_from: str) -> Allocation:
    """Serve `claims` from `available` cents by a rule; `drawn_from` names the call, for
    which lots are drawn once: another session draws none again."""
    ordered = _ordered(rule, claims, drawn_from)
    most = rule.most_per_dossier
    found: dict[tuple[str, int, str], Served] = {
        each.claim.place: replace(each, over=True) for each in ordered if most is not None and each.turn > most
    }
    waiting = [each for each in ordered if each.claim.place not in found]
    whole = _Envelope(available)
    for part in rule.reserved:
        share = Rate.of(part.share)
        pool = _Envelope(share.numerator * whole.size // share.denominator)
        for each in _gone_through(rule, [each for each in waiting if each.claim.bonus == part.bonus], pool):
            if each.granted:
                found[each.claim.place] = replace(each, reserved=True)
                whole.left -= each.claim.amount
    rest = [each for each in waiting if each.claim.place not in found]
    found |= {each.claim.place: each for each in _gone_through(rule, rest, whole)}
    return Allocation(rule=rule, available=whole.size, served=tuple(found[each.claim.place] for each in ordered))


def _gone_through(rule: AllocationRule, ordered: Sequence[Served], envelope: _Envelope) -> Iterable[Served]:
    """Yield each bonus of an order as it is served, until one does not fit: none that comes after passes before it."""
    if rule.tie == "together":
        groups = [list(each) for _, each in groupby(ordered, key=lambda each: _priority(rule, each.claim, each.turn))]
    else:
        groups = [[each] for each in ordered]
    for equals in groups:
        needed = sum(each.claim.amount for each in equals)
        envelope.over = envelope.over or needed > envelope.left
        left = envelope.left
        if not envelope.over:
            envelope.left -= needed
        for each in equals:
            yield replace(each, granted=not envelope.over, left=left, needed=needed, equals=len(equals))


def _ordered(rule: AllocationRule, claims: Iterable[Claim], drawn_from: str) -> Sequence[Served]:
    """Return claims in the order of a rule, whatever order they come in."""
    of_dossiers: dict[str, list[Claim]] = {}
    for each in claims:
        of_dossiers.setdefault(each.receipt, []).append(each)
    placed = [
        (each, turn)
        for several in of_dossiers.values()
        for turn, each in enumerate(sorted(several, key=lambda one: (_priority(rule, one, 0), one.place)), start=1)
    ]
    lots = {receipt: _drawn(rule, receipt, drawn_from) if rule.tie == "lot" else "" for receipt in of_dossiers}
    placed.sort(key=lambda each: (_priority(rule, *each), lots[each[0].receipt], each[0].place))
    return [
        Served(claim=each, rank=rank, turn=turn, lot=lots[each.receipt], granted=False)
        for rank, (each, turn) in enumerate(placed, start=1)
    ]


def _priority(rule: AllocationRule, claim: Claim, turn: int) -> tuple[Any, ...]:
    """Return what a claim is ordered by: equal for equals."""
    parts: dict[str, Any] = {
        "territory": claim.in_territory.get(rule.id) is not True,
        "bonus": claim.bonus != rule.bonus,
        "turn": turn,
        "score": (claim.score is None, -(claim.score or Decimal(0))),
        "deposit": claim.deposited,
    }
    return tuple(parts[each] for each in rule.order)


def _drawn(rule: AllocationRule, receipt: str, drawn_from: str) -> str:
    """Draw a lot that nobody chooses and that anybody draws again: a digest of the call, the rule and the dossier."""
    return sha256(f"{drawn_from}:{rule.id}:{receipt}".encode()).hexdigest()
