"""The guide of letters and their fields, ``docs/courriers.md``, written from their declarations.

``python -m clas_core.documents.letters_guide > docs/courriers.md`` writes it again.
"""

import sys
from collections.abc import Iterator, Sequence

from clas_core.letters import FIELDS, LETTERS, national_wording
from clas_core.letters.fields import KIND_WORDS

_BEGINNING = """\
# Les courriers et leurs champs

Cette page est produite par `python -m clas_core.documents.letters_guide` : ne la modifiez pas à la main.

Un courrier est un texte en Markdown, sans HTML, avec des champs entre accolades : `{porteur}`. La plateforme a un texte
pour chacun ; un département en écrit un autre dans le fichier de son appel, et n'y ôte rien de ce que chaque courrier
doit dire :

```toml
[letters]
signatory = "Dominique Roy"
quality = "La directrice"
place = "Reims"

[[letters.wordings]]
letter = "refused"
text = \"\"\"
Votre dossier n° {numero} n'est pas agréé.

{motif}

{recours}
\"\"\"
```

Un champ est rempli de mots : rien de ce qui le remplit n'est lu comme du Markdown, ni comme un autre champ. Une
partie (un tableau, une liste, des paragraphes) est seule sur sa ligne, entre deux lignes vides. Un titre `## …`
commence un article. `clas departments check` nomme, avec leur ligne, le champ qui n'existe pas et celui qui manque.
"""


def _lines() -> Iterator[str]:
    yield from (_BEGINNING, "## Les champs", "", "| champ | ce qu'il dit | genre |", "|---|---|---|")
    yield from (f"| `{{{each.name}}}` | {each.words} | {KIND_WORDS[each.kind]} |" for each in FIELDS.values())
    yield from ("", "## Les courriers", "")
    for each in LETTERS.values():
        yield from (f"### `{each.name}` : {each.title}", "")
        yield f"Ses champs : {_listed(each.fields)}."
        yield from ("", f"Il doit dire : {_listed(each.must)}.", "", "Texte de la plateforme :", "", "```markdown")
        yield from (national_wording(each.name), "```", "")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{{{each}}}`" for each in names)


def letters_guide() -> str:
    """Return the guide, as Markdown."""
    return "\n".join(_lines()).rstrip("\n") + "\n"


if __name__ == "__main__":
    sys.stdout.write(letters_guide())
