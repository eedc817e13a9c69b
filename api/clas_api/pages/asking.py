"""Whoever asks for a page, and the context of their request; where to go once signed in."""

from urllib.parse import urlsplit

from flask import current_app, request, url_for

from clas_api.context import Context, asked_by
from clas_api.installation import published_installation
from clas_api.pages.visitors import visiting
from clas_api.security.principal import ANONYMOUS


def current_context() -> Context:
    """Return the context of the current request, with whoever is signed in."""
    return asked_by(visiting() or ANONYMOUS, published_installation().clock.now())


def wanted_page() -> str:
    """Return the page that was wanted before signing in, when it is one of ours; else where one's work is."""
    return own_page(request.values.get("next", "")) or own_space()


def own_page(address: str) -> str:
    """Return `address` when it is a path of this service; nothing when a browser could take it for another's."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address or not address.isprintable():
        return ""
    parts = urlsplit(address)
    return "" if parts.scheme or parts.netloc else address


def own_space() -> str:
    """Return where one's work is."""
    return url_for("porteur.home" if "porteur.home" in current_app.view_functions else "public.home")
