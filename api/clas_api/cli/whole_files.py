"""Writing a file whole: what is interrupted leaves the file of before, or none."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import click


def write_whole(file: Path, body: bytes) -> None:
    """Write `file` in place of the one that is there, if any: beside it first, then by its name."""
    from clas_core.reading import reason_of

    apart: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
        with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as opened:
            apart = Path(opened.name)
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        apart.chmod(mode)
        apart.replace(file)
    except OSError as error:
        raise click.ClickException(f"{file} ne peut pas être écrit : {reason_of(error)}.") from None
    finally:
        if apart is not None:
            with suppress(OSError):
                apart.unlink()  # only where it did not take its name


def write_new(files: dict[Path, bytes]) -> bool:
    """Write files that are not there yet; tell whether anything was written. Those that are there already, and say the
    same, stay; one that says something else refuses them all."""
    for file, body in files.items():
        if file.exists() and (not file.is_file() or file.read_bytes() != body):
            raise click.ClickException(f"{file} existe déjà et dit autre chose : rien n'est écrit par-dessus.")
    absent = {file: body for file, body in files.items() if not file.exists()}
    for file, body in absent.items():
        write_whole(file, body)
    return bool(absent)
