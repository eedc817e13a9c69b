"""The logo of a Caf: a small picture beside its files, shown as a picture and nothing more.

It is served by itself, under a policy that lets it load and run nothing. What could do so anyway is refused here, where
the department that gives it can still be told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from marshmallow import validate

from clas_core.fields import Pasted
from clas_core.reading import reason_of

LARGEST_LOGO = 40 * 1024
"""Bytes: a header is on every page, and a phone loads it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.(?:svg|png)\Z", re.ASCII)
_PNG = b"\x89PNG\r\n\x1a\n"
_ACTIVE = re.compile(
    r"<!DOCTYPE|<!ENTITY|<\s*(?:script|foreignObject|iframe|animate|set|image)\b|\bon[a-z]+\s*=|javascript:"
    r"|(?:href|src)\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)|@import",
    re.IGNORECASE,
)


class LogoName(Pasted):
    """The name of the file of a logo, which lies beside ``department.toml``."""

    def __init__(self, **options: Any) -> None:
        shape = validate.Regexp(_NAME, error="Un nom de fichier est attendu, par exemple « logo.svg » ou « logo.png ».")
        super().__init__(longest=40, validate=[shape], **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A logo: its bytes, and its media type."""

    content: bytes
    media_type: str


def read_logo(directory: Traversable, name: str) -> Logo:
    """Return the logo that lies in `directory`. Raises `ValueError` with what is wrong and how it is mended."""
    try:
        with (directory / name).open("rb") as opened:
            content = opened.read(LARGEST_LOGO + 1)
    except FileNotFoundError:
        raise ValueError(f"Le fichier {name} n'est pas à côté de department.toml : ajoutez-le.") from None
    except OSError as error:
        raise ValueError(f"Le fichier {name} ne peut pas être lu : {reason_of(error)}.") from None
    for fault in _faults(content, name):
        raise ValueError(fault)
    return Logo(content=content, media_type="image/png" if name.endswith(".png") else "image/svg+xml")


def _faults(content: bytes, name: str) -> Iterator[str]:
    if len(content) > LARGEST_LOGO:
        yield f"Le fichier {name} dépasse {LARGEST_LOGO // 1024} Kio : donnez un dessin plus léger."
    if name.endswith(".png"):
        if not content.startswith(_PNG):
            yield f"Le fichier {name} n'est pas une image PNG : enregistrez-le dans ce format."
        return
    try:
        drawing = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield f"Le fichier {name} n'est pas en UTF-8 : réenregistrez-le."
        return
    if not re.match(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", drawing, re.DOTALL):
        yield f"Le fichier {name} n'est pas un dessin SVG : il commence par « <svg »."
    elif found := _ACTIVE.search(drawing):
        part = found[0].strip(" \"'\n\t")
        yield f"Le fichier {name} contient « {part} », qu'un logo ne peut pas avoir : retirez-le du dessin."
