"""Documents of a deposit: joined while a deposit may follow, sealed with it, and given back as they were."""

import io
import logging
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from click.testing import CliRunner, Result
from werkzeug.datastructures import FileStorage

from clas_api.cli import storage
from clas_core.dossiers.lifecycle import STATES, State
from clas_core.years import PARIS
from tests import office
from tests.api.attachments.conftest import Service, form_of
from tests.api.dossiers.conftest import at, save
from tests.browsing import signed_in
from tests.stages import World

LATE = datetime(2025, 8, 19, tzinfo=PARIS)
WRITABLE = ("draft", "deposited", "complements_asked")


@pytest.fixture
def world(kind: str, small_world: Callable[[str], World]) -> World:
    return small_world(kind)


def join(world: World, content: bytes = office.PDF, name: str = "statuts.pdf", dossier: str = "") -> Any:
    form = form_of({"kind": "statutes", "file": FileStorage(io.BytesIO(content), name)})
    return world.ask("porteur51", "POST", f"/dossiers/{dossier or world.deposited}/attachments", **form)


@pytest.mark.parametrize("state", [each for each in STATES if each not in WRITABLE])
def test_a_dossier_that_is_not_written_any_more_takes_no_document(service: Service, state: State) -> None:
    service.set_state(state)
    assert service.attach().status_code == 409
    assert service.bytes_on_disk() == []


def test_a_document_is_joined_until_the_deadline_and_not_after(world: World) -> None:
    with at(world, datetime(2025, 8, 18, 23, 59, 59, 999_999, tzinfo=PARIS)):
        assert join(world).status_code == 201
    with at(world, LATE):
        refused = join(world, office.PDF + b" ")
        assert (refused.status_code, refused.get_json()["type"]) == (409, "urn:clas:problem:out-of-time")
        path = f"/dossiers/{world.deposited}"
        tag = world.ask("agent51", "GET", path).headers["ETag"]
        asked = {"text": "Les statuts signés.", "due_on": "2025-09-10"}
        world.ask("agent51", "POST", f"{path}/complements", asked, headers={"If-Match": tag})
        assert join(world, office.PDF + b" ").status_code == 201
    with at(world, datetime(2025, 9, 11, tzinfo=PARIS)):
        assert join(world, office.PDF + b"  ").status_code == 409


def test_a_deposit_says_its_documents_to_the_byte_and_keeps_saying_them(world: World) -> None:
    path = f"/dossiers/{world.deposited}"
    assert world.ask("porteur51", "GET", f"{path}/versions/1").get_json()["attachments"] == []
    document = join(world).get_json()
    sealed = {name: document[name] for name in ("id", "kind", "filename", "sha256", "size")}
    told = world.ask("porteur51", "GET", path).get_json()
    assert told["changed"], "a document that no deposit holds is to be deposited"
    for who in ("agent51", "committee51"):
        assert world.ask(who, "GET", f"{path}/attachments").get_json()["attachments"] == [], who
        assert world.ask(who, "GET", f"{path}/attachments/{document['id']}").status_code == 404, who
    receipt = world.ask("porteur51", "POST", f"{path}/deposit").get_json()
    assert (receipt["version"], receipt["attachments"]) == (2, [sealed])
    assert world.ask("agent51", "GET", f"{path}/attachments/{document['id']}", buffered=True).data == office.PDF
    join(world, office.PNG, "plan.png")
    versions = world.ask("agent51", "GET", f"{path}/versions").get_json()["versions"]
    assert [each["attachments"] for each in versions] == [[], [sealed]]
    assert world.ask("agent51", "GET", f"{path}/versions/2").get_json() | {"attachments": [sealed]} == (
        world.ask("porteur51", "GET", f"{path}/versions/2").get_json()
    )
    changes = world.ask("agent51", "GET", f"{path}/versions/1/differences/2").get_json()["changes"]
    assert changes == [{"pointer": "/attachments/0", "before": None, "after": sealed}]
    trace = world.ask("head51", "GET", "/departments/marne/audit?limit=3").get_json()["items"]
    deposited = next(each["entry"] for each in trace if each["entry"]["action"] == "dossier.deposited")
    assert deposited["after"]["attachments"] == [sealed]
    browser = signed_in(world.client.application, world.accounts["porteur51"])
    for page in ("versions/2", "recepisse", "versions?de=1&a=2"):
        assert "statuts.pdf" in browser.get(f"/espace/dossiers/{world.deposited}/{page}").get_data(as_text=True), page


def test_saving_the_deposited_content_again_leaves_a_new_document_to_deposit(world: World) -> None:
    costs = world.ask("porteur51", "GET", f"/dossiers/{world.deposited}").get_json()["content"]["common_costs"]
    join(world)
    for value in ("5.00", costs):
        told = save(world, world.deposited, {"common_costs": value}).get_json()
        assert told["changed"]


@pytest.mark.parametrize("altered", [b"%PDF-1.7 autre chose", office.PDF[:-1], b""])
def test_a_document_that_was_altered_on_the_disk_is_given_to_nobody(
    service: Service, altered: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    address = service.attach().headers["Location"].split(str(service.dossier))[1]
    (file,) = [each for each in service.folder.rglob("*") if each.is_file()]
    file.write_bytes(altered)
    with caplog.at_level(logging.ERROR):
        response = service.ask("GET", address)
    assert response.status_code == 503
    assert "modifié hors de la plateforme" in response.get_json()["detail"]
    assert any(address.rpartition("/")[2] in each.getMessage() for each in caplog.records)
    file.write_bytes(office.PDF)
    assert service.ask("GET", address).data == office.PDF


def test_the_check_finds_what_is_missing_altered_or_nobodys(
    service: Service, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(*options: str) -> Result:
        return CliRunner().invoke(storage.check_database, options)

    monkeypatch.setenv("CLAS_DATABASE_URL", database_url)
    monkeypatch.setenv("CLAS_ATTACHMENTS", str(service.folder))
    documents = sorted(service.attach(office.PDF + b" " * number).get_json()["id"] for number in range(3))
    whole = check("--json")
    assert (whole.exit_code, orjson.loads(whole.stdout)["documents"]["checked"]) == (0, 3)
    files = {each.name: each for each in service.folder.rglob("*") if each.is_file()}
    files[documents[0]].unlink()
    files[documents[1]].write_bytes(b"autre chose")
    old, begun, young = (_left(service.folder, suffix) for suffix in ("", ".part", ""))
    for each, hours in ((old, 2), (begun, 2), (young, 0)):
        os.utime(each, (time.time() - hours * 3600,) * 2)
    found = check("--json")
    assert found.exit_code == 1
    assert orjson.loads(found.stdout)["documents"] == {
        "checked": 3,
        "missing": [documents[0]],
        "altered": [documents[1]],
        "unclaimed": sorted([old.name, begun.stem]),
    }
    told = check().stdout
    assert f"Document {documents[0]} : ses octets manquent" in told
    assert f"Document {documents[1]} : il a été modifié" in told
    assert "2 fichier(s) d'aucun document" in told
    assert old.exists(), "nothing is removed unless it is asked for"
    assert check("--sweep").exit_code == 1
    assert [each.exists() for each in (old, begun, young)] == [False, False, True]
    assert files[documents[2]].exists()


def _left(root: Path, suffix: str) -> Path:
    """Leave bytes behind, as a process that is killed does."""
    key = uuid4()
    file = root / key.hex[:2] / key.hex[2:4] / f"{key}{suffix}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"reste")
    return file
