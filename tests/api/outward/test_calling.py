"""An address that somebody gave is never one of ours, whatever it is written as or looked up to."""

import socket
import threading
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest

from clas_api import calling
from clas_api.calling import NotCallable, NotReached, Reach, check_url, checked_address, post
from tests.api.outward.conftest import Receiver

HERE = Reach(loopback=True)

INSIDE = [
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
    "https://0x7f.0.0.1/", "https://127.0.0.1.:443/", "https://localhost/", "https://db.localhost/", "https://intranet/",
    "https://printer.local/", "https://metadata.google.internal/", "https://10.0.0.1/", "https://172.16.0.1/",
    "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://0.0.0.0/",
    "https://224.0.0.1/", "https://255.255.255.255/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/", "https://[fe80::1]/", "https://[fc00::1]/",
    "https://[fec0::1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[2001:0:7f00:1::]/",
    "https://[ff02::1]/", "https://１２７.0.0.1/", "https://exemple.123/", "https://exemple.0x7f/",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_of_our_network_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(NotCallable):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/", "ftp://exemple.fr/", "exemple.fr", "", "https://", "https://nom@exemple.fr/",
        "https://nom:mot@exemple.fr/", "https://exemple.fr:22/", "https://exemple.fr:99999/", "https://exemple.fr/#a",
        "https://exemple.fr/a b", "https://exemple.fr/\r\nHost: x", "https://é.fr/", "https://exemple.fr\\@127.0.0.1/",
        "https://[::1", "https://-exemple.fr/", "https://" + "a" * 600 + ".fr/",
    ],
)  # fmt: skip
def test_what_is_not_a_plain_public_address_is_refused(url: str) -> None:
    with pytest.raises(NotCallable):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://exemple.fr", "https://a.exemple.fr:8443/clas?cle=1", "https://93.184.216.34/", "https://[2606:4700::1]/"],
)
def test_a_public_address_is_taken(url: str) -> None:
    assert check_url(url).scheme == "https"


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["::ffff:10.0.0.1"], ["fe80::1%eth0"]]
)
def test_a_name_that_leads_inside_is_refused_when_it_is_called(
    monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    answers = [(0, 0, 0, "", (each, 443)) for each in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **more: answers)
    with pytest.raises(NotCallable):
        post("https://exemple.fr/", {}, b"{}")


def test_the_connection_is_made_to_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time is not looked up a second time."""
    answers = iter([[(0, 0, 0, "", ("93.184.216.34", 443))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **more: next(answers))
    called: list[Any] = []

    def connect(address: Any, timeout: float) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotReached):
        post("https://exemple.fr/", {}, b"{}")
    assert called == [("93.184.216.34", 443)]


def test_a_name_that_nobody_answers_for_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*asked: Any, **more: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(NotReached):
        checked_address("exemple.fr", 443)


def test_this_machine_is_called_by_tests_alone_that_say_so(receiver: Receiver) -> None:
    with pytest.raises(NotCallable):
        post(f"{receiver.address}/clas", {}, b"{}")
    assert post(f"{receiver.address}/clas?a=1", {"x": "1"}, b'{"a": 1}', HERE) == 204
    ((path, headers, body),) = receiver.heard
    assert (path, headers["x"], headers["content-type"], body) == ("/clas?a=1", "1", "application/json", b'{"a": 1}')


def test_a_redirection_is_not_followed(receiver: Receiver) -> None:
    receiver.answers = [302]
    assert post(f"{receiver.address}/", {}, b"{}", HERE) == 302
    assert len(receiver.heard) == 1


def test_a_body_that_is_too_long_does_not_leave(receiver: Receiver) -> None:
    with pytest.raises(NotCallable):
        post(f"{receiver.address}/", {}, b"x" * (calling.LARGEST_BODY + 1), HERE)
    assert receiver.heard == []


@pytest.fixture
def slow(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a server that says `request.param` again and again, slowly, and never ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            while not over.wait(0.02):
                try:
                    connection.sendall(request.param)
                except OSError:
                    return

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    over.set()
    listening.close()
    thread.join(5)


@pytest.mark.parametrize("slow", [b"H", b""], indirect=True, ids=["dripping", "silent"])
def test_a_server_that_does_not_end_is_left(monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
    monkeypatch.setattr(calling, "SECONDS", 0.3)
    started = monotonic()
    with pytest.raises(NotReached):
        post(slow, {}, b"{}", HERE)
    assert monotonic() - started < 5


@pytest.mark.parametrize("slow", [b"pas du web\n", b"HTTP/1.1 99999 x\n"], indirect=True)
def test_what_is_no_web_server_is_not_reached(slow: str) -> None:
    with pytest.raises(NotReached):
        post(slow, {}, b"{}", HERE)
