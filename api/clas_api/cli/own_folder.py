"""The folder of an installation beside the configured one: its own, used by nobody else, served once at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.beside import LOCK, SETTINGS

if TYPE_CHECKING:
    from clas_api.config import Settings


def expect_apart(folder: Path, live: "Settings") -> None:
    """Refuse a folder in which the configured installation keeps anything, and one that somebody uses otherwise."""
    from clas_api.rehearsal import FILE

    if live.rehearsal == folder.resolve():
        return  # the settings in force are those of this very rehearsal
    kind, _, path = live.database_url.partition(":///")
    kept = [Path(path.partition("?")[0]).parent] if kind.startswith("sqlite") and path else []
    for each in kept:
        if each.resolve() == folder.resolve():
            raise click.UsageError(
                f"« {folder} » est le dossier de la base du vrai appel : donnez-en un autre avec --folder."
            )
    documents = live.attachments.resolve()
    if folder.resolve().is_relative_to(documents) or documents.is_relative_to(folder.resolve()):
        raise click.UsageError(f"« {folder} » touche aux documents du vrai appel : donnez-en un autre avec --folder.")
    if folder.is_dir() and not (folder / FILE).is_file() and any(folder.iterdir()):
        raise click.UsageError(
            f"« {folder} » contient déjà autre chose qu'un appel d'essai : donnez un dossier neuf avec --folder."
        )


@contextmanager
def made(folder: Path) -> Iterator[bool]:
    """Have the folder, and tell whether it was made now; one in which nothing could be begun does not stay."""
    from clas_api.rehearsal import FILE

    new = not folder.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise click.ClickException(f"Le dossier « {folder} » ne peut pas être créé : donnez-en un autre.") from None
    try:
        yield new
    except BaseException:
        if not (folder / FILE).is_file():
            for name in (SETTINGS, LOCK):
                (folder / name).unlink(missing_ok=True)
            if new:
                folder.rmdir()
        raise


@contextmanager
def held_alone(folder: Path) -> Iterator[None]:
    """Hold the folder until the end of the block; refuse it while it is served."""
    from clas_api.cli.service import hold

    try:
        held = (folder / LOCK).open("a")
    except OSError:
        raise click.ClickException(f"Le dossier « {folder} » ne s'écrit pas : donnez-en un autre.") from None
    with held:
        if not hold(held, alone=True):
            raise click.ClickException(f"Un appel d'essai est servi depuis « {folder} » : arrêtez-le d'abord (Ctrl-C).")
        yield
