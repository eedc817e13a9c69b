"""Writing what a command made: every file whole, or none of them, whatever stops it."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

Made = Sequence[tuple[Path, bytes]]


def write_all(made: Made, *, private: bool = False) -> None:
    """Write files, all of them or none, and say so; nobody else of the machine reads `private` ones.

    A terminal or a pipe is written to, and not replaced. Raises `click.ClickException` with the file that could not be
    written.
    """
    files = {path: body for path, body in made if path.is_file() or not path.exists()}
    with _told():
        if private:
            for path in files:
                if path.exists():
                    path.chmod(0o600)
        _replace(files, mode=0o600 if private else 0o666)
        for path, body in made:
            if path not in files:
                path.write_bytes(body)
    for path, _ in made:
        click.echo(f"Écrit : {path}", err=True)


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files, and their folders, in place of those that are there, if any: all of them, or none."""
    with _told():
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
        _replace(files, mode=0o644)


def write_new(files: Mapping[Path, bytes]) -> bool:
    """Write files that are not there yet; tell whether anything was written. Those that are there already, and say the
    same, stay; one that says something else refuses them all."""
    absent = {}
    for file, body in files.items():
        with _told():
            if file.is_file() and file.read_bytes() == body:
                continue
            if file.exists() or file.is_symlink():
                raise click.ClickException(f"{file} existe déjà et dit autre chose : rien n'est écrit par-dessus.")
        absent[file] = body
    write_whole(absent)
    return bool(absent)


def _replace(files: Mapping[Path, bytes], *, mode: int) -> None:
    from clas_api.replacing import replace_files

    with tidied_when_ended():
        replace_files(files, mode=mode)


@contextmanager
def _told() -> Iterator[None]:
    """Say in French which file cannot be written, and why."""
    from clas_core.reading import reason_of

    try:
        yield
    except OSError as error:
        said = f"{error.filename} ne peut pas être écrit : {reason_of(error)}. Rien n'est écrit."
        raise click.ClickException(said) from None


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
