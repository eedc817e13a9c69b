"""A mail as HTML, made of its text: one source, so that both say the same.

Of the text nothing becomes structure but its lines, its paragraphs, and an address of this platform at the end of a
line. There is no picture and nothing is fetched; colours are those of whoever reads, light or dark.
"""

import re
from html import escape

_PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>:root {{ color-scheme: light dark; }}</style>
</head>
<body style="margin: 0; padding: 1em; font: 16px/1.5 sans-serif; overflow-wrap: anywhere">
<div style="max-width: 40em; margin: 0 auto">
{paragraphs}
</div>
</body>
</html>
"""

_BREAK = "<br>\n"


def mail_html(subject: str, body: str, home: str) -> str:
    """Return a mail as an HTML page; what lies under `home`, the address of the platform, is a link."""
    own = re.compile(rf"({re.escape(home.rstrip('/'))}(?:/[!-~]*)?)[ \t]*$", re.ASCII)
    paragraphs = [_BREAK.join(_line(each, own) for each in lines) for lines in paragraphs_of(body)]
    shown = "\n".join(f"<p>{each}</p>" for each in paragraphs)
    return _PAGE.format(title=escape(subject), paragraphs=shown)


def paragraphs_of(body: str) -> list[list[str]]:
    """Return the paragraphs of the text of a mail, each with its lines."""
    text = "\n".join(re.split(r"\r\n|\r|\n", body)).strip("\n")
    return [each.split("\n") for each in re.split(r"\n(?:[ \t]*\n)+", text)]


def _line(line: str, own: re.Pattern[str]) -> str:
    found = own.search(line)
    if found is None:
        return escape(line)
    address = escape(found[1])
    return f'{escape(line[: found.start()])}<a href="{address}">{address}</a>'
