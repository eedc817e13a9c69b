"""The report of a check as a page or as Markdown, to attach to a request: whole in itself, in plain French.

What a file says is text here too: it never becomes a tag nor a link.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from types import MappingProxyType
from typing import Any

from clas_core.conformance.found import KINDS, LEVELS, Found, Level, Report
from clas_core.years import write_day

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }
h1 { line-height: 1.2 } table { border-collapse: collapse } th, td { padding: .25rem 1rem .25rem 0; text-align: left }
li { margin: .5rem 0 } code { background: #f1f1f1; padding: 0 .25rem; overflow-wrap: anywhere }
.error { color: #b00020; font-weight: 600 } .warning { color: #8a4b00; font-weight: 600 } .remark { color: #1b4f9c }
"""
_PLURALS: Mapping[Level, str] = MappingProxyType({"error": "erreurs", "warning": "alertes", "remark": "remarques"})
_MARKED = re.compile(r"([\\`*_{}\[\]<>()#+|~&!])")


def verdict(report: Report) -> str:
    """Say in a sentence what a report comes to."""
    if not report.valid:
        return f"À corriger : {_counted(report, 'error')}."
    if not report.ready:
        waiting = len(report.to_write)
        return f"Valable, et pas encore prêt : {waiting} {'texte attend' if waiting == 1 else 'textes attendent'}."
    return "Valable et prêt."


def _counted(report: Report, level: Level) -> str:
    count = len(report.of_level(level))
    return f"{count} {LEVELS[level] if count < 2 else _PLURALS[level]}"


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON: the lines by level, and each thing found with its parts."""
    return {
        "valid": report.valid,
        "ready": report.ready,
        "problems": list(report.problems),
        "remarks": list(report.remarks),
        "to_write": list(report.to_write),
        "found": [
            {
                "check": each.check,
                "level": each.level,
                "file": each.file or None,
                "line": each.line,
                "place": each.place or None,
                "reason": each.reason,
                "mend": each.mend or None,
            }
            for each in report.found
        ],
    }


def report_html(name: str, report: Report, today: date) -> str:
    """Return the page of a report: one file, without script nor anything from elsewhere."""
    title = escape(f"Vérification de {name}")
    rows = "".join(
        f'<tr><th scope="row">{_PLURALS[level]}</th><td>{len(report.of_level(level))}</td></tr>' for level in LEVELS
    )
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f"<p>Le {escape(write_day(today))}. <strong>{escape(verdict(report))}</strong></p>\n<table>{rows}</table>\n"
        + "\n".join(_section(kind, words, report.of_kind(kind)) for kind, words in KINDS.items())
        + "\n</main>\n</body>\n</html>\n"
    )


def _section(kind: str, words: str, found: Sequence[Found]) -> str:
    heading = f'<section id="{kind}">\n<h2>{escape(words)}</h2>\n'
    if not found:
        return f"{heading}<p>Rien à signaler.</p>\n</section>"
    items = "\n".join(
        f'<li><span class="{each.level}">{LEVELS[each.level].capitalize()}</span> : {escape(each.reason)} '
        f"{escape(each.mend)}<br><code>{escape(_where(each))}</code> <small>{escape(each.check)}</small></li>"
        for each in found
    )
    return f"{heading}<ul>\n{items}\n</ul>\n</section>"


def report_markdown(name: str, report: Report, today: date) -> str:
    """Return a report as Markdown."""
    return "\n".join(_markdown(name, report, today)) + "\n"


def _markdown(name: str, report: Report, today: date) -> Iterator[str]:
    yield f"# Vérification de {_plain(name)}"
    yield ""
    yield (
        f"Le {write_day(today)}. **{verdict(report)}** " + ", ".join(_counted(report, level) for level in LEVELS) + "."
    )
    for kind, words in KINDS.items():
        yield from ("", f"## {words}", "")
        found = report.of_kind(kind)
        if not found:
            yield "Rien à signaler."
        for each in found:
            yield f"- **{LEVELS[each.level]}** {_plain(_where(each))} : {_plain(each.sentence)} ({_plain(each.check)})"


def _where(found: Found) -> str:
    where = f"{found.file}, ligne {found.line or 1}" if found.file else "le département"
    return f"{where}, {found.place}" if found.place else where


def _plain(text: str) -> str:
    """Return a text as Markdown that reads as it is: on one line, nothing of it a mark."""
    return _MARKED.sub(r"\\\1", " ".join(text.split()))
