"""The year of the national team, whole, by pages: a draft, two Cafs that comment on it, what it would cost, in force, a
department's call, first deposits under it, a correction, the end; the service starts again after each act on a file.

By hand, one group of 8 000,50 and common costs of 1 000,00: 33 % of 9 000,50 is 2 970,17, above the maximum: 2 800,70,
and 2 790,00 once it is corrected; with 329,00 of bonus: 3 129,70, then 3 119,00.
"""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bench.samples import content
from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.dossiers.drafting import save_dossier, start_dossier
from clas_api.services.people.identity import principal_of_account
from clas_api.services.people.porteurs import create_porteur
from clas_api.services.rules.verifying_certificates import RulesAtHand, verify_data
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, RuleComment
from clas_core.years import PARIS
from tests.api.accounts.conftest import head
from tests.api.pages.porteur.test_writing_a_dossier import describe, write
from tests.api.pages.test_sound_html import _faults
from tests.api.year.kept_years import PAGE, Kept
from tests.api.year.next_calls import with_next_call
from tests.browsing import Browser
from tests.casts import described
from tests.drafts import YEAR

JSON = dict[str, Any]
RATIFIED = "Circulaire n° 2026-012"


OTHERS = (82, 90, 108, 116, 124)
"""The numbers of other establishments, whose SIRET holds."""


def plain(page: Browser) -> str:
    """What a page says, on one line, its spaces being those that one types."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=PARIS)


def sound(page: Browser) -> Browser:
    assert (page.status, _faults(page.response)) == (200, []), page.address
    return page


def consult(kept: Kept) -> None:
    """Begin the draft, put it to the Cafs; two of them comment on it, and are answered."""
    nation = kept.nation
    sound(nation.open(f"{PAGE}/projet")).send("begin")
    assert "Suite : relisez les deux fichiers" in nation.text
    assert "demandez à qui tient l'installation de le redémarrer" in nation.text
    kept.restart(on("2026-03-10"))
    sound(nation.open(f"{PAGE}/consultation")).send("step", reference="Note du 10 mars 2026")
    assert "Suite : répondez aux avis" in nation.text
    kept.restart()
    of_77 = kept.of("responsable@caf77.fr", head("seine_et_marne"))
    for browser, slug in ((kept.agent, "marne"), (of_77, "seine_et_marne")):
        browser.open(f"/espace/departements/{slug}/consultation/{YEAR}/ps.maximum").send("comment", text=f"De {slug}.")
        assert "Votre avis est enregistré." in browser.text
    assert "De marne." not in of_77.open(f"/espace/departements/seine_et_marne/consultation/{YEAR}").text
    for row in kept.house.rows(select(RuleComment)):
        nation.open(f"/espace/nation/regles/{YEAR}/avis/{row.id}").send("answer", outcome="to_study", reason="Vu.")
    assert "2 avis, dont 0 sans réponse" in sound(nation.open(PAGE)).text


def whose(kept: Kept, email: str) -> Context:
    open_session(database.session, EVERYTHING)
    who = principal_of_account(database.session.get_one(Account, kept.house.account(email)))
    database.session.rollback()
    context = current_context()
    return Context(context.installation, database.session, who, context.now)


def deposit_others(kept: Kept, sirets: list[str]) -> None:
    """Have other porteurs deposit, so that there are enough of them for the nation to be told."""
    for number, siret in enumerate(sirets):
        email = f"autre{number}@clas.example"
        kept.of(email)
        with kept.house.app.test_request_context():
            key = create_porteur(whose(kept, email), described(siret, same_siren=True)).id
        with kept.house.app.test_request_context():
            row, _ = start_dossier(whose(kept, email), "marne", YEAR, key)
            dossier = row.id
        with kept.house.app.test_request_context():
            save_dossier(whose(kept, email), dossier, content(), revision=1)
        with kept.house.app.test_request_context():
            deposit(whose(kept, email), dossier)


def certificate(browser: Browser, home: str) -> JSON:
    given = browser.client.get(f"{home}/certificat-demande.json")
    assert given.status_code == 200, given.text
    found: JSON = json.loads(given.data)
    return found


def test_the_nation_plays_a_whole_year_by_pages(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept.restart(on("2026-03-02"))
    consult(kept)
    nation = kept.nation
    # What it would cost, before it is signed.
    assert "projet" in sound(nation.open(f"/espace/nation/simulation?annee=2025-2026&regles={YEAR}")).text

    # A department prepares its call while the rules are a draft; nothing is deposited under them.
    kept.registry = with_next_call(tmp_path_factory.mktemp("plugin"), kept.house.app.extensions["clas"].library, YEAR)
    kept.restart(on("2026-05-10"))
    porteur = kept.of("alex@clas.example")
    porteur.open("/espace")
    describe(porteur)
    porteur.send("start")
    home = porteur.address
    write(porteur)
    porteur.open(f"{home}/attestations")
    signed = ["accuracy", "authority", "republican_commitment"]
    porteur.send("continue", attestations=signed, previous_bilan="filed")
    assert "rien ne se dépose avant leur entrée en vigueur" in sound(porteur.open(f"{home}/verifier")).text
    assert not any(each.get("value") == "deposit" for form in porteur.forms for each in form.buttons)

    # In force, and the first deposits.
    kept.restart(on("2026-06-01"))
    kept.give_confirmed()
    sound(nation.open(f"{PAGE}/vigueur")).send("step", reference=RATIFIED)
    assert "Suite : chaque département ajoute son appel de l'année" in nation.text
    assert "rien ne se dépose avant" in porteur.open(f"{home}/verifier").text, "what is written is not served yet"
    kept.restart(on("2026-06-15"))
    sound(porteur.open(f"{home}/verifier")).send("deposit")
    assert porteur.address == f"{home}/recepisse"
    assert "51-2026-00001" in porteur.text
    assert "3 129,70 €" in plain(porteur.open(home))
    first = certificate(porteur, home)
    deposit_others(kept, [f"732829320{number:05d}" for number in OTHERS])
    simulated = plain(sound(nation.open(f"/espace/nation/simulation?annee={YEAR}&regles={YEAR}")))
    assert "18 778,20 € avec ceux de 2026-2027" in simulated, "six groups of 3 129,70"

    # A correction: what is deposited keeps its rules, what is deposited next says the correction.
    kept.restart(on("2026-07-01"))
    sound(nation.open(PAGE).open(f"{PAGE}/correction"))
    nation.submit(
        "correct", {"reason": "Une faute de frappe.", "title": "Rectificatif", "changes/ps.maximum": "2 790,00"}
    )
    assert "Suite : une fois le service redémarré, chaque nouveau dépôt nomme la correction." in nation.text
    assert "N° 1, du 1er juillet 2026" in nation.text
    assert "Le service n'a pas encore lu ces fichiers." in nation.text
    kept.restart(on("2026-07-02"))
    assert "Le service n'a pas encore lu ces fichiers." not in sound(nation.open(PAGE)).text
    assert certificate(porteur, home) == first
    porteur.open(f"{home}/axes").send("save", axes__parents="Un autre texte.")
    sound(porteur.open(f"{home}/verifier")).send("deposit")
    assert "3 119,00 €" in plain(porteur.open(f"{home}/versions/2"))
    assert "3 129,70 €" in plain(porteur.open(f"{home}/versions/1"))
    second = certificate(porteur, home)
    for page in ("recepisse", "versions/2"):
        assert "orrection n° 1, du 1er juillet 2026 : Une faute de frappe." in plain(porteur.open(f"{home}/{page}"))
    assert "orrection n° 1" not in plain(porteur.open(f"{home}/versions/1"))

    # The end, while the call is open still: nothing is deposited any more, and what was is as it was.
    porteur.open(f"{home}/axes").send("save", axes__parents="Encore un autre.")
    kept.restart(on("2026-08-20"))
    assert "pas même un complément" in sound(nation.open(f"{PAGE}/cloture")).text
    nation.send("step")
    assert "ses certificats se vérifient toujours" in nation.text
    kept.restart(on("2026-08-21"))
    assert "L'année 2026-2027 est close depuis le 20 août 2026" in sound(porteur.open(f"{home}/verifier")).text
    assert not any(each.get("value") == "deposit" for form in porteur.forms for each in form.buttons)
    assert certificate(porteur, home) == second
    rules = RulesAtHand(installation=kept.house.app.extensions["clas"])
    for each, total in ((first, "3129.70"), (second, "3119.00")):
        assert not verify_data(rules, each).faults, "without the database, by the files alone"
        assert each["amount"] == total
    assert [each[1] for each in kept.house.traced() if each[1].startswith("referential.")] == [
        f"referential.{each}" for each in ("begun", "step", "replaced", "step", "corrected", "step")
    ]
