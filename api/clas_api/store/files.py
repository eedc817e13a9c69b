"""The bytes of documents, outside the database, behind one small interface: a folder here, something else elsewhere."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID

from clas_api.refusals import StorageUnavailable

_PIECE = 256 * 1024
_BEGUN = ".part"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written: its size in bytes, and its digest."""

    size: int
    sha256: str


class FileStore(Protocol):
    """Where bytes are kept, each under a key of ours. What cannot be done raises `StorageUnavailable`."""

    def put(self, key: UUID, stream: IO[bytes]) -> Kept:
        """Keep the whole of `stream`. Once this returns, the bytes outlive a power cut; if it raises, none are left."""

    def open(self, key: UUID) -> IO[bytes]:
        """Return the bytes of a key, to be closed by whoever reads them."""

    def remove(self, key: UUID) -> None:
        """Let go of the bytes of a key, if there are any, and of what was begun to be written."""

    def keys(self, older_than: timedelta) -> Iterator[UUID]:
        """Give the keys under which bytes are kept, whole or begun, that were written longer ago than that."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, with two levels of folders below it. The only names in it are made of keys."""

    root: Path

    def put(self, key: UUID, stream: IO[bytes]) -> Kept:
        place = self._place(key)
        part = place.with_suffix(_BEGUN)
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                kept = _write(part, stream)
                part.replace(place)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            for folder in (place.parent, place.parent.parent, self.root):
                _settle(folder)
        except OSError as error:
            with suppress(OSError):
                place.unlink(missing_ok=True)
            raise StorageUnavailable from error
        return kept

    def open(self, key: UUID) -> IO[bytes]:
        try:
            return self._place(key).open("rb")
        except OSError as error:
            raise StorageUnavailable(
                "Ce document ne peut pas être lu pour l'instant. Réessayez dans quelques minutes ; si cela dure, "
                "prévenez la Caf."
            ) from error

    def remove(self, key: UUID) -> None:
        place = self._place(key)
        try:
            place.unlink(missing_ok=True)
            place.with_suffix(_BEGUN).unlink(missing_ok=True)
        except OSError as error:
            raise StorageUnavailable from error

    def keys(self, older_than: timedelta) -> Iterator[UUID]:
        moment = time.time() - older_than.total_seconds()  # the clock of the disk, and not a pinned one
        for file in sorted(self.root.glob("??/??/*")):
            with suppress(OSError, ValueError):  # gone in the meantime, or no file of ours
                key = UUID(file.name.removesuffix(_BEGUN))
                if file.stat().st_mtime < moment:
                    yield key

    def _place(self, key: UUID) -> Path:
        return self.root / key.hex[:2] / key.hex[2:4] / str(key)


def digest_of(stream: IO[bytes]) -> str:
    """Return the digest of what is left to read of `stream`."""
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _write(file: Path, stream: IO[bytes]) -> Kept:
    """Write a new file, readable by the service alone, and wait until it is on the disk."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        while piece := stream.read(_PIECE):
            written.write(piece)
            digest.update(piece)
            size += len(piece)
        written.flush()
        os.fsync(written.fileno())
    return Kept(size, f"sha256:{digest.hexdigest()}")


def _settle(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
