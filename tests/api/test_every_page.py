"""Every page, asked by everybody: what each is answered. A page without an entry fails.

To add a page, add a line to `PAGES`: its method and its rule, an address, and who is answered what.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

from clas_api.store.database import database
from tests import browsing
from tests.api.kept_pages import KEPT
from tests.api.probes import STRANGERS, answers
from tests.casts import SMALL
from tests.readings import Asked, expect_few_statements
from tests.stages import Stages, World

OUTSIDE = "anonymous program51 program77"
"""Programs have a key to the JSON service, and no session: a page sends them to sign in, like anybody."""

APART = ("/api/v1", "/health", "/metrics", "/static", "/espace/caf")
"""What is no page: the JSON service, probes, numbers, files. Every page of a Caf is walked where its tests are."""


SIGNING_OUT = "/deconnexion"


@dataclass(frozen=True)
class Page:
    """An address, and the status that each is answered with. A form is sent as a browser would, but for its fields."""

    address: str
    answers: Mapping[str, int]


def everybody(status: int) -> Mapping[str, int]:
    return answers(others=str(status))


def signed_in(**groups: str) -> Mapping[str, int]:
    """Return the status of everybody, as `answers` does: whoever is not signed in is sent to do so."""
    return answers(_303=OUTSIDE, **groups)


CAF = "agent51 head51"
CONCERNED = f"porteur51 {CAF} committee51"
"""Who reads a dossier: its porteur, its Caf, its committee."""
NOWHERE = "national admin"
"""Who has no dossier to read."""

OF_NO_PORTEUR = f"applicant committee51 committee77 {NOWHERE}"
"""Who has no say on the people of any organisation."""

WRITTEN = signed_in(_200="porteur51", _302=f"{CAF} committee51", _403=NOWHERE, others="404")
"""A page where its porteur writes; its Caf and its committee are led to the one where it is read."""
OWN = signed_in(_200="porteur51", _403=NOWHERE, others="404")
READ = signed_in(_200=CONCERNED, _403=NOWHERE, others="404")
NOT_BEGUN = signed_in(_409=CONCERNED, _403=NOWHERE, others="404")
"""A page of the bilan, which there is only once the year of a dossier has begun."""
SENT = signed_in(_412="porteur51", _403=NOWHERE, others="404")
"""A form of its porteur alone, which does not say what it changes."""
UNTOLD = answers(_303=f"{OUTSIDE} porteur51", _403=NOWHERE, others="404")
"""A form of its porteur alone that says nothing, and so changes nothing."""

DOSSIER = "/espace/dossiers/{deposited}"
GROUP = "/espace/dossiers/<uuid:key>/actions/<int:number>/groupes/<int:rank>"
NOTHING = "00000000-0000-0000-0000-000000000000"

SOMEBODY = f"/espace/departements/marne/personnes/{NOTHING}"
OF_A_HEAD = signed_in(_403="agent51", others="404")
"""Of somebody who is not there: only a head would be shown one."""
A_WEBHOOK = f"/espace/departements/marne/webhooks/{NOTHING}"
CONSULTED = "/espace/departements/<slug>/consultation/<year>"
CONSULTATION = "/espace/departements/marne/consultation/2025-2026"
OF_A_CAF = signed_in(_200=CAF, _404="agent77 head77", others="403")
"""Of the Caf of a department: people of no Caf have nothing to say there."""
IMPORTS = "/espace/departements/marne/imports"
A_TRIED_FILE = f"{IMPORTS}/essais/{NOTHING}"
A_TEXT = f"/espace/departements/marne/modeles/{NOTHING}"
A_JOB = f"/espace/departements/marne/taches/{NOTHING}"
NATIONAL = signed_in(_200="national", others="403")

PAGES: Mapping[tuple[str, str], Page] = {
    ("GET", "/"): Page("/", everybody(200)),
    ("GET", "/api"): Page("/api", everybody(200)),
    ("GET", "/aide"): Page("/aide", everybody(200)),
    ("GET", "/aide/<name>"): Page("/aide/porteur", everybody(200)),
    ("GET", "/accessibilite"): Page("/accessibilite", everybody(200)),
    ("GET", "/mentions-legales"): Page("/mentions-legales", everybody(200)),
    ("GET", "/donnees-personnelles"): Page("/donnees-personnelles", everybody(200)),
    ("GET", "/securite"): Page("/securite", everybody(200)),
    ("GET", "/.well-known/security.txt"): Page("/.well-known/security.txt", everybody(404)),
    ("GET", "/simulateur"): Page("/simulateur", everybody(200)),
    ("GET", "/simulateur.<form>"): Page(
        "/simulateur.html?year=2025-2026&g0-label=A&g0-children=10&g0-costs=9000", everybody(200)
    ),
    ("GET", "/verifier"): Page("/verifier", everybody(200)),
    ("POST", "/verifier"): Page("/verifier", everybody(422)),
    ("GET", "/departements/<slug>"): Page("/departements/marne", everybody(200)),
    ("GET", "/departements/<slug>/logo"): Page("/departements/marne/logo", everybody(404)),
    ("GET", "/departements/<slug>/<year>"): Page("/departements/marne/2025-2026", everybody(200)),
    ("GET", "/departements/<slug>/<year>/deposer"): Page("/departements/marne/2025-2026/deposer", everybody(200)),
    ("GET", "/departements/<slug>/<year>/formulaire"): Page("/departements/marne/2025-2026/formulaire", everybody(200)),
    ("GET", "/departements/<slug>/<year>/note-de-cadrage"): Page(
        "/departements/marne/2025-2026/note-de-cadrage", everybody(200)
    ),
    ("GET", "/espace/nation/statistiques/<year>"): Page("/espace/nation/statistiques/2025-2026", NATIONAL),
    **{place: Page(*each) for place, each in KEPT.items()},
    ("GET", "/regles-nationales/<year>"): Page("/regles-nationales/2025-2026", everybody(200)),
    ("GET", "/compte"): Page("/compte", everybody(200)),
    ("POST", "/compte"): Page("/compte", everybody(422)),
    ("GET", "/connexion"): Page("/connexion", answers(_200=OUTSIDE, others="303")),
    ("POST", "/connexion"): Page("/connexion", everybody(422)),
    ("GET", "/connexion/oidc"): Page("/connexion/oidc", everybody(404)),
    ("GET", "/connexion/oidc/retour"): Page("/connexion/oidc/retour", everybody(404)),
    ("POST", "/deconnexion"): Page(SIGNING_OUT, everybody(303)),
    ("GET", "/connexion/code"): Page("/connexion/code", everybody(303)),
    ("POST", "/connexion/code"): Page("/connexion/code", everybody(303)),
    ("GET", "/mon-compte/second-facteur"): Page("/mon-compte/second-facteur", signed_in(others="200")),
    ("POST", "/mon-compte/second-facteur"): Page("/mon-compte/second-facteur", signed_in(others="422")),
    ("POST", "/mon-compte/second-facteur/telephone"): Page(
        "/mon-compte/second-facteur/telephone", signed_in(others="422")
    ),
    ("POST", "/mon-compte/second-facteur/codes"): Page("/mon-compte/second-facteur/codes", signed_in(others="422")),
    ("POST", "/mon-compte/second-facteur/retrait"): Page("/mon-compte/second-facteur/retrait", signed_in(others="422")),
    ("GET", "/agenda/<secret>.ics"): Page("/agenda/x.ics", everybody(404)),
    ("GET", "/mon-compte/agenda"): Page("/mon-compte/agenda", signed_in(others="200")),
    ("POST", "/mon-compte/agenda"): Page("/mon-compte/agenda", signed_in(others="200")),
    ("POST", "/mon-compte/agenda/fin"): Page("/mon-compte/agenda/fin", signed_in(others="303")),
    ("GET", "/mon-compte"): Page("/mon-compte", signed_in(others="200")),
    ("POST", "/mon-compte/copie"): Page("/mon-compte/copie", signed_in(others="200")),
    ("POST", "/mon-compte/sessions/<uuid:key>/fin"): Page(
        f"/mon-compte/sessions/{NOTHING}/fin", signed_in(others="404")
    ),
    ("POST", "/mon-compte/nom"): Page("/mon-compte/nom", signed_in(others="422")),
    ("POST", "/mon-compte/adresse"): Page("/mon-compte/adresse", signed_in(others="422")),
    ("GET", "/adresse/<token>"): Page("/adresse/x", everybody(409)),
    ("POST", "/adresse/<token>"): Page("/adresse/x", everybody(409)),
    ("POST", "/mon-compte/sessions/fin"): Page("/mon-compte/sessions/fin", everybody(303)),
    ("GET", "/mot-de-passe"): Page("/mot-de-passe", everybody(200)),
    ("POST", "/mot-de-passe"): Page("/mot-de-passe", everybody(422)),
    ("GET", "/mot-de-passe/<token>"): Page("/mot-de-passe/x", everybody(409)),
    ("POST", "/mot-de-passe/<token>"): Page("/mot-de-passe/x", everybody(409)),
    ("GET", "/invitations/<token>"): Page("/invitations/x", everybody(409)),
    ("POST", "/invitations/<token>"): Page("/invitations/x", everybody(409)),
    ("GET", "/espace"): Page("/espace", signed_in(others="200")),
    ("GET", "/espace/organismes/nouveau"): Page(
        "/espace/organismes/nouveau", signed_in(_403="committee51 committee77 national admin", others="200")
    ),
    ("POST", "/espace/organismes/nouveau"): Page(
        "/espace/organismes/nouveau", signed_in(_403="committee51 committee77 national admin", others="422")
    ),
    ("GET", "/espace/organismes/<uuid:key>/personnes"): Page(
        "/espace/organismes/{porteur}/personnes", signed_in(_200=f"porteur51 {CAF}", _403=OF_NO_PORTEUR, others="404")
    ),
    ("POST", "/espace/organismes/<uuid:key>/personnes"): Page(
        "/espace/organismes/{porteur}/personnes", signed_in(_422=f"porteur51 {CAF}", _403=OF_NO_PORTEUR, others="404")
    ),
    ("GET", "/espace/organismes/<uuid:key>/personnes/<uuid:person>/retirer"): Page(
        f"/espace/organismes/{{porteur}}/personnes/{NOTHING}/retirer", signed_in(_403=OF_NO_PORTEUR, others="404")
    ),
    ("POST", "/espace/organismes/<uuid:key>/personnes/<uuid:person>/retirer"): Page(
        f"/espace/organismes/{{porteur}}/personnes/{NOTHING}/retirer",
        answers(_303=f"{OUTSIDE} porteur51 {CAF}", _403=OF_NO_PORTEUR, others="404"),
    ),
    ("GET", "/espace/organismes/<uuid:key>"): Page("/espace/organismes/{porteur}", READ),
    ("POST", "/espace/organismes/<uuid:key>"): Page(
        "/espace/organismes/{porteur}", signed_in(_412="porteur51", _403=f"{CAF} committee51 {NOWHERE}", others="404")
    ),
    ("GET", "/espace/departements/<slug>/dossiers"): Page(
        "/espace/departements/marne/dossiers", signed_in(_200=f"{CAF} committee51", others="404")
    ),
    ("GET", "/espace/departements/<slug>/prolongations/<year>"): Page(
        "/espace/departements/marne/prolongations/2025-2026", signed_in(_200=CAF, others="404")
    ),
    ("GET", "/espace/departements/<slug>/personnes"): Page(
        "/espace/departements/marne/personnes", signed_in(_200="head51", _403="agent51", others="404")
    ),
    ("POST", "/espace/departements/<slug>/personnes"): Page(
        "/espace/departements/marne/personnes", signed_in(_422="head51", _403="agent51", others="404")
    ),
    ("GET", "/espace/departements/<slug>/personnes/<uuid:account>"): Page(SOMEBODY, OF_A_HEAD),
    ("POST", "/espace/departements/<slug>/personnes/<uuid:account>"): Page(SOMEBODY, OF_A_HEAD),
    ("POST", "/espace/departements/<slug>/personnes/<uuid:account>/invitation"): Page(
        f"{SOMEBODY}/invitation", OF_A_HEAD
    ),
    ("GET", "/espace/departements/<slug>/personnes/<uuid:account>/roles/<uuid:role>"): Page(
        f"{SOMEBODY}/roles/{NOTHING}", OF_A_HEAD
    ),
    ("POST", "/espace/departements/<slug>/personnes/<uuid:account>/roles/<uuid:role>"): Page(
        f"{SOMEBODY}/roles/{NOTHING}", OF_A_HEAD
    ),
    ("GET", "/espace/dossiers/<uuid:key>/courriers"): Page(f"{DOSSIER}/courriers", READ),
    ("GET", "/espace/dossiers/<uuid:key>/courriers/<uuid:letter>.<form>"): Page(
        f"{DOSSIER}/courriers/{NOTHING}.pdf", signed_in(_403=NOWHERE, others="404")
    ),
    ("GET", "/open-data"): Page("/open-data", everybody(200)),
    ("GET", "/open-data/<slug>/<year>"): Page("/open-data/marne/2025-2026", everybody(404)),
    ("GET", "/open-data/<slug>/<year>/<form>"): Page("/open-data/marne/2025-2026/common-grants", everybody(200)),
    ("GET", "/espace/departements/<slug>/preparation/<year>"): Page(
        "/espace/departements/marne/preparation/2025-2026", signed_in(_200="head51", _403="agent51", others="404")
    ),
    ("GET", CONSULTED): Page(CONSULTATION, OF_A_CAF),
    ("GET", f"{CONSULTED}/<place>"): Page(f"{CONSULTATION}/ps.maximum", OF_A_CAF),
    ("POST", f"{CONSULTED}/<place>"): Page(
        f"{CONSULTATION}/ps.maximum", signed_in(_422=CAF, _404="agent77 head77", others="403")
    ),
    **{
        (method, f"{CONSULTED}/avis/<uuid:comment>{more}"): Page(
            f"{CONSULTATION}/avis/{NOTHING}{more}", signed_in(_404=f"{CAF} agent77 head77", others="403")
        )
        for method in ("GET", "POST")
        for more in ("", "/retrait")
    },
    ("GET", "/espace/departements/<slug>/webhooks"): Page(
        "/espace/departements/marne/webhooks", signed_in(_200="head51 admin", others="404")
    ),
    ("POST", "/espace/departements/<slug>/webhooks"): Page(
        "/espace/departements/marne/webhooks", signed_in(_422="head51 admin", others="404")
    ),
    ("GET", "/espace/departements/<slug>/webhooks/<uuid:webhook>"): Page(A_WEBHOOK, signed_in(others="404")),
    ("POST", "/espace/departements/<slug>/webhooks/<uuid:webhook>/fin"): Page(
        f"{A_WEBHOOK}/fin", signed_in(others="404")
    ),
    ("POST", "/espace/departements/<slug>/webhooks/<uuid:webhook>/envois/<uuid:delivery>"): Page(
        f"{A_WEBHOOK}/envois/{NOTHING}", signed_in(others="404")
    ),
    ("GET", "/espace/departements/<slug>/taches"): Page(
        "/espace/departements/marne/taches", signed_in(_200=CAF, others="404")
    ),
    ("GET", "/espace/departements/<slug>/taches/<uuid:job>"): Page(A_JOB, signed_in(others="404")),
    ("POST", "/espace/departements/<slug>/taches/<uuid:job>"): Page(A_JOB, signed_in(others="404")),
    ("GET", "/espace/departements/<slug>/taches/<uuid:job>/fichier"): Page(f"{A_JOB}/fichier", signed_in(others="404")),
    ("GET", "/espace/departements/<slug>/imports"): Page(IMPORTS, signed_in(_200=CAF, others="404")),
    ("POST", "/espace/departements/<slug>/imports"): Page(IMPORTS, signed_in(_422=CAF, others="404")),
    ("GET", "/espace/departements/<slug>/imports/essais/<uuid:draft>"): Page(A_TRIED_FILE, signed_in(others="404")),
    ("POST", "/espace/departements/<slug>/imports/essais/<uuid:draft>"): Page(A_TRIED_FILE, signed_in(others="404")),
    ("GET", "/espace/departements/<slug>/imports/essais/<uuid:draft>/a-corriger.xlsx"): Page(
        f"{A_TRIED_FILE}/a-corriger.xlsx", signed_in(others="404")
    ),
    ("GET", "/espace/departements/<slug>/imports/<int:number>/annulation"): Page(
        f"{IMPORTS}/1/annulation", signed_in(others="404")
    ),
    ("POST", "/espace/departements/<slug>/imports/<int:number>/annulation"): Page(
        f"{IMPORTS}/1/annulation", signed_in(others="404")
    ),
    ("GET", "/espace/departements/<slug>/modeles"): Page(
        "/espace/departements/marne/modeles", signed_in(_200=CAF, others="404")
    ),
    ("POST", "/espace/departements/<slug>/modeles"): Page(
        "/espace/departements/marne/modeles", signed_in(_422="head51", others="404")
    ),
    ("GET", "/espace/departements/<slug>/modeles/<uuid:template>"): Page(A_TEXT, signed_in(others="404")),
    ("POST", "/espace/departements/<slug>/modeles/<uuid:template>"): Page(A_TEXT, signed_in(others="404")),
    ("GET", "/espace/departements/<slug>/modeles/<uuid:template>/retrait"): Page(
        f"{A_TEXT}/retrait", signed_in(others="404")
    ),
    ("POST", "/espace/departements/<slug>/modeles/<uuid:template>/retrait"): Page(
        f"{A_TEXT}/retrait", signed_in(others="404")
    ),
    ("GET", "/espace/departements/<slug>/avenants/<year>"): Page(
        "/espace/departements/marne/avenants/2025-2026", signed_in(_200=CAF, others="404")
    ),
    ("POST", "/espace/departements/<slug>/avenants/<year>"): Page(
        "/espace/departements/marne/avenants/2025-2026", signed_in(_422="head51", others="404")
    ),
    ("POST", "/espace/departements/<slug>/prolongations/<year>"): Page(
        "/espace/departements/marne/prolongations/2025-2026", signed_in(_422=CAF, others="404")
    ),
    ("GET", "/espace/financeurs/<slug>/<funder>/<year>"): Page(
        "/espace/financeurs/marne/ville/2025-2026", signed_in(_404=f"{CAF} agent77 head77", others="403")
    ),
    ("GET", "/espace/financeurs/<slug>/<funder>/<year>/<uuid:key>"): Page(
        f"/espace/financeurs/marne/ville/2025-2026/{NOTHING}", signed_in(_404=f"{CAF} agent77 head77", others="403")
    ),
    ("POST", "/espace/dossiers"): Page("/espace/dossiers", everybody(404)),
    ("GET", "/espace/dossiers/<uuid:key>"): Page(
        DOSSIER, signed_in(_200=f"porteur51 {CAF}", _302="committee51", _403=NOWHERE, others="404")
    ),
    ("GET", "/espace/dossiers/<uuid:key>/<slug>"): Page(f"{DOSSIER}/contact", WRITTEN),
    ("POST", "/espace/dossiers/<uuid:key>/<slug>"): Page(f"{DOSSIER}/contact", SENT),
    ("GET", "/espace/dossiers/<uuid:key>/recepisse.<form>"): Page(f"{DOSSIER}/recepisse.html", READ),
    ("GET", "/espace/dossiers/<uuid:key>/dossier.<form>"): Page(f"{DOSSIER}/dossier.html", READ),
    ("GET", "/espace/dossiers/<uuid:key>/certificat-<amount>.<form>"): Page(f"{DOSSIER}/certificat-demande.html", READ),
    ("GET", "/espace/dossiers/<uuid:key>/aide"): Page(f"{DOSSIER}/aide", OWN),
    ("GET", "/espace/dossiers/<uuid:key>/abandonner"): Page(f"{DOSSIER}/abandonner", OWN),
    ("POST", "/espace/dossiers/<uuid:key>/abandonner"): Page(f"{DOSSIER}/abandonner", SENT),
    ("GET", "/espace/dossiers/<uuid:key>/actions/<int:number>"): Page(f"{DOSSIER}/actions/1", WRITTEN),
    ("POST", "/espace/dossiers/<uuid:key>/actions/<int:number>"): Page(f"{DOSSIER}/actions/1", UNTOLD),
    ("GET", "/espace/dossiers/<uuid:key>/actions/<int:number>/retirer"): Page(f"{DOSSIER}/actions/1/retirer", OWN),
    ("POST", "/espace/dossiers/<uuid:key>/actions/<int:number>/retirer"): Page(f"{DOSSIER}/actions/1/retirer", SENT),
    ("GET", GROUP): Page(f"{DOSSIER}/actions/1/groupes/1", WRITTEN),
    ("POST", GROUP): Page(f"{DOSSIER}/actions/1/groupes/1", UNTOLD),
    ("GET", f"{GROUP}/retirer"): Page(f"{DOSSIER}/actions/1/groupes/1/retirer", OWN),
    ("POST", f"{GROUP}/retirer"): Page(f"{DOSSIER}/actions/1/groupes/1/retirer", SENT),
    ("POST", f"{GROUP}/dupliquer"): Page(f"{DOSSIER}/actions/1/groupes/1/dupliquer", SENT),
    ("POST", f"{GROUP}/monter"): Page(f"{DOSSIER}/actions/1/groupes/1/monter", UNTOLD),
    ("POST", "/espace/dossiers/<uuid:key>/actions/<int:number>/groupes/ajouter"): Page(
        f"{DOSSIER}/actions/1/groupes/ajouter", SENT
    ),
    ("POST", "/espace/dossiers/<uuid:key>/actions/ajouter"): Page(f"{DOSSIER}/actions/ajouter", SENT),
    ("POST", "/espace/dossiers/<uuid:key>/deposer"): Page(
        f"{DOSSIER}/deposer", signed_in(_412="porteur51", _404=STRANGERS, others="403")
    ),
    ("POST", "/espace/dossiers/<uuid:key>/reponse"): Page(
        f"{DOSSIER}/reponse", signed_in(_422="porteur51", _403=NOWHERE, others="404")
    ),
    ("GET", "/espace/dossiers/<uuid:key>/bilan"): Page(f"{DOSSIER}/bilan", NOT_BEGUN),
    ("GET", "/espace/dossiers/<uuid:key>/bilan/<slug>"): Page(f"{DOSSIER}/bilan/budget", NOT_BEGUN),
    ("POST", "/espace/dossiers/<uuid:key>/bilan/<slug>"): Page(f"{DOSSIER}/bilan/budget", NOT_BEGUN),
    ("GET", "/espace/dossiers/<uuid:key>/bilan/groupes/<int:number>"): Page(f"{DOSSIER}/bilan/groupes/1", NOT_BEGUN),
    ("POST", "/espace/dossiers/<uuid:key>/bilan/groupes/<int:number>"): Page(f"{DOSSIER}/bilan/groupes/1", NOT_BEGUN),
    ("GET", "/espace/dossiers/<uuid:key>/bilan/verifier"): Page(f"{DOSSIER}/bilan/verifier", NOT_BEGUN),
    ("GET", "/espace/dossiers/<uuid:key>/bilan/depot"): Page(f"{DOSSIER}/bilan/depot", NOT_BEGUN),
    ("POST", "/espace/dossiers/<uuid:key>/bilan/deposer"): Page(
        f"{DOSSIER}/bilan/deposer", signed_in(_409="porteur51", _404=STRANGERS, others="403")
    ),
    ("GET", "/espace/dossiers/<uuid:key>/solde"): Page(f"{DOSSIER}/solde", NOT_BEGUN),
    ("POST", "/espace/dossiers/<uuid:key>/messages"): Page(
        f"{DOSSIER}/messages", signed_in(_422="porteur51", _403=NOWHERE, others="404")
    ),
    ("GET", "/espace/dossiers/<uuid:key>/lecture"): Page(f"{DOSSIER}/lecture", READ),
    ("GET", "/espace/dossiers/<uuid:key>/hors-connexion"): Page(f"{DOSSIER}/hors-connexion", OWN),
    ("POST", "/espace/dossiers/<uuid:key>/hors-connexion"): Page(
        f"{DOSSIER}/hors-connexion", signed_in(_422="porteur51", _403=NOWHERE, others="404")
    ),
    ("GET", "/espace/dossiers/<uuid:key>/formulaire.xlsx"): Page(f"{DOSSIER}/formulaire.xlsx", OWN),
    ("GET", "/espace/dossiers/<uuid:key>/pieces"): Page(f"{DOSSIER}/pieces", WRITTEN),
    ("POST", "/espace/dossiers/<uuid:key>/pieces"): Page(
        f"{DOSSIER}/pieces", signed_in(_422="porteur51", _403=NOWHERE, others="404")
    ),
    ("GET", "/espace/dossiers/<uuid:key>/pieces/<uuid:document>"): Page(
        f"{DOSSIER}/pieces/{NOTHING}", signed_in(_403=NOWHERE, others="404")
    ),
    ("POST", "/espace/dossiers/<uuid:key>/pieces/<uuid:document>/reprendre"): Page(
        f"{DOSSIER}/pieces/{NOTHING}/reprendre", signed_in(_403=NOWHERE, others="404")
    ),
    ("GET", "/espace/dossiers/<uuid:key>/pieces/<uuid:document>/retirer"): Page(
        f"{DOSSIER}/pieces/{NOTHING}/retirer", signed_in(_403=NOWHERE, others="404")
    ),
    ("POST", "/espace/dossiers/<uuid:key>/pieces/<uuid:document>/retirer"): Page(
        f"{DOSSIER}/pieces/{NOTHING}/retirer", answers(_303=f"{OUTSIDE} porteur51", _403=NOWHERE, others="404")
    ),
    ("GET", "/espace/dossiers/<uuid:key>/recepisse"): Page(f"{DOSSIER}/recepisse", READ),
    ("GET", "/espace/dossiers/<uuid:key>/verifier"): Page(f"{DOSSIER}/verifier", READ),
    ("GET", "/espace/dossiers/<uuid:key>/versions"): Page(f"{DOSSIER}/versions", READ),
    ("GET", "/espace/dossiers/<uuid:key>/versions/<int:number>"): Page(f"{DOSSIER}/versions/1", READ),
}


def _pages(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(APART):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, rule.rule


def test_every_page_has_its_entry_and_every_entry_its_page(app: Flask) -> None:
    assert set(_pages(app)) == set(PAGES)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_everybody_is_answered_as_their_role_allows(
    stages: Stages,
    make_app: Callable[..., Flask],
    make_database: Callable[[str], str],
    kind: str,
    one_reading: list[tuple[str, Asked]],
) -> None:
    app = make_app(database_url=make_database(kind))
    app.config["RATELIMIT_ENABLED"] = False
    world = stages.put_back(app, "deposited", SMALL)
    places = {"deposited": world.deposited, "porteur": world.porteur}
    wrong, visitors = [], Visitors(world)
    for (method, rule), page in PAGES.items():
        for name, expected in page.answers.items():
            status = visitors.ask(name, method, page.address.format(**places))
            if status != expected:
                wrong.append(f"{method} {rule} by {name}: {status}, not {expected}")
    with app.app_context():
        database.engine.dispose()
    assert not wrong, "\n".join(wrong)
    expect_few_statements(one_reading)


@dataclass
class Visitors:
    """Everybody, who signed in once. Each request begins with the cookie of then: none sees what another has left."""

    world: World
    _kept: dict[str, tuple[str, str]] = field(default_factory=dict)

    def ask(self, name: str, method: str, address: str) -> int:
        """Return the status that somebody is answered with."""
        app, form, client = self.world.app, None, self.world.app.test_client()
        if method == "POST" or name in self.world.accounts:
            cookie, word = self._kept.get(name) or self._signed_in(name)
            client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
            form = {"csrf_token": word} if method == "POST" else None
        if address == SIGNING_OUT:
            del self._kept[name]
        status: int = client.open(address, method=method, data=form).status_code
        return status

    def _signed_in(self, name: str) -> tuple[str, str]:
        """Return somebody's cookie, and what shows that a form is their own."""
        app, account = self.world.app, self.world.accounts.get(name)
        client = browsing.signed_in(app, account) if account else app.test_client()
        word = _token(client)
        cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        self._kept[name] = cookie.value, word
        return self._kept[name]


def _token(client: FlaskClient) -> str:
    """Return what shows that a form is the visitor's own, from a page that has one for everybody."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/mot-de-passe").get_data(as_text=True))
    assert found
    return found[1]
