"""Files that are written whole: a power cut, or an end in the middle, leaves the one of before or the new one."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


def replace_file(file: Path, body: bytes, *, mode: int = 0o600) -> None:
    """Put `body` in the place of a file, its rights kept; a new one has those of `mode`. What a link leads to is
    replaced, and not the link. Raises `OSError`."""
    file = Path(os.path.realpath(file))
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    mode = file.stat().st_mode & 0o777 if file.exists() else mode
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def replace_files(files: Mapping[Path, bytes], *, mode: int = 0o600) -> None:
    """Put each body in the place of its file, in order; where one cannot be written, those before it are as they were.
    Raises `OSError`."""
    with ExitStack() as undo:
        for file, body in files.items():
            before = file.read_bytes() if file.is_file() else None
            replace_file(file, body, mode=mode)
            undo.callback(_put_back, file, before)
        undo.pop_all()


def _put_back(file: Path, before: bytes | None) -> None:
    with suppress(OSError):
        if before is None:
            file.unlink()
        else:
            replace_file(file, before)


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
