"""Writing what a command made: every file whole, or none of them, whatever stops it."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from uuid import uuid4

import click

Made = Sequence[tuple[Path, bytes]]


def write_all(made: Made, *, private: bool = False) -> None:
    """Write files, all of them or none; nobody else of the machine reads `private` ones.

    Each is written beside its place first, where a full disk or an interruption leaves nothing of it. They are put in
    place together once all are there, which no signal interrupts; if one cannot be, those before it are put back.
    Raises `click.ClickException` with the file that could not be written.
    """
    from clas_core.reading import reason_of

    beside = [path.with_name(f".{path.name}.{uuid4().hex[:8]}.part") for path, _ in made]
    path = Path()
    with tidied_when_ended():
        try:
            for (path, body), part in zip(made, beside, strict=True):
                if path.exists() and not path.is_file():
                    continue  # a terminal or a pipe is written to, and not replaced
                _write_beside(part, body, like=path, private=private)
            with _uninterrupted():
                put: list[tuple[Path, bytes | None]] = []
                try:
                    for (path, body), part in zip(made, beside, strict=True):
                        _put(path, body, part, put)
                except OSError:
                    _put_back(put)
                    raise
        except OSError as error:
            raise click.ClickException(f"{path} ne peut pas être écrit : {reason_of(error)}.") from None
        finally:
            for part in beside:
                part.unlink(missing_ok=True)
    for path, _ in made:
        click.echo(f"Écrit : {path}", err=True)


def _write_beside(part: Path, body: bytes, *, like: Path, private: bool) -> None:
    part.touch(mode=0o600 if private else 0o666)
    if not private and like.exists():
        part.chmod(like.stat().st_mode & 0o7777)
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _put(path: Path, body: bytes, part: Path, put: list[tuple[Path, bytes | None]]) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(body)
        return
    was = path.read_bytes() if path.exists() else None
    part.replace(path.resolve() if path.is_symlink() else path)
    put.append((path, was))


def _put_back(put: Sequence[tuple[Path, bytes | None]]) -> None:
    for path, was in reversed(put):
        with suppress(OSError):
            if was is None:
                path.unlink()
            else:
                path.write_bytes(was)


@contextmanager
def tidied_when_ended() -> Iterator[None]:
    """Let a process that is asked to end (SIGTERM) leave as one that is interrupted, without what it wrote beside."""

    def end(_: int, __: FrameType | None) -> None:
        raise click.Abort

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not in the main thread: whoever runs it answers for it
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put signals off for the moment that it takes."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
