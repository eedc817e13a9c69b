"""Files that are written whole, all of those that go together or none: a power cut, a full disk or an end in the middle
leaves those of before, or the new ones."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from uuid import uuid4


def replace_file(file: Path, body: bytes, *, mode: int = 0o600) -> None:
    """Put `body` in the place of a file, as `replace_files` does."""
    replace_files({file: body}, mode=mode)


def replace_files(files: Mapping[Path, bytes], *, mode: int = 0o600) -> None:
    """Put each body in the place of its file, in their order: all of them, or none.

    Each is written beside its place first. Once all are there they are put in place together, which no signal
    interrupts; where one cannot be, those before it are as they were. A file that is there keeps its rights, a new one
    has those of `mode`; what a link leads to is replaced, and not the link. Raises `OSError`, with the file that could
    not be written.
    """
    with ExitStack() as beside:
        written = []
        for given, body in files.items():
            with _named(given):
                file = Path(os.path.realpath(given))
                partial = file.with_name(f".{file.name}.{uuid4().hex[:8]}.part")
                beside.callback(_gone, partial)
                _write(partial, body, file.stat().st_mode & 0o777 if file.exists() else mode)
            written.append((given, file, partial))
        with _uninterrupted(), ExitStack() as undo:
            for given, file, partial in written:
                with _named(given):
                    before = file.read_bytes() if file.is_file() else None
                    partial.replace(file)
                undo.callback(_put_back, file, before)
            undo.pop_all()


def _write(file: Path, body: bytes, mode: int) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
        opened.write(body)
        opened.flush()
        os.fsync(opened.fileno())


def _gone(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)


def _put_back(file: Path, before: bytes | None) -> None:
    with suppress(OSError):
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Have what the system refuses name the file that was asked for, and not the one beside it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


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


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep others, who ask for it too, from changing the files of a folder meanwhile.

    Where the system has no such locks, or the folder cannot be opened, nobody is kept out.
    """
    with ExitStack() as held:
        with suppress(ImportError, OSError):
            import fcntl

            opened = os.open(folder, os.O_RDONLY)
            held.callback(os.close, opened)
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
