"""Texts that read badly: HTML or Markdown where it shows as it is, signs that a wrong encoding left, capitals."""

import re
from collections.abc import Iterator

from clas_core.conformance.found import Found, Level
from clas_core.conformance.reviewed import FileRead, Reviewed, Said
from clas_core.errors import Path

_HTML = re.compile(r"</?(?:[a-z][a-z0-9]{0,10})(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"\*\*[^*\s][^*]*\*\*|__[^_\s][^_]*__|!?\[[^\]]+\]\([^)]+\)|^#{1,6}\s|^\s*[-*+]\s+\S|^>\s|`[^`]+`|^\d+\.\s+\S|"
    r"(?<![\w*])\*[^*\s][^*]*\*(?![\w*])",
    re.MULTILINE,
)
_SETEXT = re.compile(r"^[^\n]+\n(?:=+|-{3,})\s*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}(?=\S)", re.MULTILINE)
_MOJIBAKE = re.compile(r"Ã[©¨ªÂ§´¢®¹»¼¯\x80-\xbf]|â€[™œ\x9d“”¦˜\x93\x94\x99]|Â[ «»°\xa0]|ï¿½|\ufffd|Å“|â‚¬")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ue000-\uf8ff]")
_CAPITALS = re.compile(r"(?:\b[A-ZÀ-Þ]{2,}\b[ ,'’-]*){6,}")
_STARS = re.compile(r"\*\*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TABLE = re.compile(r"^\s*\|.*\|\s*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\[nrt]|%(?:20|C3%A9)", re.IGNORECASE)


def check_markup(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report texts that would be shown with signs that nobody meant."""
    for file in reviewed.files:
        for said in file.said:
            if said.words:
                yield from ((file, found) for found in _signs(said))
                yield from ((file, found) for found in (_plain(said) if said.kind == "line" else _prose(said)))


def _found(check: str, level: Level, path: Path, reason: str, mend: str) -> Found:
    return Found(check, level, path, reason, mend)


def _signs(said: Said) -> Iterator[Found]:
    text, path = said.text, said.path
    if found := _MOJIBAKE.search(text):
        reason = f"« {found[0]} » est une lettre accentuée qui a été mal relue."
        yield _found("prose.encoding", "error", path, reason, "Retapez le texte, et enregistrez le fichier en UTF-8.")
    if found := _ENTITY.search(text):
        yield _found("prose.html", "error", path, f"« {found[0]} » se lirait tel quel.", "Écrivez le signe lui-même.")
    if (found := _HTML.search(text)) and said.kind == "line":
        yield _found("prose.html", "error", path, f"« {found[0]} » se lirait tel quel.", "Retirez le HTML.")
    if found := _UNSEEN.search(text):
        reason = f"Un signe que nul ne voit (code {ord(found[0]):04X}) est dans ce texte."
        yield _found("prose.unseen", "warning", path, reason, "Retapez le texte.")
    if _CONTROL.search(text):
        yield _found("prose.unseen", "error", path, "Un caractère de contrôle est dans ce texte.", "Retapez le texte.")
    if _CAPITALS.search(text):
        yield _found(
            "prose.capitals", "remark", path, "Une phrase en capitales se lit mal.", "Écrivez-la en minuscules."
        )
    if found := _ESCAPED.search(text):
        reason = f"« {found[0]} » se lirait tel quel."
        yield _found("prose.escaped", "warning", path, reason, "Passez à la ligne, ou écrivez le signe lui-même.")
    if (
        re.search(r"\b(\w{3,}) \1\b", text, re.IGNORECASE)
        and (found := re.search(r"\b(\w{3,}) \1\b", text, re.IGNORECASE))
        and found[1].lower() not in ("nous", "vous")
    ):
        yield _found(
            "prose.repeated", "remark", path, f"« {found[0]} » : un mot est écrit deux fois.", "Retirez-en un."
        )


def _plain(said: Said) -> Iterator[Found]:
    if found := _MARKDOWN.search(said.text):
        reason = f"« {found[0][:40]} » est du Markdown, et ce champ se lit tel quel."
        yield _found("prose.markdown", "error", said.path, reason, "Écrivez le texte seul.")
    if re.fullmatch(r"[\w .()-]+\.(?:pdf|docx?|xlsx?|od[tsp]|pptx?|zip)", said.text.strip(), re.IGNORECASE):
        reason = f"« {said.text.strip()} » est le nom d'un fichier."
        yield _found("prose.file_name", "warning", said.path, reason, "Écrivez le titre du document.")
    if "\n" in said.text.strip():
        yield _found("prose.lines", "warning", said.path, "Ce champ tient sur une ligne.", "Écrivez-le sans retour.")


def _prose(said: Said) -> Iterator[Found]:
    if len(_STARS.findall(said.text)) % 2:
        yield _found("prose.markdown", "error", said.path, "Un « ** » reste ouvert.", "Fermez le gras, ou retirez-le.")
    if _HEADING.search(said.text) or _SETEXT.search(said.text):
        yield _found("prose.heading", "error", said.path, "Pas de titre dans un texte.", "Chaque champ a déjà le sien.")
    if re.search(r"^\s*[•◦▪‣·–]\s*\S", said.text, re.MULTILINE):
        reason = "Une puce tapée à la main n'est pas une liste pour qui écoute la page."
        yield _found("prose.list", "warning", said.path, reason, "Commencez la ligne par « - ».")
    if re.search(r"^\*\*[^*\n]{3,60}\*\* ?:?\s*$", said.text, re.MULTILINE) and "\n" in said.text.strip():
        reason = "Une ligne en gras n'est pas un titre pour qui écoute la page."
        yield _found("prose.heading", "warning", said.path, reason, "Chaque champ a déjà le sien.")
    rows = _TABLE.findall(said.text)
    if len(rows) == 1:
        yield _found(
            "prose.table", "warning", said.path, "Un tableau d'une ligne n'en est pas un.", "Écrivez une phrase."
        )
