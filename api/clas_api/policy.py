"""What a page may load and where it may send: from here and to here alone."""

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
)


def policy_with_style(digest: str) -> str:
    """Return the policy of a page that carries one style of its own, named by its digest."""
    return f"{POLICY}; style-src 'self' '{digest}'"
