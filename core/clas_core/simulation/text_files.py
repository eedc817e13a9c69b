"""A csv of groups, looked into before any engine opens it, so that none reads it otherwise than another.

Engines differ on what is not quite a csv: a line that is too short or too long, a quotation mark that nobody closed, an
empty line, two columns of one name. Such a file is refused here whole, with the lines to mend, and nothing is guessed.
What is left is read alike by each of them: its separator and its columns are said, and quotation marks are doubled.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import methodcaller
from pathlib import Path
from typing import IO

import narwhals as nw

from clas_core.errors import InvalidInput, Problem
from clas_core.simulation.columns import check_columns, is_read

SEPARATORS = (",", ";", "\t")
MOST_LINES = 5
"""How many of the lines of one fault are named."""

_AT_ONCE = 1024 * 1024
"""In bytes: what is looked at together."""

_LONGEST_HEAD = 100_000
_SAVE_AGAIN = "enregistrez-le de nouveau en « CSV UTF-8 »"
NOT_TEXT = f"Ce fichier n'est pas un texte en UTF-8 : {_SAVE_AGAIN}."
EMPTY = "Ce fichier est vide : sa première ligne nomme les colonnes, puis chaque ligne décrit un groupe."
_NO_HEAD = "La première ligne est vide, ou s'étend sur plusieurs lignes : elle nomme les colonnes, sur une seule."
_EXCEL_HEAD = "Retirez la première ligne (« sep=… ») : elle n'est pas une ligne de titres."
_OLD_ENDS = f"Ce fichier termine ses lignes comme d'anciens Macintosh : {_SAVE_AGAIN}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How a csv is to be read: its separator, the names of its columns, each once, and whether it has quotation marks,
    and rows that say nothing."""

    separator: str
    names: Sequence[str]
    has_quotes: bool
    has_empty: bool


def look_into(path: Path, name: str) -> Sheet:
    """Return how a csv is read; `name` is what it is called. Raises `InvalidInput` with all that keeps it from being
    read as anybody would, `OSError` where it cannot be opened."""
    with path.open("rb") as file:
        head = _head_of(file.readline(_LONGEST_HEAD), name)
        separator = max(SEPARATORS, key=lambda each: _likeness(head, each))
        given = [" ".join(each.split()) for each in next(csv.reader([head], delimiter=separator))]
        problems = check_columns(dict.fromkeys(given, nw.String()), file=name)
        if not any(map(is_read, given)):  # cut by another sign, or no table at all: its lines say nothing more
            raise _refused(name, problems)
        body = _Body(separator=separator, width=len(given))
        has_quotes = not body.take(file)
        if has_quotes:
            body = _Body(separator=separator, width=len(given))
            with path.open(encoding="utf-8-sig", newline="") as text:
                next(text)
                body.take_quoted(text)
    problems += [
        Problem((name, each), f"La colonne « {each} » est écrite deux fois : gardez-en une.") for each in _twice(given)
    ]
    problems += (Problem((name,), each) for each in body.said())
    if problems:
        raise _refused(name, problems)
    return Sheet(separator=separator, names=_names(given), has_quotes=has_quotes, has_empty=body.has_empty)


@dataclass(slots=True, kw_only=True)
class _Body:
    """What the lines below the head are found to be. Lines are counted from 1, the head being the first."""

    separator: str
    width: int
    has_empty: bool = False
    wrong: dict[str, list[int]] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)

    def take(self, file: IO[bytes]) -> bool:
        """Look at lines without quotation marks, many at once; tell whether there are no such marks at all."""
        separator, cuts = self.separator.encode(), self.width - 1
        cut, bare = methodcaller("count", separator), separator * cuts
        line = 1
        while block := file.readlines(_AT_ONCE):
            text = b"\n" + b"".join(block)
            if b'"' in text:
                return False
            self._text(text, line)
            self.has_empty |= any(b"\n" + each in text for each in (b"\n", b"\r\n", bare + b"\n", bare + b"\r\n"))
            if set(map(cut, block)) != {cuts}:
                for number, each in enumerate(block, line + 1):
                    if cut(each) != cuts and each.strip(b"\r\n"):
                        self._add("width", number)
            line += len(block)
        return True

    def take_quoted(self, lines: Iterable[str]) -> None:
        """Look at lines with quotation marks, one record after the other."""
        record, begun = list[str](), 2  # the head is the first line
        reader = csv.reader(_kept(lines, record), delimiter=self.separator, strict=True)
        sound = _sound(self.separator)
        try:
            for cells in reader:
                text = "".join(record)
                if '"' in text and not sound(text):
                    self._add("quote", begun)
                elif cells and len(cells) != self.width:
                    self._add("width", begun)
                if "\0" in text or "\r" in text.replace("\r\n", ""):
                    self._add("sign", begun)
                self.has_empty |= not any(cells)
                begun += max(len(record), 1)
                record.clear()
        except csv.Error:
            self._add("quote", begun)

    def _text(self, text: bytes, line: int) -> None:
        """Look at what no line may hold."""
        try:
            text.decode()
        except UnicodeDecodeError as error:
            self._add("encoding", line + text.count(b"\n", 0, error.start))
        if b"\0" in text:
            self._add("sign", line + text.count(b"\n", 0, text.index(b"\0")))
        if text.count(b"\r") != text.count(b"\r\n"):
            self._add("ends", line)

    def _add(self, fault: str, line: int) -> None:
        self.count[fault] += 1
        if len(found := self.wrong.setdefault(fault, [])) < MOST_LINES:
            found.append(line)

    def said(self) -> Iterator[str]:
        """Yield a sentence for each fault, with its lines."""
        for fault, lines in self.wrong.items():
            listed = ", ".join(map(str, lines)) + (" …" if self.count[fault] > len(lines) else "")
            place = f"ligne {listed}" if self.count[fault] == 1 else f"{self.count[fault]} lignes : {listed}"
            yield _FAULTS[fault].format(width=self.width, place=place)


_FAULTS: Mapping[str, str] = {
    "width": (
        "Des lignes n'ont pas {width} cases comme la première ({place}) : complétez-les, et mettez entre guillemets ce "
        "qui contient le séparateur."
    ),
    "quote": "Un guillemet n'est pas fermé, ou est au milieu d'une case ({place}) : doublez-le, ou retirez-le.",
    "encoding": NOT_TEXT[:-1] + " ({place}).",
    "sign": "Des signes ne sont pas du texte ({place}) : retirez-les, ou " + _SAVE_AGAIN + ".",
    "ends": _OLD_ENDS,
}


def _head_of(line: bytes, name: str) -> str:
    try:
        head = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(name, [Problem((name,), NOT_TEXT)]) from None
    said = ""
    if not line or line.startswith(b"PK\x03\x04"):
        said = NOT_TEXT if line else EMPTY
    elif "\0" in head:
        said = NOT_TEXT
    elif "\r" in head.removesuffix("\n").removesuffix("\r"):
        said = _OLD_ENDS
    elif not head.strip() or head.count('"') % 2 or len(line) >= _LONGEST_HEAD:
        said = _NO_HEAD
    elif re.match("sep=.$", head.rstrip("\r\n"), re.IGNORECASE):
        said = _EXCEL_HEAD
    if said:
        raise _refused(name, [Problem((name,), said)])
    return head


def _likeness(head: str, separator: str) -> tuple[int, int]:
    """Return how much a head is one of groups, cut by a sign: columns that are read, then columns."""
    cells = next(csv.reader([head], delimiter=separator))
    return sum(is_read(each.strip()) for each in cells), len(cells)


def _twice(names: Sequence[str]) -> Sequence[str]:
    return [each for each, times in Counter(names).items() if times > 1 and is_read(each)]


def _names(given: Sequence[str]) -> Sequence[str]:
    """Return a name for each column, none twice whatever its capitals: an engine knows no other difference."""
    taken, names = Counter(each.lower() for each in given if is_read(each)), list[str]()
    for rank, each in enumerate(given, 1):
        if is_read(each) or (each and not taken[each.lower()]):
            names.append(each)
        else:
            names.append(f"{each} (colonne {rank})".strip())
        taken[names[-1].lower()] += 1
    return names


def _kept(lines: Iterable[str], record: list[str]) -> Iterator[str]:
    """Yield lines, and keep those of the record that is being read."""
    for line in lines:
        record.append(line)
        yield line


def _sound(separator: str) -> Callable[[str], object]:
    cell = rf'(?:"(?:[^"]|"")*"|[^"{separator}\r\n]*)'
    return re.compile(rf"{cell}(?:{separator}{cell})*\r?\n?").fullmatch


def _refused(name: str, problems: Sequence[Problem]) -> InvalidInput:
    return InvalidInput(problems, f"{name} est à corriger.")
