"""Names of documents as somebody's computer gave them, made harmless for everybody else's."""

import re

from clas_core.plain_text import line_of

LONGEST_FILENAME = 150
"""In characters, its extension counted."""

_LONGEST_EXTENSION = 10
_LOOKED_AT = 2_000
"""In characters, from the end: nobody's computer has a longer name."""
_INSTEAD = "document"
_JOINERS = "\u200c\u200d"
"""Invisible, and part of how words of some scripts, and some emoji, are written."""

_FORBIDDEN_ON_WINDOWS = re.compile(r'[<>:"|?*]')
_RESERVED_ON_WINDOWS = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(\.|\Z)", re.IGNORECASE)


def safe_filename(given: str) -> str:
    """Return the name under which a document is kept and given back: no path, no trap, whatever its script.

    What is invisible goes: control characters, and the marks that make ``fdp.exe`` read as ``exe.pdf``.
    """
    name = line_of(re.split(r"[/\\]", given[-_LOOKED_AT:])[-1])
    name = " ".join(_FORBIDDEN_ON_WINDOWS.sub("_", name).split())
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem, extension = _bare(stem), _bare(extension)[:_LONGEST_EXTENSION]
    if _RESERVED_ON_WINDOWS.match(stem):
        stem = f"_{stem}"
    end = f".{extension}" if extension else ""
    return (_bare(stem[: LONGEST_FILENAME - len(end)]) or _INSTEAD) + end


def extension_of(filename: str) -> str:
    """Return the extension of a name, in lower case and without its dot."""
    return filename.rpartition(".")[2].lower() if "." in filename else ""


def _bare(text: str) -> str:
    return text.strip(" ." + _JOINERS)
