"""Names of documents as somebody's computer gave them, made harmless for everybody else's."""

import re
import unicodedata

LONGEST_FILENAME = 150
"""In characters, its extension counted."""

_LONGEST_EXTENSION = 10
_INSTEAD = "document"
_JOINERS = "\u200c\u200d"
"""Invisible, and part of how words of some scripts, and some emoji, are written."""

_FORBIDDEN_ON_WINDOWS = re.compile(r'[<>:"|?*]')
_RESERVED_ON_WINDOWS = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(\.|\Z)", re.IGNORECASE)


def safe_filename(given: str) -> str:
    """Return the name under which a document is kept and given back: no path, no trap, whatever its script.

    What is invisible goes: control characters, and the marks that make ``fdp.exe`` read as ``exe.pdf``.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    name = "".join(letter for letter in name if _is_shown(letter))
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


def _is_shown(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category not in ("Cc", "Cf", "Cs", "Zl", "Zp") or letter in _JOINERS or letter.isspace()


def _bare(text: str) -> str:
    return text.strip(" ." + _JOINERS)
