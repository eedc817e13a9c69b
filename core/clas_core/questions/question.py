"""A question, declared once in a file: of what it is asked, how it is answered, when, and within which bounds.

The answer to it is a JSON value: a text, a whole number, ``95`` for 9,5 of what counts in tenths, ``"12.50"`` for an
amount, ``"2025-09-01"`` for a day, ``"2025-09"`` for a month, a truth value, the identifier of a choice, the Insee code
of a commune, the girls and boys of each level, or a list of those.
It is kept in `answers`, by the identifier of its question, unless the core knows the question
(`clas_core.questions.known`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated

from clas_core.fields import Choice, Identifier, Line, Listing, Number, Whole
from clas_core.porteurs import NATURES
from clas_core.questions.communes import COMMUNES
from clas_core.questions.known import KNOWN, LONGEST_LINE, Known
from clas_core.questions.pages import CLAS, LAST, PAGES, PLACES, PROGRAMMES, USUAL, pages_of_all
from clas_core.sources import Cited

SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "dossier": "le dossier",
        "action": "chaque action",
        "group": "chaque groupe",
        "bilan": "le bilan",
        "bilan_group": "chaque groupe, au bilan",
        "study": "l'étude d'un dossier, par la Caf",
    }
)
"""What a question may be asked of."""

PAIRED: Mapping[str, str] = MappingProxyType({"bilan": "dossier", "bilan_group": "group"})
"""Of what a question of a bilan tells what it really was: of the same thing, before."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "text": "un texte d'une ligne",
        "narrative": "un texte de plusieurs lignes",
        "lines": "une liste, une réponse par ligne",
        "whole": "un nombre entier",
        "tenths": "un nombre, avec une décimale au plus",
        "amount": "un montant en euros",
        "day": "un jour",
        "month": "un mois",
        "yes_no": "oui ou non",
        "one_of": "un choix parmi plusieurs",
        "several_of": "plusieurs choix",
        "school": "un établissement scolaire, avec son numéro UAI",
        "commune": "une commune",
        "by_level": "des filles et des garçons, par niveau scolaire",
    }
)
"""How a question may be answered."""

CLOSED: Mapping[str, bool] = MappingProxyType({"oui": True, "non": False})
"""The answers of a yes or no, as a file writes them."""

COUNTS = ("whole", "by_level")
"""Kinds that come to a whole number: children by level, to how many they are. One may foresee the other."""

NUMBERS = (*COUNTS, "tenths")

COUNTABLE = ("yes_no", "one_of", "several_of", "amount", *NUMBERS)
"""Kinds of which statistics count the answers: by choice, or what numbers come to."""

__all__ = [
    "CLOSED",
    "COUNTABLE",
    "COUNTS",
    "KINDS",
    "LONGEST_LINE",
    "NUMBERS",
    "PAIRED",
    "SUBJECTS",
    "Condition",
    "Option",
    "Question",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the choices of a question."""

    id: Annotated[str, Identifier(), "identifiant"]
    label: Annotated[str, "ce que lit qui répond"]
    points: Annotated[int | None, Whole(most=1_000), "ce que vaut ce choix, dans une grille d'étude"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a question is asked: after an earlier one was given one of some answers."""

    question: Annotated[str, Identifier(), "question dont elle dépend : posée plus haut dans le fichier, ou nationale"]
    answers: Annotated[Sequence[str], Listing(Line(longest=80), least=1), "réponses qui la font poser"]

    def met_by(self, answer: object) -> bool:
        """Tell whether an answer is one of those: of several choices, one is enough."""
        if isinstance(answer, bool):
            return any(CLOSED.get(each) is answer for each in self.answers)
        given = answer if isinstance(answer, list | tuple) else (answer,)
        return any(each in self.answers for each in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question. Asked of the porteurs of `natures`, or of all; required where it is asked, when it says so.

    `least` and `most` bound a number, an amount in euros, the signs of a text, the lines of a list or the choices that
    may be ticked. `rank` orders the questions of a `page`.
    """

    id: Annotated[str, Identifier(), "identifiant : c'est lui que gardent les dossiers"]
    subject: Annotated[str, Choice(SUBJECTS), "sur quoi elle porte"]
    kind: Annotated[str, Choice(KINDS), "comment on y répond"]
    label: Annotated[str, Line(longest=300), "la question, telle que la lit le porteur"]
    short: Annotated[
        str | None,
        Line(longest=120),
        "nom court, pour ce qui manque, la lecture et ce qui a changé : la question sinon",
    ] = None
    hint: Annotated[str | None, "aide sous le champ"] = None
    page: Annotated[str | None, Choice(pages_of_all()), "page du dossier, ou partie de page, où elle est posée"] = None
    rank: Annotated[int | None, Whole(most=LAST), "rang sur cette page : les petits d'abord, sans rang à la fin"] = None
    required: Annotated[bool, "si rien ne se dépose sans réponse"] = False
    natures: Annotated[Sequence[str], Listing(Choice(NATURES)), "à qui elle est posée : à tous si rien n'est dit"] = ()
    when: Annotated[Condition | None, "condition pour qu'elle soit posée"] = None
    programme: Annotated[
        str | None, Identifier(), "programme dont elle est : posée à ceux-là seuls qui le demandent"
    ] = None
    least: Annotated[int | None, Whole(), "le moins qu'on puisse répondre"] = None
    most: Annotated[int | None, Whole(most=1_000_000_000), "le plus qu'on puisse répondre"] = None
    choices: Annotated[Sequence[Option], "choix proposés"] = ()
    carried: Annotated[bool, "si la réponse est reprise dans le dossier de l'année suivante"] = False
    counted: Annotated[bool, "si les statistiques comptent les réponses"] = False
    paired: Annotated[str | None, Identifier(), "question du dossier, dont celle-ci du bilan dit le réel"] = None
    shown_to: Annotated[
        Sequence[str],
        Listing(Identifier()),
        "qui lit la réponse, avec le porteur et la Caf : `committee`, ou des institutions ; tous si rien n'est dit",
    ] = ()
    weight: Annotated[Decimal | None, Number(), "par quoi ses points sont multipliés, dans une grille d'étude"] = None
    source: Cited
    to_confirm: Annotated[bool, "si elle reste à confirmer : dans un projet de règles nationales seul"] = False

    @property
    def described(self) -> str:
        """The question in words, with what is said of its answer."""
        choices = f" : {', '.join(each.label for each in self.choices)}" if self.choices else ""
        needed = "obligatoire" if self.required else "facultatif"
        needed += f", pour le programme {self.programme}" if self.programme else ""
        return " ; ".join(filter(None, (f"{self.label} ({KINDS[self.kind]}{choices}", self.bounds, f"{needed})")))

    @property
    def compared(self) -> str:
        """The question in words, with its help and where it is asked: what a difference between two years compares."""
        page = self.page_name
        help_text = f"aide : {self.hint}" if self.hint else ""
        return " ; ".join(filter(None, (self.described, help_text, f"page : {page}" if page else "")))

    @property
    def page_name(self) -> str | None:
        """The page where it is asked, in words; `None` for one that no page asks."""
        return PAGES.get(self.subject, {}).get(self.stands_on)

    @property
    def bounds(self) -> str:
        """Between what an answer may be, in words; nothing where it has no bounds."""
        match self.least, self.most:
            case None, None:
                return ""
            case None, most:
                return f"jusqu'à {most}"
            case least, None:
                return f"à partir de {least}"
        return f"de {self.least} à {self.most}"

    @property
    def name(self) -> str:
        """What it asks for, in a few words: ``enfants inscrits``."""
        return self.short or self.label

    @property
    def bounded(self) -> bool:
        """Whether its declaration says more of an answer than its kind does."""
        return self.least is not None or self.most is not None or bool(self.choices)

    @property
    def bound(self) -> int:
        """The most that a number which is its answer may be, in the units that its file bounds it in."""
        known = KNOWN.get(self.id)
        if self.most is not None:
            return self.most
        return known.most if known and known.most is not None else 1_000_000

    @property
    def known(self) -> Known | None:
        """What the core needs of it; `None` for one that a file alone declares."""
        return KNOWN.get(self.id)

    @property
    def place(self) -> tuple[str, ...]:
        """Where its answer stands in the JSON of its subject."""
        known = KNOWN.get(self.id)
        return known.place if known else ("answers", self.id)

    @property
    def order(self) -> tuple[int, int]:
        """What the questions of one subject are sorted by: the page, then the rank there."""
        return PLACES.get((self.subject, self.stands_on), LAST), LAST if self.rank is None else self.rank

    @property
    def stands_on(self) -> str:
        """The page where it is asked."""
        if self.of_programme and PROGRAMMES in PAGES.get(self.subject, ()):
            return PROGRAMMES
        return self.page or USUAL.get(self.subject, "")

    @property
    def of_programme(self) -> str | None:
        """The programme that it is of, when that is another than the Clas."""
        return None if self.programme == CLAS else self.programme

    @property
    def options(self) -> Mapping[str, str]:
        """The choices, by identifier; every commune for a question that one answers by a commune."""
        if self.kind == "commune":
            return COMMUNES
        return {each.id: each.label for each in self.choices}
