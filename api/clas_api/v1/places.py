"""Keys in addresses: what is no key at all leads nowhere, like a key of nothing."""

from uuid import UUID

from clas_core.errors import NotFound


def key_of(text: str, what: str) -> UUID:
    """Return the key written in an address. Raises `NotFound` for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(what) from None
