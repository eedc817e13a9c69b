"""Reading the file of somebody else: a spreadsheet or a text, known by what it holds and not by its name.

Nothing of it is trusted: it is looked into before it is unpacked, unpacked by a process apart that is bounded in time
and memory, and read as data alone. What was found is said, in French.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import SEEK_END
from typing import IO, Literal

from clas_core.dossiers import archives
from clas_core.dossiers.archives import Archive
from clas_core.errors import InvalidInput, Problem
from clas_core.imports.cells import Row

LARGEST = 20 * 1024 * 1024
"""In bytes: ten thousand rows of forty columns take a quarter of that."""

ACCEPTED = ".xlsx,.ods,.csv,.tsv,.txt"
"""What a browser is told to let choose."""

NOT_READ = "Ce fichier ne peut pas être lu."
_OLD = (
    "Ce classeur est protégé par un mot de passe, ou d'un format d'avant 2007 (.xls) : ouvrez-le, retirez le mot de "
    "passe, puis enregistrez-le en .xlsx ou .ods."
)
_FAULTS = {
    archives.LOCKED: "Ce classeur est protégé par un mot de passe : retirez le mot de passe, puis recommencez.",
    archives.DAMAGED: "Ce fichier est abîmé : ouvrez-le avec un tableur, enregistrez-le de nouveau, puis recommencez.",
    archives.SUSPECT: (
        "Ce fichier a une forme qu'aucun tableur ne produit : ouvrez-le, enregistrez-le de nouveau en .xlsx, puis "
        "recommencez."
    ),
    archives.TOO_DENSE: "Une fois ouvert, ce fichier serait démesuré : n'y laissez que la feuille à reprendre.",
    archives.NESTED: "Ce fichier en contient d'autres : enregistrez la seule feuille à reprendre en .xlsx ou .csv.",
    archives.HOLDS_PROGRAM: (
        "Ce classeur contient un programme, ou un objet d'un autre logiciel : retirez-le, ou enregistrez la feuille en "
        ".csv."
    ),
    archives.MACROS: (
        "Ce classeur contient des macros, qui sont des programmes : enregistrez-le sans macro (.xlsx), ou la feuille "
        "en .csv."
    ),
}
"""What is wrong with an archive, with the way to mend a spreadsheet."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OTHERS = {b"%PDF": "un PDF", b"\x89PNG": "une image", b"\xff\xd8\xff": "une image", b"PK\x05\x06": "une archive vide"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """The rows of a file that hold something, what is to be said of how it was read, and from which year it counts its
    days. `sheets` are the names of those that may be chosen."""

    rows: Sequence[Row]
    remarks: Sequence[str]
    first_year: Literal[1900, 1904] = 1900
    sheets: Sequence[str] = ()


def read_file(stream: IO[bytes], sheet: str | None = None) -> FileRead:
    """Read a file: its first sheet that is shown and holds something, or the one of a name.

    Raises `InvalidInput` with what is wrong with it, and the way to mend it.
    """
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    if size == 0:
        raise refused("Ce fichier est vide : vérifiez le fichier choisi.")
    if size > LARGEST:
        raise refused(f"Ce fichier dépasse {LARGEST // 1024**2} Mio : partagez-le en plusieurs.")
    begins = stream.read(8)
    stream.seek(0)
    if begins.startswith(_OLE):
        raise refused(_OLD)
    for beginning, what in _OTHERS.items():
        if begins.startswith(beginning):
            raise refused(f"Ce fichier est {what} : donnez un tableau (.xlsx, .ods, .csv ou .tsv).")
    if begins.startswith(_ZIP):
        return _workbook(stream, sheet)
    from clas_api.exchange.reading_text import read_text_table

    return read_text_table(stream.read())


def refused(message: str) -> InvalidInput:
    """Return the refusal of a file, for one reason."""
    return InvalidInput([Problem(("file",), message)], NOT_READ)


def read_every_sheet(stream: IO[bytes]) -> Mapping[str, Sequence[Row]]:
    """Read every sheet of a workbook that we have made and somebody has filled in, by name. Raises `InvalidInput`."""
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    if size > LARGEST:
        raise refused(f"Ce fichier dépasse {LARGEST // 1024**2} Mio : ce n'est pas le formulaire.")
    if stream.read(4) == _OLE:
        raise refused(_OLD)
    stream.seek(0)
    _expect_sound(stream)
    from clas_api.exchange.reading_apart import read_sheets

    return read_sheets(stream.read())


def _expect_sound(stream: IO[bytes]) -> bytes:
    """Look into a workbook before it is unpacked, and return what an xlsx says of itself; the stream is left at its
    beginning."""
    archive = Archive(stream)
    if archive.fault:
        raise refused(_FAULTS[archive.fault])
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise refused(_FAULTS[archives.LOCKED])
    main = archive.read("xl/workbook.xml")
    if not main and archive.read("mimetype").strip() != b"application/vnd.oasis.opendocument.spreadsheet":
        raise refused("Ce fichier n'est pas un classeur : donnez un .xlsx, un .ods, un .csv ou un .tsv.")
    stream.seek(0)
    return main


def _workbook(stream: IO[bytes], sheet: str | None) -> FileRead:
    main = _expect_sound(stream)
    from clas_api.exchange.reading_apart import read_workbook

    counts_from_1904 = b'date1904="1"' in main or b'date1904="true"' in main
    return read_workbook(stream.read(), sheet, 1904 if counts_from_1904 else 1900)
