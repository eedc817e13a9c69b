"""A document as an accessible PDF (PDF/UA-1), typeset by Typst from the same object as the page."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer

from clas_api.rendering.pdf_content import all_asked, asked_of
from clas_api.rendering.signs import FONTS, Signs
from clas_core.documents.model import Document

_LONGEST = 60
"""In seconds: what one document may take."""

_LONGEST_OF_MANY = 600
"""In seconds: what a file of hundreds may take, on a machine that has much else to do."""


class NotTypesetError(RuntimeError):
    """A document that Typst made no PDF of, with what it says of it."""


def to_pdf(document: Document) -> bytes:
    """Return `document` as PDF."""
    return next(to_pdfs([document]))


def to_pdfs(documents: Iterable[Document]) -> Iterator[bytes]:
    """Yield each of `documents` as PDF, all typeset by one process; the first is there before the next is asked for.

    Their texts reach Typst as data, so no character of theirs is read as markup.
    """
    with _typesetter() as typesetter:
        for document in documents:
            try:
                yield _typeset(typesetter, asked_of(document, Signs()), _LONGEST)
            except NotTypesetError:
                # A picture that cannot be read, a sign that a typeface holds and does not draw: never the document.
                yield _typeset(typesetter, asked_of(document, Signs(ordinary=True)), _LONGEST)


def to_one_pdf(documents: Iterable[Document], title: str) -> bytes:
    """Return documents as one PDF, each on pages of its own that are counted from its first."""
    several = list(documents)
    with _typesetter() as typesetter:
        try:
            return _typeset(typesetter, all_asked(several, title), _LONGEST_OF_MANY)
        except NotTypesetError:
            return _typeset(typesetter, all_asked(several, title, ordinary=True), _LONGEST_OF_MANY)


@contextmanager
def _typesetter() -> Iterator["subprocess.Popen[bytes]"]:
    here = Path(__file__).parent
    command = [sys.executable, str(here / "typeset.py"), str(here / "document.typ"), str(FONTS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()
            with suppress(BrokenPipeError):  # it may have ended before it has read all
                process.communicate()


def _typeset(typesetter: "subprocess.Popen[bytes]", asked: bytes, longest: float) -> bytes:
    """Return what a process makes of a document. Raises `NotTypesetError` where it cannot."""
    asks, answers = typesetter.stdin, typesetter.stdout
    assert asks is not None
    assert answers is not None
    watch = Timer(longest, typesetter.kill)
    watch.start()
    try:
        asks.write(asked + b"\n")
        asks.flush()
        length = int(answers.readline() or 0)
        answer = answers.read(abs(length))
    except BrokenPipeError:
        length, answer = 0, b""
    finally:
        watch.cancel()
    if length < 0:
        raise NotTypesetError(f"A document could not be typeset: {answer.decode()}")
    if not length or len(answer) < length:
        raise RuntimeError(f"A document could not be typeset in {longest} seconds, or what does so ended.")
    return answer
