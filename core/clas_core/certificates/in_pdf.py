"""The certificate that is attached to the PDF that tells it: found in the bytes of such a PDF, as the service makes it.

A PDF is read no further than that: what its pages say is looked at by whoever reads them, beside the amount and the
digest that checking tells.
"""

import re
import zlib

ATTACHED_AS = "certificat.json"
"""The name of the file that a certificate is attached as."""

_PDF = b"%PDF-"
_FILE = re.compile(rb"/Type\s*/EmbeddedFile\b")
_ENDS = re.compile(rb">>\s*stream\r?\n")
_LONGEST_HEAD = 2_000
"""Of what a PDF says of a file before its bytes."""


class NoCertificate(ValueError):
    """A PDF with no certificate to find, with a French sentence."""


def certificate_in(body: bytes, most: int) -> bytes:
    """Return the certificate that a PDF holds, of `most` bytes; `body` as it is where it is no PDF.

    Raises `NoCertificate`.
    """
    if not body.startswith(_PDF):
        return body
    heads = list(_FILE.finditer(body))
    if len(heads) != 1:
        raise NoCertificate(
            "Ce PDF ne contient pas le fichier de son certificat, ou en contient plusieurs : donnez celui que le "
            "service a fait, sans l'avoir réenregistré, ou le fichier JSON."
        )
    (head,) = heads
    begins = _ENDS.search(body, head.end(), head.end() + _LONGEST_HEAD)
    if begins is None:
        raise NoCertificate("Le fichier joint à ce PDF ne se lit pas : donnez le fichier JSON du certificat.")
    said = body[body.rfind(b"obj", 0, head.start()) : begins.start()]
    data = body[begins.end() :]
    if b"/Filter" not in said:
        return data[: _length(said)][: most + 1]
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data, most + 1)
    except zlib.error:
        raise NoCertificate("Le fichier joint à ce PDF ne se lit pas : donnez le fichier JSON du certificat.") from None
    if len(found) > most:
        raise NoCertificate(f"Le fichier joint à ce PDF a plus de {most // 1_000_000} Mo : ce n'est pas un certificat.")
    return found


def _length(said: bytes) -> int:
    found = re.search(rb"/Length\s+(\d{1,9})\b", said)
    return int(found[1]) if found else 0
