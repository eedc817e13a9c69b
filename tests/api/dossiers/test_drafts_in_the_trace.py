"""What a porteur is writing is its own: the trace tells whoever reads it that something was written, and not what."""

from collections.abc import Callable

from tests.api.attachments.test_sealed_documents import join
from tests.stages import World

SECRET = "Un mot pour personne."


def test_the_trace_tells_that_a_draft_was_written_and_not_what(small_world: Callable[[str], World], kind: str) -> None:
    world = small_world(kind)
    path = f"/dossiers/{world.deposited}"
    version = world.ask("porteur51", "GET", path).headers["ETag"]
    saved = world.ask("porteur51", "PATCH", path, {"contact": {"name": SECRET}}, headers={"If-Match": version})
    assert saved.status_code == 200
    join(world)
    for who in ("head51", "program51", "admin"):
        answer = world.ask(who, "GET", "/departments/marne/audit")
        assert answer.status_code == 200
        assert SECRET not in answer.text
        assert "statuts.pdf" not in answer.text
        (joined, written) = answer.get_json()["items"][:2]
        assert (joined["withheld"], written["withheld"]) == (True, True)
        assert written["entry"]["action"] == "dossier.saved"
        assert {"at": "/contact/name", "before": None, "after": None} in written["entry"]["changes"]
    told = {each["entry"]["action"]: each["withheld"] for each in answer.get_json()["items"]}
    assert told["dossier.deposited"] is False
