"""Writing files of a command whole: what is interrupted leaves the file of before, or none."""

from pathlib import Path

import click


def write_whole(file: Path, body: bytes) -> None:
    """Write `file` in place of the one that is there, if any."""
    from clas_api.replacing import replace_file
    from clas_core.reading import reason_of

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, body, mode=0o644)
    except OSError as error:
        raise click.ClickException(f"{file} ne peut pas être écrit : {reason_of(error)}.") from None


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
