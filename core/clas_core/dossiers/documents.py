"""Documents of a dossier: which ones there are, of which types, how large; and whether a file is what it says it is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import SEEK_END
from types import MappingProxyType
from typing import IO

from clas_core.departments import Campaign
from clas_core.dossiers.archives import LOCKED, Archive
from clas_core.dossiers.filenames import extension_of
from clas_core.dossiers.portable import fault_of_pdf
from clas_core.errors import InvalidInput, Problem, did_you_mean

LARGEST_DOCUMENT = 10 * 1024 * 1024
"""In bytes."""

MOST_DOCUMENTS = 40
MOST_BYTES = 100 * 1024 * 1024
"""Of all the documents of a dossier."""

DOCUMENT_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "statutes": "statuts",
        "bank_details": "relevé d'identité bancaire",
        "delegation": "délégation de signature",
        "project": "projet détaillé",
        "other": "autre document",
    }
)
"""The kinds of documents that any dossier may have; a campaign asks for others by names of its own."""


def document_kinds(campaign: Campaign) -> Mapping[str, str]:
    """Return the kinds of documents of a campaign's dossiers, with how it calls each: those asked for come first."""
    asked = {each.id: each.label for each in campaign.deposit.attachments}
    return {**asked, **DOCUMENT_KINDS, **asked}


def check_kind(kind: str, kinds: Mapping[str, str]) -> None:
    """Raise `InvalidInput` when no document is of this kind."""
    if kind not in kinds:
        message = f"« {kind[:40]} » n'est pas une sorte de document ; choix possibles : {', '.join(kinds)}."
        raise InvalidInput([Problem(("kind",), message + did_you_mean(kind, kinds))])


NOT_JOINED = "Le document n'est pas joint."


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of file: its extension, its media type, and what tells from the bytes that something is wrong."""

    extension: str
    media_type: str
    fault: Callable[[IO[bytes]], str]


def accepted_type(kind: str, kinds: Mapping[str, str], filename: str, stream: IO[bytes]) -> str:
    """Return the media type of a document to join. Raises `InvalidInput` with what is wrong of its kind, its file."""
    problems: list[Problem] = []
    media_type = ""
    try:
        check_kind(kind, kinds)
    except InvalidInput as error:
        problems += error.problems
    try:
        media_type = media_type_of(filename, stream)
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput(problems, NOT_JOINED)
    return media_type


def media_type_of(filename: str, stream: IO[bytes]) -> str:
    """Return the media type of a file, known by its name and by what it holds; `stream` is left at its beginning.

    Raises `InvalidInput` when its type is not accepted, or its content is not of that type, or could harm a reader.
    """
    size = stream.seek(0, SEEK_END)
    accepted = DOCUMENT_TYPES.get(extension_of(filename))
    if size == 0:
        raise _refused("Ce document est vide : vérifiez le fichier choisi.")
    if size > LARGEST_DOCUMENT:
        raise _refused("Ce document dépasse 10 Mio : réduisez-le, ou partagez-le en plusieurs.")
    if accepted is None and extension_of(filename) in _PHOTOS_OF_PHONES:
        raise _refused(_HOW_TO_GIVE_PHOTOS)
    if accepted is None:
        raise _refused(f"Ce type de document n'est pas accepté. Types acceptés : {ACCEPTED}.")
    stream.seek(0)
    if fault := accepted.fault(stream):
        raise _refused(fault)
    stream.seek(0)
    return accepted.media_type


def _refused(message: str) -> InvalidInput:
    return InvalidInput([Problem(("file",), message)], NOT_JOINED)


def _not_a(kind: str) -> str:
    return f"Le contenu n'est pas celui d'un fichier {kind} : donnez au fichier son vrai type, ou exportez-le en PDF."


def _beginning(kind: str, *expected: bytes) -> Callable[[IO[bytes]], str]:
    """A type known by its first bytes."""
    return lambda stream: "" if stream.read(16).startswith(expected) else _not_a(kind)


def _text(stream: IO[bytes]) -> str:
    try:
        text = stream.read(LARGEST_DOCUMENT + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return "Ce texte n'est pas en UTF-8 : enregistrez-le avec ce codage, ou exportez-le en PDF."
    return _not_a("texte") if _CONTROLS.search(text) else ""


_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _office(kind: str, part: str, content_type: str) -> Callable[[IO[bytes]], str]:
    """A type of Office Open XML: its main `part`, which the table of contents says to be of `content_type`."""

    def fault(stream: IO[bytes]) -> str:
        archive = Archive(stream)
        if archive.fault:
            return archive.fault
        contents = archive.read("[Content_Types].xml")
        return "" if part in archive.entries and content_type.encode() in contents else _not_a(kind)

    return _after_beginning(kind, fault)


def _open_document(kind: str, media_type: str) -> Callable[[IO[bytes]], str]:
    """A type of OpenDocument, which says what it is in an entry of its own."""

    def fault(stream: IO[bytes]) -> str:
        archive = Archive(stream)
        if archive.fault:
            return archive.fault
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            return LOCKED
        return "" if archive.read("mimetype").strip() == media_type.encode() else _not_a(kind)

    return _after_beginning(kind, fault)


def _after_beginning(kind: str, fault: Callable[[IO[bytes]], str]) -> Callable[[IO[bytes]], str]:
    begins = _beginning(kind, b"PK\x03\x04")

    def both(stream: IO[bytes]) -> str:
        if wrong := begins(stream):
            return wrong
        stream.seek(0)
        return fault(stream)

    return both


_OPEN = "application/vnd.oasis.opendocument"
_MICROSOFT = "application/vnd.openxmlformats-officedocument"
_WORD, _EXCEL = f"{_MICROSOFT}.wordprocessingml.document", f"{_MICROSOFT}.spreadsheetml.sheet"
_JPEG = _beginning("JPEG", b"\xff\xd8\xff")

DOCUMENT_TYPES: Mapping[str, DocumentType] = MappingProxyType(
    {
        each.extension: each
        for each in (
            DocumentType("pdf", "application/pdf", fault_of_pdf),
            DocumentType("odt", f"{_OPEN}.text", _open_document("ODT", f"{_OPEN}.text")),
            DocumentType("ods", f"{_OPEN}.spreadsheet", _open_document("ODS", f"{_OPEN}.spreadsheet")),
            DocumentType("docx", _WORD, _office("DOCX", "word/document.xml", f"{_WORD}.main+xml")),
            DocumentType("xlsx", _EXCEL, _office("XLSX", "xl/workbook.xml", f"{_EXCEL}.main+xml")),
            DocumentType("png", "image/png", _beginning("PNG", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")),
            DocumentType("jpg", "image/jpeg", _JPEG),
            DocumentType("jpeg", "image/jpeg", _JPEG),
            DocumentType("txt", "text/plain", _text),
            DocumentType("csv", "text/csv", _text),
        )
    }
)
"""The accepted types by extension."""

ACCEPTED = ", ".join(DOCUMENT_TYPES).upper()

CHOSEN_AMONG = ",".join([*(f".{each}" for each in DOCUMENT_TYPES), "image/jpeg", "image/png"])
"""What a browser is told to let choose: a phone that is told JPEG turns its own kind of photo into one."""

GIVEN_ONCE = ("statutes", "bank_details")
"""The kinds of documents that say the same in every dossier of an organisation, until they change."""

_PHOTOS_OF_PHONES = ("heic", "heif")
_HOW_TO_GIVE_PHOTOS = (
    "Cette photo est au format HEIC, que peu d'ordinateurs lisent. Sur un iPhone : Réglages, Appareil photo, Formats, "
    "« Le plus compatible », puis reprenez la photo ; ou ouvrez cette page sur le téléphone et choisissez-y la photo. "
    "Sur un ordinateur : exportez-la en JPEG."
)
