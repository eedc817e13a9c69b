"""What an amount was calculated from: the facts of each group, what was decided and paid, and the digests of the rules.

Everything else in a certificate follows from these and from the rules: its steps, its amount, its digest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from clas_core.departments import CallName, LocalAid
from clas_core.departments.amendment import Amendment
from clas_core.groups import Group

FORMAT = "clas-certificat/1"
"""The version of the form: a number that changes when the meaning of a field does."""

CalculationKind = Literal["estimated", "granted", "settled"]
KINDS: Mapping[CalculationKind, str] = MappingProxyType(
    {"estimated": "montant demandé", "granted": "montant accordé", "settled": "montant soldé"}
)
"""Which amount of a dossier, with how it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """What one side of a group was calculated from. `aids` is its local aid, as it was granted or found; `refusals` say
    why it is paid nothing where more than the facts of `group` refuses it."""

    group: Group
    aids: Sequence[LocalAid] = ()
    refusals: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedGroup:
    """A group by its place in the deposit: as `told`, asked or granted, and once settled as it `actual`ly was.

    `moved` is what comes to an aid of it, or goes from it, between groups, in cents, by the name of the aid.
    """

    position: int
    told: GroupFacts
    actual: GroupFacts | None = None
    moved: Mapping[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How the group is called."""
        return self.told.group.label


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedProgramme:
    """Another programme of the call, in cents: what was asked or granted, and once settled what was spent of it.
    `funder` and `payer` are empty for the Caf."""

    id: str
    label: str
    amount: int
    spent: int | None = None
    funder: str = ""
    payer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBefore:
    """What a payer had paid before the settlement, in cents; empty names are those of the Caf."""

    funder: str
    payer: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """All that the amount of a dossier was calculated from. `at` is when that was sealed, in ISO 8601; `porteur` its
    name and its SIRET; the digests are those of the national rules and of the call in force, with its `amendments`."""

    kind: CalculationKind
    receipt: str
    porteur: tuple[str, str]
    department: str
    call: CallName
    at: str
    referential_digest: str
    campaign_digest: str
    amendments: Sequence[Amendment]
    groups: Sequence[CertifiedGroup]
    programmes: Sequence[CertifiedProgramme] = ()
    paid: Sequence[PaidBefore] = ()
