"""A file that is written whole: a power cut, or an end in the middle, leaves the one of before or the new one."""

import os
from contextlib import suppress
from pathlib import Path


def replace_file(file: Path, body: bytes, *, mode: int = 0o600) -> None:
    """Put `body` in the place of a file, its rights kept; a new one has those of `mode`. Raises `OSError`."""
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
