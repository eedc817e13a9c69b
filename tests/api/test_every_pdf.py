"""Every PDF that the service gives, by a page or by JSON's side: marked, tagged, titled, in French, without a box."""

from collections.abc import Iterator

from werkzeug.routing import Rule

from tests.api.conftest import LendDatabase, MakeApp
from tests.casts import at_a_committee
from tests.pdfs import faults_of, tags_of
from tests.stages import Stages, World

NO_PDF = {
    "exports.get_export": "a sheet",
    "public.open_file": "open data, for machines",
}
"""What has a form, and no PDF among them."""


BY_THEIR_OWN = {
    "letter": "a letter is made by an act; its tests read it",
    "amount": "a certificate is of an amount that was worked out; its tests read it",
}
"""What an address needs that this stage of the story has not made."""


def rules_with_a_form(world: World) -> Iterator[Rule]:
    for rule in world.app.url_map.iter_rules():
        asked = "form" in rule.arguments and "GET" in (rule.methods or ()) and rule.rule != "/simulateur.<form>"
        if asked and not rule.arguments & BY_THEIR_OWN.keys():
            yield rule


def test_every_pdf_can_be_followed_by_whoever_does_not_see_it(
    stages: Stages, make_app: MakeApp, lend_database: LendDatabase
) -> None:
    world = stages.put_back(make_app(database_url=lend_database("sqlite", empty=False)), "closed", at_a_committee(2))
    adapter = world.app.url_map.bind("localhost")
    agent, porteur = world.browser("agent51").client, world.browser("porteur51").client
    readers = {"/espace/dossiers": porteur, "/espace/nation": world.browser("national").client}
    found: dict[str, list[str]] = {}
    for rule in rules_with_a_form(world):
        key = world.session if "/sessions/" in rule.rule or "/seances/" in rule.rule else world.deposited
        values = {"slug": "marne", "year": "2025-2026", "key": key, "form": "pdf", "sheet": "dossiers"}
        values |= {"older": "2024-2025", "newer": "2025-2026"}
        path = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method="GET")
        if rule.rule.startswith("/api/v1"):
            answer = world.ask("agent51", "GET", path.removeprefix("/api/v1"))
        else:
            answer = next((one for place, one in readers.items() if path.startswith(place)), agent).get(path)
        if rule.endpoint in NO_PDF:
            assert answer.mimetype != "application/pdf", rule.endpoint
            continue
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), (path, answer.text[:300])
        found[rule.endpoint] = list(faults_of(answer.data))
        assert "/H1" in tags_of(answer.data) or "letter" in rule.endpoint, rule.endpoint
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) >= 15
