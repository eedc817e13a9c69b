"""Documents that are too large, cut off or caught by a power cut leave nothing behind, and no row without its bytes."""

import hashlib
import socket
import threading
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Attachment
from tests.faults.conftest import KINDS, TODAY, Install, Served, build_world
from tests.installations import PATIENCE, Installation, Service
from tests.office import PDF

MIB = 1024 * 1024
CUTS = 4
HEAD = (
    b'--limite\r\nContent-Disposition: form-data; name="kind"\r\n\r\nstatutes\r\n'
    b'--limite\r\nContent-Disposition: form-data; name="file"; filename="statuts.pdf"\r\n\r\n'
)


def _open(served: Served, path: str, *headers: str) -> socket.socket:
    """Begin to send a form to a dossier's documents."""
    connection = socket.create_connection(("127.0.0.1", served.service.port), timeout=PATIENCE)
    lines = [
        f"POST /api/v1{path}/attachments HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {served.world.keys['porteur51']}",
        "Content-Type: multipart/form-data; boundary=limite",
        *headers,
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + (b"" if headers[0].startswith("Transfer") else HEAD))
    return connection


def _files(installation: Installation) -> set[Path]:
    return {each for each in Path(installation.settings["CLAS_ATTACHMENTS"]).rglob("*") if each.is_file()}


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(everyday: Served) -> None:
    path, before = everyday.draft(), _files(everyday.installation)
    with _open(everyday, path, f"Content-Length: {500 * MIB}") as connection:
        connection.sendall(bytes(64 * 1024))
        began = monotonic()
        answer = connection.recv(4096)
        assert monotonic() - began < 20
    assert answer.startswith(b"HTTP/1.1 413")
    assert _files(everyday.installation) == before


def test_a_body_without_a_length_is_cut_off_at_the_limit(everyday: Served) -> None:
    path, before = everyday.draft(), _files(everyday.installation)
    piece = bytes(MIB)
    with _open(everyday, path, "Transfer-Encoding: chunked") as connection:
        connection.sendall(b"%x\r\n%s\r\n" % (len(HEAD), HEAD))
        try:
            for _ in range(40):
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            connection.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # it need not be listened to any more
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413")
    assert _files(everyday.installation) == before
    assert everyday.caller("porteur51").get(f"{path}/attachments") == {"attachments": []}


def test_an_upload_that_is_given_up_leaves_nothing(everyday: Served) -> None:
    path, before = everyday.draft(), _files(everyday.installation)
    for sent in (0, 1, MIB):
        with _open(everyday, path, f"Content-Length: {5 * MIB}") as connection:
            connection.sendall(PDF + bytes(sent))
            sleep(0.05)
    caller = everyday.caller("porteur51")
    deadline = monotonic() + PATIENCE
    while _files(everyday.installation) != before and monotonic() < deadline:
        sleep(0.05)
    assert _files(everyday.installation) == before
    assert caller.get(f"{path}/attachments") == {"attachments": []}


def test_slow_uploads_that_are_given_up_keep_nobody_waiting(everyday: Served) -> None:
    path, caller = everyday.draft(), everyday.caller("porteur51")
    slow = [_open(everyday, path, f"Content-Length: {5 * MIB}") for _ in range(12)]
    for connection in slow:
        connection.sendall(b"%")
    for connection in slow:
        connection.close()
    began = monotonic()
    assert caller.get(f"{path}/attachments") == {"attachments": []}
    assert monotonic() - began < 20


def _join(url: str, key: str, path: str, over: threading.Event, chance: Random, kept: list[Any]) -> None:
    number = 0
    while not over.is_set():
        number += 1
        content = PDF + f"{path} {number} ".encode() + chance.randbytes(chance.randrange(300_000))
        try:
            answer = requests.post(
                f"{url}/api/v1{path}/attachments",
                data={"kind": "statutes"},
                files={"file": ("statuts.pdf", content)},
                headers={"Authorization": f"Bearer {key}"},
                timeout=PATIENCE,
            )
        except requests.RequestException:
            return
        if answer.status_code != 201:
            return  # the dossier has as many documents as it may have
        kept.append(answer.json())


@pytest.mark.parametrize("kind", KINDS)
def test_a_power_cut_during_uploads_leaves_no_row_without_its_bytes(install: Install, kind: str) -> None:
    installation = install(kind)
    world = build_world(installation)
    chance = Random(51)
    kept: list[Any] = []
    for _ in range(CUTS):
        service = Service.start(installation, settings={"CLAS_TODAY": TODAY}, workers=2)
        key, over = world.keys["porteur51"], threading.Event()
        path, seen = f"/dossiers/{world.deposited}", len(kept)
        threads = [
            threading.Thread(target=_join, args=(service.url, key, path, over, Random(chance.random()), kept))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        deadline = monotonic() + PATIENCE
        while len(kept) == seen and monotonic() < deadline:
            sleep(0.005)
        sleep(chance.uniform(0, 0.05))
        service.kill()
        over.set()
        for thread in threads:
            thread.join(PATIENCE)
    engine = create_engine(installation.settings["CLAS_DATABASE_URL"])
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        rows = {str(each.id): each for each in session.scalars(select(Attachment))}
    engine.dispose()
    assert len(kept) >= CUTS
    assert {each["id"] for each in kept} <= set(rows), "a document that was acknowledged is there"
    files = {each.name: each for each in _files(installation)}
    for identity, row in rows.items():
        content = files[identity].read_bytes()
        assert (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}") == (row.size, row.sha256)
