"""Typst in a process of its own, from a template and the JSON on standard input to a PDF on standard output.

In the process of the service it would keep what it has typeset: a hundred megabytes after some twenty documents.
"""

import sys
from pathlib import Path

import typst


def main() -> None:
    template = Path(sys.argv[1]).read_bytes()
    inputs = {"document": sys.stdin.buffer.read().decode()}
    try:
        pdf = typst.compile(template, sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        # The standard refuses a character that no font here can draw. The rest must still be readable.
        pdf = typst.compile(template, sys_inputs=inputs)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
