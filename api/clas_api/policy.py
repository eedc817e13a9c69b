"""What a page may load and where it may send: from here and to here alone."""

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
)

POLICY_OF_DATA = "default-src 'none'; frame-ancestors 'none'"
"""Of what is no page: opened in a browser, it loads nothing and is put into no other page."""

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer: no other site reads it, opens it beside itself or puts it into a page of its own."""

BY_TLS_ALONE = "max-age=31536000"
"""For a year, whoever has come by https comes by nothing else; said where the address of the service is https."""


def policy_with_style(digest: str) -> str:
    """Return the policy of a page that carries one style of its own, named by its digest."""
    return f"{POLICY}; style-src 'self' '{digest}'"
