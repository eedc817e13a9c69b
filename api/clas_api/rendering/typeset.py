"""Typst in a process of its own: of each line of JSON on standard input, a PDF on standard output.

In the process of the service it would keep what it has typeset: a hundred megabytes after some twenty documents. Here
many documents are typeset one after another, with the template and the fonts read once.

An answer is its length on a line, then its bytes. A document that cannot be typeset has a negative length, and the
reason in place of the file.
"""

import sys
from pathlib import Path

import typst


def main() -> None:
    template, compiler = Path(sys.argv[1]).read_bytes(), typst.Compiler()
    for line in sys.stdin.buffer:
        sign, inputs = "", {"document": line.decode()}
        try:
            try:
                answer = compiler.compile(template, sys_inputs=inputs, pdf_standards=["ua-1"])
            except typst.TypstError:
                # The standard refuses a character that no font here can draw. The rest must still be readable.
                answer = compiler.compile(template, sys_inputs=inputs)
        except typst.TypstError as error:
            answer, sign = error.diagnostic.encode(), "-"
        sys.stdout.buffer.write(f"{sign}{len(answer)}\n".encode() + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
