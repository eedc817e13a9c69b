"""An antivirus of the machine, asked by clamd's protocol: a document is sent to it, and it says what it recognises.

It is a daemon of its own (ClamAV's ``clamd``, or another that speaks as it does), with signatures of its own.
"""

import re
import socket
from dataclasses import dataclass
from typing import IO

from clas_api.refusals import StorageUnavailable

SECONDS = 30.0
"""A daemon that says nothing for so long is not waited for any longer."""

_PIECE = 64 * 1024
_LONGEST_ANSWER = 1_000
_ADDRESS = re.compile(r"unix:(?P<path>/\S+)|tcp://(?P<host>[^\s/:]+):(?P<port>\d{1,5})", re.ASCII)


class AntivirusAway(StorageUnavailable):
    """The antivirus does not answer, or does not say what it found (503)."""

    def __init__(self) -> None:
        super().__init__(
            "L'antivirus ne répond pas. Vérifiez que clamd fonctionne et le réglage « clamav » ; ce qui attend d'être "
            "vérifié le sera au prochain « clas documents scan »."
        )


@dataclass(frozen=True, slots=True)
class Antivirus:
    """Where a daemon is: ``unix:/run/clamav/clamd.ctl``, or ``tcp://127.0.0.1:3310``."""

    address: str

    def threat_in(self, stream: IO[bytes]) -> str:
        """Return the name of what is recognised in a document, read from its beginning; nothing when it is sound.

        Raises `AntivirusAway`.
        """
        stream.seek(0)
        try:
            with self._connected() as daemon:
                daemon.sendall(b"zINSTREAM\0")
                while piece := stream.read(_PIECE):
                    daemon.sendall(len(piece).to_bytes(4, "big") + piece)
                daemon.sendall(bytes(4))
                answer = _answer_of(daemon)
        except OSError as error:
            raise AntivirusAway from error
        finally:
            stream.seek(0)
        if answer == "stream: OK":
            return ""
        found = re.fullmatch(r"stream: (.{1,200}) FOUND", answer)
        if found is None:
            raise AntivirusAway
        return found[1]

    def _connected(self) -> socket.socket:
        found = _ADDRESS.fullmatch(self.address)
        assert found is not None, "the settings accept no other"
        if found["path"] is None:
            return socket.create_connection((found["host"], int(found["port"])), SECONDS)
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(SECONDS)
        try:
            daemon.connect(found["path"])
        except BaseException:
            daemon.close()
            raise
        return daemon


def _answer_of(daemon: socket.socket) -> str:
    """Return what a daemon says, up to the byte that ends it."""
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        piece = daemon.recv(_LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", errors="replace")


def is_address(text: str) -> bool:
    """Tell whether a text says where a daemon is."""
    found = _ADDRESS.fullmatch(text)
    return found is not None and int(found["port"] or 1) in range(1, 65536)
