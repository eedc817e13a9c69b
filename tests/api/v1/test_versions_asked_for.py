"""Whoever changes something says which version: every operation of the document, or a reason why not."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

JSON = dict[str, Any]

IN_THE_BODY = "what is changed at once, or was read, has its revision in the body"
COMPUTES = "computes, and changes nothing"
ADDS = "adds something, beside what others add"
NAMED = "gives or takes away one thing, by its name: there is nothing of another's to write over"
SAID = "is said once, of what whoever says it has looked at; saying it again says the same"
COMMON = "goes on with work that was asked for: each part of it is done once, whoever goes on"
OWN = "is about whoever asks alone"

WITHOUT: Mapping[tuple[str, str], str] = {
    ("PUT", "/sessions/{key}/items/{item}/votes"): IN_THE_BODY,
    ("POST", "/departments/{slug}/assignments"): IN_THE_BODY,
    ("POST", "/sessions/{key}/allocations/{rule}/decisions"): IN_THE_BODY,
    ("POST", "/estimates"): COMPUTES,
    ("POST", "/estimates.{form}"): COMPUTES,
    ("POST", "/assessments"): COMPUTES,
    ("POST", "/certificates/checks"): COMPUTES,
    ("POST", "/porteurs"): ADDS,
    ("POST", "/dossiers"): ADDS,
    ("POST", "/dossiers/{key}/attachments"): ADDS,
    ("DELETE", "/dossiers/{key}/attachments/{attachment}"): NAMED,
    ("POST", "/dossiers/{key}/messages"): ADDS,
    ("POST", "/dossiers/{key}/notes"): ADDS,
    ("POST", "/departments/{slug}/campaigns/{year}/extensions"): ADDS,
    ("POST", "/departments/{slug}/campaigns/{year}/amendments"): ADDS,
    ("POST", "/departments/{slug}/sessions"): ADDS,
    ("POST", "/tokens"): ADDS,
    ("DELETE", "/tokens/{key}"): NAMED,
    ("POST", "/departments/{slug}/campaigns/{year}/open-data"): IN_THE_BODY,
    ("POST", "/sessions/{key}/letters"): ADDS,
    ("POST", "/jobs/{key}/work"): COMMON,
    ("POST", "/departments/{slug}/imports"): ADDS,
    ("PUT", "/departments/{slug}/imports/tried/{draft}/mapping"): OWN,
    ("POST", "/departments/{slug}/imports/tried/{draft}/confirmation"): OWN,
    ("POST", "/departments/{slug}/imports/{number}/undoing"): NAMED,
    ("POST", "/webhooks"): ADDS,
    ("POST", "/referentials/{year}/comments"): ADDS,
    ("DELETE", "/webhooks/{key}"): NAMED,
    ("POST", "/deliveries/{key}/replay"): NAMED,
    ("POST", "/accounts/invitations"): NAMED,
    ("POST", "/accounts/{key}/roles"): NAMED,
    ("DELETE", "/accounts/{key}/roles/{role}"): NAMED,
    ("POST", "/porteurs/{key}/people"): NAMED,
    ("POST", "/porteurs/{key}/handover"): NAMED,
    ("POST", "/porteurs/{key}/confirmation"): SAID,
    ("PUT", "/sessions/{key}/items/{item}/recusals/{seat}"): SAID,
    ("DELETE", "/porteurs/{key}/people/{account}"): NAMED,
    ("POST", "/invitations/answers"): OWN,
    ("POST", "/accounts"): OWN,
    ("POST", "/accounts/resets"): OWN,
    ("POST", "/accounts/passwords"): OWN,
    ("POST", "/session"): OWN,
    ("DELETE", "/session"): OWN,
}
"""What changes something without an ``If-Match``, and why."""

OPTIONAL = {
    ("POST", "/dossiers/{key}/deposit"): "a deposit sent again gives the same receipt",
    ("PUT", "/sessions/{key}/items/{item}/vote"): "a member's own vote is what they say last",
    ("POST", "/sessions/{key}/items/{item}/recusals"): "a recusal declared twice stays as it was first",
}
"""What may say a version, and need not."""


@pytest.fixture(scope="module")
def changing(client: FlaskClient) -> dict[tuple[str, str], JSON]:
    """The operations of the document that are not only read."""
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    return {
        (method.upper(), path.removeprefix("/api/v1")): operation
        for path, operations in paths.items()
        for method, operation in operations.items()
        if method in ("post", "put", "patch", "delete")
    }


def _header(operation: JSON) -> JSON | None:
    return next((each for each in operation.get("parameters", []) if each["name"] == "If-Match"), None)


def test_every_operation_asks_for_the_version_or_says_why_not(changing: dict[tuple[str, str], JSON]) -> None:
    assert {place for place, each in changing.items() if _header(each) is None} == set(WITHOUT)


def test_the_version_is_required_but_where_there_is_a_reason(changing: dict[tuple[str, str], JSON]) -> None:
    assert {place for place, each in changing.items() if (said := _header(each)) and not said["required"]} == set(
        OPTIONAL
    )


def test_the_document_says_what_whoever_loses_a_race_is_answered(changing: dict[tuple[str, str], JSON]) -> None:
    for place, operation in changing.items():
        header, told = _header(operation), set(operation["responses"]) & {"412", "428"}
        if header is None:
            assert told == ({"412"} if WITHOUT[place] is IN_THE_BODY else set()), place
        else:
            assert told == ({"412", "428"} if header["required"] else {"412"}), place
        for status in told:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
