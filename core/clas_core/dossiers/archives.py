"""Office documents are archives: looked into without trusting what they say of themselves, and without unpacking.

An archive may hold a thousand times its size, other archives, a program, declarations, or entries that would be
written elsewhere than where they seem to be. Nobody at the Caf should have to open one to find out.
"""

import copy
import zipfile
import zlib
from collections.abc import Sequence
from typing import IO

MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
"""In bytes, of all the entries together."""

HARMLESS = 10 * 1024 * 1024
"""In bytes: an archive that unpacks to less may be as dense as it likes."""

LARGEST_RATIO = 150
"""How many times its packed size an archive may hold. A spreadsheet of repeated rows reaches a few dozen."""

_LARGEST_READ = 512 * 1024
_PIECE = 64 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ")
_ENDINGS = ("zip", "7z", "rar", "gz", "tgz", "bz2", "xz", "jar", "docx", "docm", "xlsx", "xlsm", "pptx", "odt", "ods")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_RUN = (
    *("exe", "dll", "com", "scr", "msi", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "lnk", "sh"),
    *("py", "jar", "cpl", "reg"),
)
"""How the names of what a computer runs end."""

_PARTS = ("xml", "rels")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
"""What a part of an Office document never has: a reader would look elsewhere for what it names."""

_OBJECT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An object of another program, which may be a program."""

_MACROS = ("vbaproject.bin", "vbadata.xml", "basic/", "scripts/")

DAMAGED = "Ce document est abîmé : ouvrez-le, enregistrez-le de nouveau, puis joignez-le."
SUSPECT = "Ce document a une forme qu'aucun logiciel de bureautique ne produit : exportez-le en PDF."
TOO_DENSE = "Une fois ouvert, ce document serait démesuré : réduisez-le, ou exportez-le en PDF."
NESTED = "Ce document contient d'autres fichiers : joignez chacun à part, ou exportez-le en PDF."
LOCKED = "Ce document est protégé par un mot de passe : retirez le mot de passe, puis joignez-le."
HOLDS_PROGRAM = (
    "Ce document contient un programme, ou un objet d'un autre logiciel : retirez-le, ou exportez le document en PDF."
)
MACROS = "Ce document contient des macros, qui sont des programmes : enregistrez-le sans macro, ou exportez-le en PDF."


class Archive:
    """An archive in which nothing dangerous was found. `faults` says what was, and then nothing else is to be read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.entries: Sequence[str] = ()
        try:
            self._zip = zipfile.ZipFile(_Sparing(stream))
            self.fault = _fault_of(self._zip)
            self.entries = self._zip.namelist()
        except _UNREADABLE:
            self.fault = DAMAGED

    def read(self, entry: str) -> bytes:
        """Return a small entry whole; nothing when there is none of that name, or it is not small."""
        if entry not in self.entries or self._zip.getinfo(entry).file_size > _LARGEST_READ:
            return b""
        return self._zip.read(entry)


class _TooMuch(ValueError):
    """Something of an archive is larger than any document needs."""


class _Sparing:
    """The bytes of an archive, never many at once: its directory says itself how long it is, and could lie."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        most = _LARGEST_READ + 1
        data = self._stream.read(min(size, most) if size >= 0 else most)
        if len(data) > _LARGEST_READ:
            raise _TooMuch
        return data


_UNREADABLE = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError)


def _fault_of(archive: zipfile.ZipFile) -> str:
    """Return what is wrong with an archive, as a sentence; nothing when it is sound."""
    entries = archive.infolist()
    names = [entry.orig_filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if any(entry.flag_bits & 0x41 for entry in entries):
        return LOCKED
    if len(entries) > MOST_ENTRIES or len(set(names)) < len(names) or any(map(_leads_away, names)):
        return SUSPECT
    if any(entry.compress_type not in _METHODS for entry in entries) or _overlap(entries):
        return SUSPECT
    if unpacked > MOST_UNPACKED or unpacked > max(HARMLESS, packed * LARGEST_RATIO):
        return TOO_DENSE
    if any(name.lower().endswith(_MACROS[:2]) or name.lower().startswith(_MACROS[2:]) for name in names):
        return MACROS
    endings = {name.lower().rpartition(".")[2] for name in names}
    if not endings.isdisjoint(_RUN):
        return HOLDS_PROGRAM
    if not endings.isdisjoint(_ENDINGS):
        return NESTED
    return next(filter(None, (_fault_inside(archive, entry) for entry in entries)), "")


def _leads_away(name: str) -> bool:
    """Tell whether an entry would be written elsewhere than below a folder, or is not what its name seems to say."""
    parts = name.split("/")
    return name.startswith("/") or ".." in parts or any(letter in name for letter in "\\:\0")


def _overlap(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Tell whether two entries share bytes: a way to hold more than there is."""
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    ends = (entry.header_offset + entry.compress_size for entry in placed)
    return any(end > after.header_offset for end, after in zip(ends, placed[1:], strict=False))


def _fault_inside(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """Read an entry piece by piece, keeping none, and no further than what it says to hold."""
    beyond = copy.copy(entry)
    beyond.file_size += 1  # one byte more than declared shows that more was packed
    length = 0
    with archive.open(beyond) as content:
        first = content.read(_PIECE)
        if first.startswith(_ARCHIVES):
            return NESTED
        if first.startswith((*_PROGRAMS, _OBJECT)):
            return HOLDS_PROGRAM
        if _declares(entry.filename, first):
            return SUSPECT
        piece = first
        while piece:
            length += len(piece)
            piece = content.read(_PIECE)
    return "" if length == entry.file_size else TOO_DENSE


def _declares(name: str, beginning: bytes) -> bool:
    """Tell whether a part declares a type of document, or entities. OpenOffice once gave its manifest a type."""
    if name.lower().rpartition(".")[2] not in _PARTS:
        return False
    looked_for = _DECLARATIONS[1:] if name == "META-INF/manifest.xml" else _DECLARATIONS
    return any(each in beginning for each in looked_for)
