"""A file that takes its new text at once: a power cut leaves the old one or the new one."""

import os
from contextlib import suppress
from pathlib import Path


def replace_file(file: Path, text: str, *, mode: int = 0o600) -> None:
    """Give a file its new text, its rights kept; a new one has those of `mode`. Raises `OSError`."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    mode = file.stat().st_mode & 0o777 if file.exists() else mode
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
