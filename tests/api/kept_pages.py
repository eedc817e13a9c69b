"""The pages of the national team and of whoever keeps the installation: an address of each, who is answered what."""

from collections.abc import Iterator, Mapping

from clas_api.pages.admin.account import ACTS
from clas_api.pages.admin.departments import WAYS
from clas_api.pages.national.years import WAYS as YEAR_WAYS
from tests.api.probes import answers

_OUTSIDE = "anonymous program51 program77"
_NOTHING = "00000000-0000-0000-0000-000000000000"
_HOME = "/espace/installation"

Kept = tuple[str, Mapping[str, int]]


def _of(who: str, status: int) -> Mapping[str, int]:
    """Return the answer of one role; strangers sign in first, and nobody else is let in."""
    others = {name: 303 if name in _OUTSIDE.split() else 403 for name in answers(others="0")}
    return {**others, who: status}


def _kept() -> Iterator[tuple[tuple[str, str], Kept]]:
    for place, address in (
        ("", ""),
        ("/departements/<slug>", "/departements/marne"),
        ("/regles", "/regles"),
        ("/regles/<older>/<newer>/differences.<form>", "/regles/2024-2025/2025-2026/differences.md"),
        ("/preparation", "/preparation"),
        ("/preparation/<year>/courriels", "/preparation/2025-2026/courriels"),
        ("/regles/<year>/avis", "/regles/2025-2026/avis"),
        ("/annees/<year>", "/annees/2025-2026"),
        ("/annees/<year>/<any(regles, questions):part>.toml", "/annees/2025-2026/regles.toml"),
        ("/annees/<year>/fichiers", "/annees/2025-2026/fichiers"),
        ("/annees/<year>/correction", "/annees/2025-2026/correction"),
        ("/annees/<year>/projet", "/annees/2026-2027/projet"),
        ("/simulation", "/simulation?taux=34"),
    ):
        yield ("GET", f"/espace/nation{place}"), (f"/espace/nation{address}", _of("national", 200))
    for method in ("GET", "POST"):
        place, address = "/regles/<year>/avis/<uuid:comment>", f"/regles/2025-2026/avis/{_NOTHING}"
        yield (method, f"/espace/nation{place}"), (f"/espace/nation{address}", _of("national", 404))
    step = f"/annees/<year>/<any({', '.join(YEAR_WAYS)}):stage>"
    for method, place, address, status in (
        ("GET", "/annees", "/annees", 303),
        ("GET", step, "/annees/2025-2026/cloture", 303),
        ("POST", step, "/annees/2025-2026/cloture", 422),
        ("POST", "/annees/<year>/fichiers", "/annees/2025-2026/fichiers", 422),
        ("POST", "/annees/<year>/correction", "/annees/2025-2026/correction", 422),
        ("POST", "/annees/<year>/projet", "/annees/2026-2027/projet", 409),
    ):
        yield (method, f"/espace/nation{place}"), (f"/espace/nation{address}", _of("national", status))
    mails = "/espace/nation/preparation/<year>/courriels"
    yield ("POST", mails), (mails.replace("<year>", "2025-2026"), _of("national", 303))
    for method, place, address, status in (
        ("POST", "/trace/verification", "/trace/verification", 303),
        ("GET", "/trace/verification", "/trace/verification", 200),
        ("GET", "/trace", "/trace?chaine=marne", 200),
        ("GET", "", "", 200),
        ("GET", "/comptes", "/comptes", 200),
        ("GET", "/comptes/inviter", "/comptes/inviter", 200),
        ("POST", "/comptes/inviter", "/comptes/inviter", 422),
        ("GET", "/comptes/<uuid:key>", f"/comptes/{_NOTHING}", 404),
        ("POST", "/comptes/<uuid:key>/roles", f"/comptes/{_NOTHING}/roles", 404),
        ("POST", "/comptes/<uuid:key>/roles/<uuid:role>/retrait", f"/comptes/{_NOTHING}/roles/{_NOTHING}/retrait", 404),
        ("GET", f"/comptes/<uuid:key>/<any({', '.join(ACTS)}):act>", f"/comptes/{_NOTHING}/fermeture", 404),
        ("POST", f"/comptes/<uuid:key>/<any({', '.join(ACTS)}):act>", f"/comptes/{_NOTHING}/fermeture", 404),
        ("GET", "/cles", "/cles", 200),
        ("POST", "/cles", "/cles", 422),
        ("POST", "/cles/<uuid:key>/fin", f"/cles/{_NOTHING}/fin", 404),
        ("GET", "/departements", "/departements", 200),
        ("GET", f"/departements/<slug>/<any({', '.join(WAYS)}):way>", "/departements/nulle_part/activation", 404),
        ("POST", f"/departements/<slug>/<any({', '.join(WAYS)}):way>", "/departements/nulle_part/activation", 404),
        ("GET", "/courriels", "/courriels", 200),
        ("POST", "/courriels/<uuid:key>/renvoi", f"/courriels/{_NOTHING}/renvoi", 404),
    ):
        yield (method, _HOME + place), (_HOME + address, _of("admin", status))


KEPT: Mapping[tuple[str, str], Kept] = dict(_kept())
