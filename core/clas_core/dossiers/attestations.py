"""What a porteur states when it signs; which statements are asked depends on its legal nature."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clas_core.porteurs import NATURES


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A statement to sign, the legal natures that sign it, and where that comes from."""

    id: str
    label: str
    natures: frozenset[str]
    source: str


_EVERYONE = frozenset(NATURES)

ATTESTATIONS: Mapping[str, Attestation] = MappingProxyType(
    {
        each.id: each
        for each in (
            Attestation(
                id="accuracy",
                label="Les renseignements du dossier sont exacts, y compris les aides demandées à d'autres financeurs.",
                natures=_EVERYONE,
                source="Formulaire Cerfa 12156*06, attestations",
            ),
            Attestation(
                id="authority",
                label="Le dossier est déposé par le représentant légal, ou par une personne qui en a reçu le pouvoir.",
                natures=_EVERYONE,
                source="Formulaire Cerfa 12156*06, attestations",
            ),
            Attestation(
                id="republican_commitment",
                label="L'organisme souscrit au contrat d'engagement républicain et le respecte.",
                natures=frozenset({"association", "foundation"}),
                source="Décret n° 2021-1947 du 31 décembre 2021",
            ),
        )
    }
)


def attestations_of(nature: str) -> tuple[Attestation, ...]:
    """Return the statements that a porteur of this legal nature signs."""
    return tuple(each for each in ATTESTATIONS.values() if nature in each.natures)
