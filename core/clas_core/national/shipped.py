"""The years in force that came with the release before a year kept the digest of its own rules: none changes."""

from collections.abc import Mapping
from types import MappingProxyType

from clas_core.errors import InvalidFile, Problem
from clas_core.national.referential import Referential

SHIPPED: Mapping[str, str] = MappingProxyType(
    {
        "2004-2005": "sha256:1bb0c07a45d3ea6e74e833f1131fc2b11bd8ac91bc63d92b4acd35b9dc280558",
        "2024-2025": "sha256:bef93692c0a90b41415f3029ea240b06ba3c1edb6b6f81a5b3c94a9e8da067ef",
        "2025-2026": "sha256:b450fa6fcd5ff75298f570322f18fc5330c7162e44d7f7c8ce842b7553b220f0",
    }
)
"""The digest of each: of its rules, of its questions and of its state."""


def expect_as_shipped(name: str, year: Referential) -> None:
    """Make sure that a year of the release, in force or closed, is as it was published. Raises `InvalidFile`."""
    if year.is_project or year.life or SHIPPED.get(str(year.school_year)) == year.digest:
        return
    message = (
        "Cette année en vigueur n'est plus celle qui a été livrée : elle ne se modifie pas, elle se corrige par un "
        "fichier de correction daté et motivé. Remettez le fichier d'alors."
    )
    raise InvalidFile(name, [Problem(("status",), message)])
