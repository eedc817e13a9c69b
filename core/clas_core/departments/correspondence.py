"""What a department says of its letters: who signs them, how a decision may be contested, and texts of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from clas_core.errors import Problem
from clas_core.fields import Choice, Line, Listing
from clas_core.letters import LETTERS, WordingField, national_wording, wording_faults
from clas_core.reading import tables_in
from clas_core.sources import Cited
from clas_core.tables import TableOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """How a decision may be contested: within which delay, to whom one writes first, and before which court."""

    delay: Annotated[str, Line(longest=120), "délai, tel qu'il s'écrit : « deux mois »"]
    amicable: Annotated[str | None, Line(longest=300), "à qui s'adresse le recours gracieux"] = None
    court: Annotated[str | None, Line(longest=300), "tribunal, avec son adresse"] = None
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The text of one letter, in the place of the national one."""

    letter: Annotated[str, Choice(LETTERS), "courrier dont c'est le texte"]
    text: Annotated[str, WordingField(), "texte, en Markdown, avec les champs de ce courrier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """What letters say that the platform cannot know. Without a `signatory`, there is room to sign by hand."""

    signatory: Annotated[str | None, Line(longest=120), "nom de qui signe"] = None
    quality: Annotated[str | None, Line(longest=200), "qualité de qui signe : « La directrice »"] = None
    place: Annotated[str | None, Line(longest=80), "lieu d'où partent les courriers"] = None
    reference: Annotated[str | None, Line(longest=40), "ce par quoi commence la référence de chaque courrier"] = None
    appeal: Annotated[Appeal | None, "voies et délais de recours contre une décision"] = None
    wordings: Annotated[
        Sequence[Wording],
        Listing(TableOf(Wording), most=len(LETTERS)),
        "textes du département, à la place des nationaux",
    ] = ()

    def wording(self, kind: str) -> str:
        """Return the text of a letter: the department's, or the national one."""
        own = next((each.text for each in self.wordings if each.letter == kind), None)
        return own or national_wording(kind)


def check_wordings(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report what is wrong with the texts of letters, and those that are there twice."""
    seen = set()
    for path, table in tables_in(tables, "letters", "wordings"):
        letter, text = table.get("letter"), table.get("text")
        if letter in seen:
            yield Problem((*path, "letter"), f"Le courrier « {letter} » a déjà un texte.")
        seen.add(letter)
        if letter in LETTERS and isinstance(text, str):
            for fault in wording_faults(str(letter), text):
                yield Problem((*path, "text"), fault)
