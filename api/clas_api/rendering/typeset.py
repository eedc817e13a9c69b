"""Typst in a process of its own: of each line on standard input, a PDF on standard output.

In the process of the service it would keep what it has typeset: a hundred megabytes after some twenty documents. Here
many documents are typeset one after another, with the template and the typefaces read once.

A line is « text » or « rare », by the typefaces that it needs, and the document as JSON. An answer is its length on a
line, then its bytes; of a document that cannot be a PDF/UA-1, a negative length and the reason. Only typefaces of ours
are taken: a document is the same on every machine.
"""

import sys
from functools import cache
from pathlib import Path

import typst

TEMPLATE, FONTS = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])


@cache
def _compiler(needed: str) -> tuple[typst.Compiler, str]:
    """Return what typesets, and the names of its typefaces for signs that those of text do not hold."""
    folders = [str(FONTS / "text"), *([str(FONTS / "signs")] if needed == "rare" else [])]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    others = [each for each in fonts.families() if not each.startswith("Source ")]
    return typst.Compiler(font_paths=fonts), "\n".join(others)


def _typeset(line: str) -> bytes:
    needed, document = line.split(" ", 1)
    compiler, others = _compiler(needed)
    inputs = {"document": document, "others": others}
    made = compiler.compile(TEMPLATE, sys_inputs=inputs, pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


def main() -> None:
    for line in sys.stdin.buffer:
        sign = ""
        try:
            answer = _typeset(line.decode())
        except typst.TypstError as error:
            answer, sign = error.diagnostic.encode(), "-"
        sys.stdout.buffer.write(f"{sign}{len(answer)}\n".encode() + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
