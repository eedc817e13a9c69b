"""Every page of the Caf, asked by everybody who is not of it: nobody is shown anything, and nothing is changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from clas_api.pages.caf.acts import ACTS
from tests.api.pages.caf.conftest import Caf
from tests.api.pages.porteur.conftest import AGENT_ELSEWHERE, COMMITTEE
from tests.readings import Asked, expect_few_statements

OPEN_TO_A_COMMITTEE = {
    "all_dossiers",
    "department",
    "sessions",
    "session",
    "item",
    "matrix",
    "convening_letter",
    "agenda_document",
    "attendance_sheet",
    "session_calendar",
    "statistics",
    "call_bilan",
    "call_bilan_document",
}
"""What a member of the committee reads, even without a seat."""


OF_A_HEAD = {"people", "person", "ended_role", "template", "dropped_template", "webhooks", "webhook", "own_preparation"}
"""What the head of the service opens, and nobody else of the Caf."""


OF_NOTHING_YET = {"comment", "withdrawn_comment"}
"""What is of something that is not there."""

OF_EVERY_CAF = {"consultations"}
"""What shows each Caf its own."""

OF_AN_ADMINISTRATOR = {"webhooks"}
"""What whoever keeps the installation opens too."""


def rules_of(caf: Caf, method: str) -> Iterator[tuple[Rule, str]]:
    """Yield each page, with its address for the dossier and the session of `caf`."""
    session = caf.seated()
    caf.item(session)
    item = caf.agent.address.rpartition("/")[2]
    draft = caf.given_file()
    adapter = caf.site.app.url_map.bind("localhost")
    for rule in caf.site.app.url_map.iter_rules():
        of_funders = "funder" in rule.arguments  # Marne has none: they are looked at in test_funders_people
        if rule.endpoint.startswith("caf.") and not of_funders and method in (rule.methods or ()):
            key = session.rpartition("/")[2] if "/seances/" in rule.rule else str(caf.key)
            values: dict[str, Any] = {
                "slug": "marne",
                "year": "2025-2026",
                "key": key,
                "item": item,
                "payment": key,
                "seat": key,
            }
            values |= {
                "account": key,
                "role": key,
                "template": key,
                "job": caf.begun_job(),
                "draft": draft,
                "number": 1,
                "webhook": key,
                "delivery": key,
                "place": "ps.maximum",
                "comment": key,
            }
            values["form"] = "html"
            for act in ACTS if "act" in rule.arguments else ("",):
                place = {name: {**values, "act": act}[name] for name in rule.arguments}
                yield rule, adapter.build(rule.endpoint, place, method=method)


def test_a_page_is_shown_to_its_own_people_alone(caf: Caf, one_reading: list[tuple[str, Asked]]) -> None:
    pages = list(rules_of(caf, "GET"))
    assert len(pages) >= 18
    others = {
        "ailleurs": caf.site.person("ailleurs", AGENT_ELSEWHERE),
        "comité d'ailleurs": caf.site.person("loin", {**COMMITTEE, "department": "seine_et_marne"}),
        "nationale": caf.site.person("nationale", {"kind": "national"}),
        "administrateur": caf.site.person("admin", {"kind": "admin"}),
        "porteur": caf.site.browser("alex"),
    }
    member = caf.site.person("autre", {**COMMITTEE, "institution": "ddetspp"})
    for rule, path in pages:
        name = rule.endpoint.removeprefix("caf.")
        shown = (409,) if name == "minutes" else (403, 404) if name in OF_A_HEAD | OF_NOTHING_YET else (200, 303)
        assert caf.agent.client.get(path).status_code in shown, path
        assert caf.site.anonymous().client.get(path).status_code == 303, path
        for who, browser in others.items():
            let_in = who == "administrateur" and name in OF_AN_ADMINISTRATOR
            let_in = let_in or (who == "ailleurs" and name in OF_EVERY_CAF)
            assert browser.client.get(path).status_code in ((200,) if let_in else (403, 404)), (who, path)
        allowed = (200, 303) if name in OPEN_TO_A_COMMITTEE else (409,) if name == "minutes" else (403, 404)
        assert member.client.get(path).status_code in allowed, path
    expect_few_statements(one_reading)


@pytest.mark.parametrize(
    "role",
    [
        AGENT_ELSEWHERE,
        {**COMMITTEE, "institution": "ddetspp"},
        {"kind": "national"},
        {"kind": "admin"},
        None,
    ],
)
def test_nobody_else_changes_anything(caf: Caf, role: dict[str, str] | None) -> None:
    """Each form is sent as its own page would send it: with its word, from here, at the right version."""
    forms = list(rules_of(caf, "POST"))
    before = caf.row().revision
    browser = (caf.site.person("autre", role) if role else caf.site.browser("alex")).open("/espace")
    word = browser.forms[0].values["csrf_token"]
    sent = {
        "csrf_token": word,
        "revision": str(before),
        "dossiers": str(caf.key),
        "agent": "personne",
        "verdict": "not_met",
        "reason": "Non.",
        "text": "Non.",
        "message": "Non.",
        "note": "Non.",
        "due_on": "15/07/2025",
        "outcome": "refused",
        "body": "technical",
        "held_on": "16/09/2025",
        "place": "Ailleurs",
        "recusal": "Non.",
        "scale": "reserved",
        "opinion": "Non.",
        "choice": "for",
        "returning": "Non.",
        "basis": "Non.",
        "name": "Personne",
        "email": "personne@exemple.fr",
    }
    for rule, path in forms:
        settled = {f"settled/{path.rpartition('/')[2]}": "Non."}
        let_in = role == {"kind": "admin"} and rule.endpoint == "caf.post_webhook"  # who is told what is wrong with it
        refused = (422,) if let_in else (403, 404)
        assert browser.client.post(path, data={**sent, **settled}).status_code in refused, (rule.endpoint, path)
    assert caf.row().revision == before


def test_every_form_without_its_word_is_refused(caf: Caf) -> None:
    forms = list(rules_of(caf, "POST"))
    assert len(forms) >= 20
    for rule, path in forms:
        assert caf.agent.client.post(path, data={}).status_code == 403, rule.rule
