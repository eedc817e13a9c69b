"""``clas webhooks`` and ``clas open-data`` on an installation where nothing has happened yet."""

import json
from collections.abc import Callable

import pytest

from tests.api.cli.conftest import Ran

NOTHING = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def upgraded(clas: Callable[..., Ran]) -> Callable[..., Ran]:
    assert clas("db", "upgrade").status == 0
    return clas


def test_webhooks_are_listed_sent_and_replayed_by_command(upgraded: Callable[..., Ran]) -> None:
    assert json.loads(upgraded("webhooks", "list", "--json").output) == []
    assert upgraded("webhooks", "list").output == "Aucun webhook.\n"
    assert json.loads(upgraded("webhooks", "list", NOTHING, "--json").output) == []
    assert json.loads(upgraded("webhooks", "send", "--json").output) == {"delivered": 0, "waiting": 0, "failed": 0}
    assert upgraded("webhooks", "send").output == "Rien à envoyer.\n"
    refused = upgraded("webhooks", "replay", NOTHING)
    assert refused.status == 2
    assert "Cet envoi n'existe pas" in refused.errors


def test_open_data_are_previewed_and_taken_out_by_command(upgraded: Callable[..., Ran]) -> None:
    told = json.loads(upgraded("open-data", "preview", "marne", "2025-2026", "--json").output)
    assert (told["awards"], told["withheld"]) == ([], [])
    assert "n'accorde rien" in upgraded("open-data", "preview", "marne", "2025-2026").output
    refused = upgraded("open-data", "export", "marne", "2025-2026")
    assert refused.status == 2
    assert "Cette publication n'existe pas" in refused.errors
    call = upgraded("open-data", "export", "marne", "2025-2026", "--format", "common-grants")
    assert json.loads(call.output)["title"] == "Appel à projets Clas 2025-2026, Marne"
