"""Reading a text with separators: its encoding and its separator are found, and said."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence

from clas_api.exchange.reading import FileRead, refused
from clas_core.imports.cells import Row
from clas_core.imports.tables import MOST_ROWS

_SEPARATORS = {";": "le point-virgule", ",": "la virgule", "\t": "la tabulation", "|": "la barre verticale"}
_LOOKED_AT = 30
"""Lines by which the separator is found."""

_LONGEST = 64 * 1024
"""Signs of one cell; what is longer is a quotation mark that nobody closed."""

_MOST_LINES = 60
"""Lines of one cell."""


def read_text_table(data: bytes) -> FileRead:
    """Read a text of any usual encoding and separator. Raises `InvalidInput`."""
    text, remarks = _decoded(data)
    if text.lstrip()[:200].casefold().startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise refused("Ce fichier est une page web, ou du XML : ouvrez-le avec un tableur, enregistrez-le en .xlsx.")
    if text.startswith("sep=") and len(text) > 5:
        separator, text = text[4], text.partition("\n")[2]
    else:
        separator = _separator_of(text)
    remarks.append(f"Séparateur trouvé : {_SEPARATORS.get(separator, f'« {separator} »')}.")
    return FileRead(rows=list(_rows(text, separator)), remarks=remarks)


def _decoded(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:400].count(0) > len(data[:400]) // 4:
        encoding = (
            "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        )
        try:
            return data.decode(encoding), ["Codage lu : UTF-16, que Windows appelle « Unicode »."]
        except UnicodeDecodeError:
            raise refused("Ce texte est en UTF-16 abîmé : enregistrez-le de nouveau en UTF-8.") from None
    if b"\0" in data:
        raise refused("Ce fichier n'est ni un texte ni un classeur : donnez un .xlsx, un .ods, un .csv ou un .tsv.")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), ["Codage lu : celui de Windows (cp1252) ; vérifiez les accents ci-dessous."]
    except UnicodeDecodeError:
        raise refused("Le codage de ce texte n'est pas reconnu : enregistrez-le de nouveau en UTF-8.") from None


def _separator_of(text: str) -> str:
    """Return the sign that cuts most of the first lines into as many cells as one another."""

    def steadiness(sign: str) -> tuple[int, int]:
        try:
            lines = [row for row in csv.reader(text.splitlines()[:_LOOKED_AT], delimiter=sign) if any(row)]
        except csv.Error:
            return 0, 0
        (width, alike), *_ = Counter(map(len, lines)).most_common(1) or [(1, 0)]
        return (alike if width > 1 else 0), width

    return max(_SEPARATORS, key=steadiness)


def _rows(text: str, separator: str) -> Iterator[Row]:
    """Give the rows that hold something, counted as a spreadsheet does: a cell of several lines is in one row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    given, begun = 0, 1
    try:
        for number, cells in enumerate(reader, start=1):
            if any(len(cell) > _LONGEST or cell.count("\n") > _MOST_LINES for cell in cells):
                raise csv.Error
            begun = reader.line_num + 1
            if any(cell.strip() for cell in cells):
                given += 1
                yield Row(number=number, cells=_told(cells))
            if given > MOST_ROWS + 1:
                return
    except csv.Error:
        raise refused(
            f"Un guillemet ouvert à la ligne {begun} n'est jamais fermé : corrigez cette ligne, ou enregistrez le "
            "fichier avec un tableur."
        ) from None


def _told(cells: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(cell or None for cell in cells)
