"""PDF files, looked at without reading them: whether one can be opened by whoever receives it, and holds anything.

Nothing is unpacked or followed: a few marks are looked for, in a time that grows with the size alone. What is hostile
in a PDF is for an antivirus; what the Caf could not read is told to whoever joins it, who can still mend it.
"""

import re
from typing import IO

FIRST_BYTES = 1024
"""Readers find the mark of a PDF within so many bytes: some scanners write a blank line before it."""

_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_PROTECTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
"""What the table of a protected file always says in plain text, whether the rest is compressed or not."""

NOT_A_PDF = "Le contenu n'est pas celui d'un fichier PDF : donnez au fichier son vrai type, ou exportez-le en PDF."
_EMPTY = "Ce PDF est coupé ou ne contient rien : ouvrez-le pour le vérifier, exportez-le de nouveau, puis joignez-le."
_LOCKED = (
    "Ce document est protégé par un mot de passe, ou contre la copie : retirez cette protection, ou imprimez-le en "
    "PDF, puis joignez-le."
)


def fault_of_pdf(stream: IO[bytes]) -> str:
    """Return what keeps a file from being a PDF that its reader can open, as a sentence; nothing when all is well."""
    content = stream.read()
    if b"%PDF-" not in content[:FIRST_BYTES]:
        return NOT_A_PDF
    if not _OBJECT.search(content):
        return _EMPTY
    return _LOCKED if _PROTECTED.search(content) else ""
