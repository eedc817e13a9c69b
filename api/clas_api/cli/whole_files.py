"""Writing files of a command whole: what is interrupted leaves the files of before, or none."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files in place of those that are there, if any: all of them, or none."""
    from clas_api.replacing import replace_files

    with _told(next(iter(files), Path())):
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
        replace_files(files, mode=0o644)


def write_new(files: Mapping[Path, bytes]) -> bool:
    """Write files that are not there yet; tell whether anything was written. Those that are there already, and say the
    same, stay; one that says something else refuses them all."""
    absent = {}
    for file, body in files.items():
        with _told(file):
            if file.is_file() and file.read_bytes() == body:
                continue
            if file.exists() or file.is_symlink():
                raise click.ClickException(f"{file} existe déjà et dit autre chose : rien n'est écrit par-dessus.")
        absent[file] = body
    write_whole(absent)
    return bool(absent)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Say in French why a file, or one that goes with it, cannot be written."""
    from clas_core.reading import reason_of

    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{file} ne peut pas être écrit : {reason_of(error)}. Rien n'est écrit.") from None
