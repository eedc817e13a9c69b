"""Small files of every accepted type, sound or hostile, made by hand."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(16) + b"\xff\xd9"

_MICROSOFT = "application/vnd.openxmlformats-officedocument"


def zipped(entries: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of `entries`, in their order."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return kept.getvalue()


Entries = Mapping[str, bytes | str]


def docx(more: Entries = MappingProxyType({}), *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a Word document with `more` entries."""
    return zipped({**_office("word/document.xml", f"{_MICROSOFT}.wordprocessingml.document"), **more}, method=method)


def xlsx(more: Entries = MappingProxyType({})) -> bytes:
    return zipped({**_office("xl/workbook.xml", f"{_MICROSOFT}.spreadsheetml.sheet"), **more})


def odt(more: Entries = MappingProxyType({})) -> bytes:
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>", **more})


def ods(more: Entries = MappingProxyType({})) -> bytes:
    media_type = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": media_type, "content.xml": "<a/>", **more})


def _office(part: str, media_type: str) -> dict[str, bytes | str]:
    types = f'<Types><Override PartName="/{part}" ContentType="{media_type}.main+xml"/></Types>'
    return {"[Content_Types].xml": types, part: "<document/>"}


@cache
def bomb(size: int = 300 * 1024 * 1024) -> bytes:
    """Return a real bomb: a document of some 300 kB that unpacks to `size` zeros."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in _office("word/document.xml", f"{_MICROSOFT}.wordprocessingml.document").items():
            archive.writestr(name, content)
        with archive.open("word/media/image1.bmp", "w", force_zip64=True) as entry:
            for _ in range(size // 2**20):
                entry.write(bytes(2**20))
    return kept.getvalue()


@cache
def lying(size: int = 64 * 1024 * 1024) -> bytes:
    """Return a bomb whose headers say that it unpacks to ten bytes; the checksum is right where one more is read."""
    content = bytes(size)
    whole = zipped({**_office("word/document.xml", f"{_MICROSOFT}.wordprocessingml.document"), "x.bmp": content})
    # The length of the entry stands in its own header and in the directory, after its checksum.
    true = zlib.crc32(content).to_bytes(4, "little"), size.to_bytes(4, "little")
    told = zlib.crc32(content[:11]).to_bytes(4, "little"), (10).to_bytes(4, "little")
    return whole.replace(true[0], told[0]).replace(true[1], told[1])


def overlapping() -> bytes:
    """Return an archive whose directory names one entry's bytes twice."""
    whole = bytearray(docx({"a/one.xml": "x" * 1000, "a/two.xml": "x" * 1000}))
    first, second = whole.rfind(b"a/one.xml"), whole.rfind(b"a/two.xml")
    # In the directory, the place of an entry is the four bytes before its name.
    whole[second - 4 : second] = whole[first - 4 : first]
    return bytes(whole)


def locked() -> bytes:
    """Return an archive whose entries say that they are encrypted."""
    whole = bytearray(docx())
    for signature, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = whole.find(signature)
        while start >= 0:
            whole[start + place] |= 1
            start = whole.find(signature, start + 4)
    return bytes(whole)


def with_a_huge_directory() -> bytes:
    """Return an archive whose directory alone is larger than those of a thousand documents."""
    return docx({f"{number:0200}.xml": "" for number in range(3000)})
