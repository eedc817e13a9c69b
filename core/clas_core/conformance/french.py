"""French sentences, read for their figures: numbers in words, blanks that no keyboard writes, days and months."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from clas_core.years import MONTH_NAMES

_BLANKS = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Ý«\"\d-])|\n+")
_UNITS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
_VALUES = {word: rank for rank, word in enumerate(_UNITS[:17])} | {
    "une": 1,
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "nonante": 90,
    "cent": 100,
    "cents": 100,
    "mille": 1000,
}
_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
_IN_WORDS = re.compile(rf"\b(?:{_WORD})\b(?:(?:[ -]et[ -]|[ -])(?:{_WORD})\b)*", re.IGNORECASE)
_ABOUT = {"demi-douzaine": 6, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30}
_ABOUT_IN_WORDS = re.compile(rf"\bune ({'|'.join(_ABOUT)}) (?:d'|de )", re.IGNORECASE)
_PERCENT = re.compile(
    r"\bpour[ -]cents?\b|\bp\. ?(?:100|cent)\b|(?<=\d )pour 100\b|(?<=\d) ?p\. ?c\.(?!\w)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![\d,.])(\d{1,3}(?:[,.]\d{1,3})?) ?k ?(?:€|euros?\b|eur\b)", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:ne|pas|aucune?|jamais|sans|ni|non|inférieure?s?|interdit\w*|exclue?s?|excluent|irrecevables?|refusée?s?|"
    r"inéligibles?|écartée?s?)\b|\bn'",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:ne |n')(\w+(?: \w+){0,2}) qu(?:e\b|')", re.IGNORECASE)
"""« ne … que » denies nothing."""
_BOUNDING = re.compile(
    r"\b(?:ne |n')(?:peu\w+ |doi\w+ |saurai\w+ )?(?:pas |jamais )?"
    r"(?:être supérieure?s? à|dépass\w*|excéd\w*|excèd\w*|aller au[- ]delà de)(?: pas| jamais)?",
    re.IGNORECASE,
)
"""« ne peut dépasser » states a bound."""

NOT_AFTER = r"(?!\s*(?:ans|h\b|heures?|mois|€|euros?|%))"

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = "|".join((*MONTH_NAMES, "fevrier", "aout", "decembre"))
_SAID_DAY = re.compile(
    rf"(?:\b(?P<weekday>{'|'.join(DAYS)})\s+)?\b(?P<day>\d{{1,2}})(?:er)?\s+(?P<month>{MONTHS})\b(?:\s+(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_WEEKDAY = rf"(?:\b(?P<weekday>{'|'.join(DAYS)})\s+)?"
_NUMBERED_DAY = re.compile(
    rf"{_WEEKDAY}(?<![\d/.-])(?P<day>\d{{1,2}})(?P<between>[/.-])(?P<month>\d{{1,2}})(?P=between)(?P<year>\d{{4}}|"
    rf"\d{{2}})\b(?![/.-]\d)",
    re.IGNORECASE,
)
_WRITTEN_DAY = re.compile(r"(?<![\d-])(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])")
_SHORT_DAY = re.compile(
    r"(?<=\b(?:le|au|du) )(?P<day>0?[1-9]|[12]\d|3[01])/(?P<month>0?[1-9]|1[0-2])(?P<year>)\b(?![/\d.])", re.IGNORECASE
)
_PLAIN_MONTHS = {name.translate(str.maketrans("éû", "eu")): rank for rank, name in enumerate(MONTH_NAMES, 1)}


def plain(text: str) -> str:
    """Return a text with plain blanks, apostrophes and hyphens, and without the stars of Markdown."""
    text = _BLANKS.sub(" ", text).replace("\u2019", "'")
    return re.sub(r"\*\*|__", "", re.sub("[\u2010-\u2015\u2212]", "-", text))


def in_figures(text: str) -> str:
    """Return a text with its numbers in figures: « huit à douze » is « 8 à 12 ». « un » is an article."""
    text = _PERCENT.sub("%", plain(text))
    text = _THOUSANDS.sub(lambda found: f"{Decimal(found[1].replace(',', '.')) * 1000:.0f} €", text)
    text = _ABOUT_IN_WORDS.sub(lambda found: f"{_ABOUT[found[1].lower()]} ", text)
    return _IN_WORDS.sub(_figure, text)


def _figure(found: re.Match[str]) -> str:
    words = [word for word in re.split(r"[ -]", found[0].lower()) if word != "et"]
    if all(word in ("un", "une") for word in words):
        return found[0]
    total, current = 0, 0
    for word in words:
        value = _VALUES[word]
        if value == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif value == 100:
            current = max(current, 1) * 100
        elif value == 20 and current % 10 == 4 and current % 100 < 20:
            current += 76
        else:
            current += value
    return str(total + current)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, with plain blanks and numbers in figures."""
    for each in _SENTENCE.split(in_figures(text)):
        if each.strip():
            yield each.strip()


def denies(sentence: str) -> bool:
    """Tell whether a sentence denies something: what it names is then no rule that it states."""
    return _NEGATION.search(_BOUNDING.sub("au plus", _ONLY.sub(r"\1", sentence))) is not None


class SaidDay:
    """A day that a text says: `day` is `None` where the calendar has none of that name, `year` where none is said."""

    __slots__ = ("end", "month", "number", "start", "text", "weekday", "year")

    def __init__(self, found: re.Match[str]) -> None:
        said = found.groupdict()
        self.text, self.start, self.end = found[0], found.start(), found.end()
        self.weekday = DAYS.index(said["weekday"].lower()) if said.get("weekday") else None
        self.number = int(said["day"])
        month = said["month"].lower()
        self.month = int(month) if month.isdigit() else _PLAIN_MONTHS[month.translate(str.maketrans("éû", "eu"))]
        year = int(said["year"]) if said.get("year") else None
        self.year = year + 2000 if year is not None and year < 100 else year

    def on(self, year: int) -> date | None:
        """The day in `year`, where there is one."""
        try:
            return date(year, self.month, self.number)
        except ValueError:
            return None

    @property
    def exists(self) -> bool:
        """Whether any year, or its own, has that day."""
        return self.on(2024 if self.year is None else max(1, self.year)) is not None


def said_days(sentence: str) -> Iterator[SaidDay]:
    """Yield the days that a sentence says: « 18 août », « lundi 18 août 2025 », « 18/08/2025 », « le 18/08 »."""
    for shape in (_SAID_DAY, _NUMBERED_DAY, _WRITTEN_DAY, _SHORT_DAY):
        yield from (SaidDay(found) for found in shape.finditer(sentence))
