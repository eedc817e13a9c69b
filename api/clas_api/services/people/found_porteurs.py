"""What a Caf is told of a porteur that it looks up by its SIRET, and that has not applied there."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPorteur:
    """What a Caf is told of a porteur that has not applied there: that it is known, and how it is called."""

    id: UUID
    name: str
    siret: str
    siret_since: None = None
    rna: None = None
    nature: None = None
    address: None = None
    representative: None = None
    email: None = None
    phone: None = None
    confirmed_at: None = None
    confirmed_basis: None = None
    revision: None = None
