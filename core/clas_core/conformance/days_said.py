"""Days, months and years that texts say, beside those of the file and of the calendar."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

from clas_core.conformance.figures import NOT_PROSE
from clas_core.conformance.found import Found
from clas_core.conformance.french import DAYS, MONTHS, SaidDay, denies, said_days, sentences
from clas_core.conformance.reviewed import FileRead, Reviewed, Said, day_at, text_at, when_at
from clas_core.departments.calendar import days_of_a_call
from clas_core.errors import Path
from clas_core.years import MONTH_NAMES, SchoolYear, write_day

_CALL = re.compile(
    r"\b(?:appel|dossiers?|dépôts?|dépos\w+|candidatures?|campagne|demandes?|projets?|plateforme|téléservice|"
    r"service en ligne|saisie)\b|"
    r"^cl[ôo]ture\b|^ouverture\b|^date limite\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"cl[ôo]t(?:ure|uré|ure|urée|urera)?\b|se clôt|ferm(?:e|é|era|eture)|\bclose?s?\b|au plus tard|avant le|"
    r"au-delà du|s'achève|jusqu'au|"
    r"jusqu'à (?:la )?(?:fin|mi-)|jusqu'en|date limite|"
    r"(?:reçue?s?|déposée?s?|envoyée?s?|transmis|arrivée?s?|parvenue?s?|remis) (?:\w+ )?après|"
    r"dernier (?:jour|délai)|\bfin d(?:u|es) dépôts?\b|date butoir|délai de rigueur|prend fin|se termine",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"ouvre|ouvert|ouverture|à partir du|à compter du|dès le|débute|\bcourt\b|\blancée?s?\b", re.IGNORECASE
)
_OPEN = re.compile(r"dépos|dépôt|\bappel\b|campagne|saisie|téléservice|plateforme|ouvert|inscri", re.IGNORECASE)
_NOT_OPEN = re.compile(r"étudi|instru|examin|vacances|réuni|formation|webinaire|séances?\b|atelier", re.IGNORECASE)
_LASTS = re.compile(
    r"\b(?:appel|dépôt|téléservice|plateforme|campagne)\b[^.]{0,40}\b(?:ouverte?|dure|durée|ouvert)\b[^.\d]{0,20}"
    r"\b(\d+) (jours?|semaines?|mois)\b"
    r"|\b(\d+|une?) (jours?|semaines?|mois)\b pour (?:déposer|répondre|candidater|remplir)\b",
    re.IGNORECASE,
)
_SPANS = {"j": (1.0, 2.0), "s": (7.0, 6.9), "m": (30.4, 16.0)}
"""In days: how long a day, a week and a month are, and how far from the truth a text may round them."""
_BILAN = re.compile(r"\bbilans?\b|compte[- ]rendu|afas", re.IGNORECASE)
_HANDED = re.compile(r"\bdû|parven|dépos|remis|rend|attendu|retour|transm", re.IGNORECASE)
_EVENTS = {
    "committee": re.compile(r"\bcomité\b", re.IGNORECASE),
    "webinar": re.compile(r"\bwebinaires?\b", re.IGNORECASE),
    "notification": re.compile(r"\bnotifi\w+|\bréponses?\b", re.IGNORECASE),
}
_SITS = re.compile(
    r"\bcomité\b[^.]*(?:réuni|siège|examin|étudi|séance)|(?:réuni|siège|examin|étudi|séance)[^.]*\bcomité\b|"
    r"\b(?:la commission|l'instance)\b[^.]{0,20}(?:examin|étudi)\w+ les dossiers",
    re.IGNORECASE,
)
_SESSION = re.compile(r"\b(?:comité|commission|séance|instance)\b", re.IGNORECASE)
_HOUR = re.compile(r"\b(?:à|jusqu'à|avant) (?:(\d{1,2}) ?(?:h(?:eures?)?|:) ?(\d{2})?|(midi|minuit))", re.IGNORECASE)
_HOUR_AFTER = re.compile(r"\s*[,;(-]\s*(\d{1,2}) ?(?:h(?:eures?)?|:) ?(\d{2})?()", re.IGNORECASE)
_MONTH = re.compile(rf"\b(?:en|fin|début|mi-|courant|au mois (?:de |d')) ?({MONTHS})\b(?:\s+(\d{{4}}))?", re.IGNORECASE)
_YEARS = re.compile(r"\b(20\d\d) ?[-/] ?(20\d\d|\d\d)\b(?![-/])")
_RENTREE = re.compile(
    r"\b(?:rentrée|année scolaire)(?: scolaire)?(?: de septembre)? (20\d\d)\b(?! ?[-/])", re.IGNORECASE
)
_MONTH_YEAR = re.compile(rf"\b({MONTHS}) (20\d\d)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:bilan|précéden|dernière|dernier|passée?|agréé|depuis|dès|l'an\b|évaluation|réalisé|en 20|schéma|"
    r"convention|plan|"
    r"pluriannuel|historique|créé|charte|circulaire|décret|loi\b|avant|afas|écoulée?)",
    re.IGNORECASE,
)


def check_days_said(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report days in words that the calendar does not have, or that the file says otherwise."""
    for call in reviewed.calls:
        for said in call.said:
            if not said.words or said.path[0] == "sources":
                continue
            for sentence in sentences(said.text):
                days = list(said_days(sentence))
                yield from ((call, found) for found in _real(said.path, days, call.year))
                if said.path[0] not in NOT_PROSE:
                    yield from ((call, found) for found in _beside_the_file(said.path, sentence, days, call))
                if call.year is not None:
                    yield from ((call, found) for found in _years(said, sentence, call.year))


def _wrong(path: Path, reason: str, mend: str, check: str = "said.day") -> Found:
    return Found(check, "error", path, reason, mend)


def _real(path: Path, days: list[SaidDay], year: SchoolYear | None) -> Iterator[Found]:
    for each in days:
        if not each.exists or not 1 <= each.month <= 12:
            yield _wrong(path, f"« {each.text} » n'existe pas.", "Corrigez le jour.")
            continue
        around = [] if year is None else [year.start, year.start + 1]
        candidates = [each.year] if each.year is not None else around
        named = [day for one in candidates if (day := each.on(one)) is not None]
        if each.weekday is not None and named and all(day.weekday() != each.weekday for day in named):
            really = DAYS[named[0].weekday()]
            reason = f"« {each.text} » : le {write_day(named[0])} est un {really}."
            yield _wrong(path, reason, "Corrigez le jour de la semaine ou la date.", "said.weekday")


def _beside_the_file(path: Path, sentence: str, days: list[SaidDay], call: FileRead) -> Iterator[Found]:
    calendar, bilan = call.table("calendar"), call.table("bilan")
    opens, closes = day_at(calendar, "opens"), day_at(calendar, "closes")
    due = day_at(bilan, "due")
    about_bilan = path[0] == "bilan" or _BILAN.search(sentence) is not None
    of_the_call = _CALL.search(sentence) is not None and not about_bilan and not _SESSION.search(sentence)
    closing = _CLOSING.search(sentence) is not None and of_the_call
    opening = _OPENING.search(sentence) is not None and of_the_call
    known = {day: words for day, words in ((opens, "l'ouverture"), (closes, "la clôture"), (due, "le bilan dû")) if day}
    spanned = _spanned(sentence, days, opens, of_the_call=of_the_call)
    for each in days:
        same = next((day for day in known if each.on(day.year) == day and each.year in (None, day.year)), None)
        if same is not None:
            reason = f"« {each.text} » redit un jour du fichier ({known[same]})."
            yield Found("said.restated", "remark", path, reason, "Retirez-le, il s'affiche déjà.")
            continue
        before = sentence[: each.start]
        until = opening and re.search(r"\bau\s*$", before) is not None
        last = spanned.get(each) == "closes"
        if (closing or until or last) and closes and (last or not opening or _nearest(before) == "closes"):
            reason = f"« {each.text} » : le fichier clôt l'appel le {write_day(closes)}."
            yield _wrong(path, reason, "Retirez ce jour du texte, ou corrigez « closes ».")
        elif (opening or each in spanned) and opens:
            reason = f"« {each.text} » : le fichier ouvre l'appel le {write_day(opens)}."
            yield _wrong(path, reason, "Retirez ce jour du texte, ou corrigez « opens ».")
        elif about_bilan and due and (_CLOSING.search(sentence) or _HANDED.search(sentence)):
            yield _wrong(path, f"« {each.text} » : le bilan est dû le {write_day(due)}.", "Retirez ce jour du texte.")
    yield from _events_said(path, sentence, days, call)
    on_the_last = of_the_call and closes and any(each.on(each.year or closes.year) == closes for each in days)
    if (closing or on_the_last) and closes and not denies(sentence):
        after = [_HOUR_AFTER.match(sentence, each.end) for each in days]
        for found in [*_HOUR.finditer(sentence), *filter(None, after)]:
            late = (found[3] and found[3].lower() == "minuit") or (found[1] == "23" and found[2] == "59")
            if not late and found[1] not in ("24", "0"):
                reason = f"« {found[0]} » : le dernier jour vaut jusqu'à 23 h 59 min 59 s."
                yield _wrong(path, reason, "Retirez l'heure.", "said.hour")
    if opens and closes and of_the_call:
        yield from _lasting(path, sentence, (closes - opens).days + 1)
    yield from _months(path, sentence, call, closing=closing, opening=opening, about_bilan=about_bilan)


def _events_said(path: Path, sentence: str, days: list[SaidDay], call: FileRead) -> Iterator[Found]:
    """Report a day or an hour of an event that the calendar gives otherwise."""
    if _BILAN.search(sentence) or _CLOSING.search(sentence):
        return
    for kind, shape in _EVENTS.items():
        events = [each for _, each in call.each("calendar", "events") if text_at(each, "kind") == kind]
        known = [day for each in events if (day := day_at(each, "when")) is not None]
        if not shape.search(sentence) or not known or len(known) < len(events):
            continue
        for each in days:
            if not any(each.on(day.year) == day and each.year in (None, day.year) for day in known):
                listed = ", ".join(map(write_day, known))
                yield _wrong(path, f"« {each.text} » : d'après le calendrier, {listed}.", "Corrigez l'un ou l'autre.")
        hours = {(when.hour, when.minute) for each in events if isinstance(when := each.get("when"), datetime)}
        for found in _HOUR.finditer(sentence) if days and hours else ():
            if found[1] and (int(found[1]), int(found[2] or 0)) not in hours:
                reason = f"« {found[0]} » : le calendrier donne une autre heure."
                yield _wrong(path, reason, "Corrigez l'une ou l'autre.", "said.hour")


def _spanned(sentence: str, days: list[SaidDay], opens: date | None, *, of_the_call: bool) -> dict[SaidDay, str]:
    """Return what the days of « du … au … » are, where a sentence says by them when one deposits."""
    begun = opens is not None and any(each.on(each.year or opens.year) == opens for each in days)
    if not (begun or (of_the_call and _OPEN.search(sentence))) or _NOT_OPEN.search(sentence):
        return {}
    found: dict[SaidDay, str] = {}
    for first, last in pairwise(sorted(days, key=lambda each: each.start)):
        if re.search(r"\bdu\s*$", sentence[: first.start]) and sentence[first.end : last.start].strip() in ("au", "-"):
            found |= {first: "opens", last: "closes"}
    return found


def _lasting(path: Path, sentence: str, days: int) -> Iterator[Found]:
    for found in _LASTS.finditer(sentence):
        said = found[1] or found[3]
        length, around = _SPANS[(found[2] or found[4])[0].lower()]
        if abs((int(said) if said.isdigit() else 1) * length - days) > around:
            reason = f"« {found[0]} » : d'après le fichier, l'appel est ouvert {days} jours."
            yield Found("said.duration", "warning", path, reason, "Corrigez l'un ou l'autre.")


def _nearest(before: str) -> str:
    """Tell whether the words before a day speak last of the closing or of the opening."""
    if re.search(r"\bau\s*$", before) and re.search(r"\bdu\b", before):
        return "closes"
    ends = [found.end() for found in _CLOSING.finditer(before)] or [-1]
    starts = [found.end() for found in _OPENING.finditer(before)] or [-1]
    return "closes" if max(ends) >= max(starts) else "opens"


def _months(
    path: Path, sentence: str, call: FileRead, *, closing: bool, opening: bool, about_bilan: bool
) -> Iterator[Found]:
    calendar = call.table("calendar")
    in_session = _months_of(call, "committee")
    for found in _MONTH.finditer(sentence):
        month = _month(found[1])
        expected: set[int] = set()
        what = ""
        if _SITS.search(sentence):
            expected, what = in_session, "le comité siège"
        elif re.search(
            r"réponses?|notifi|résultats?|décisions? (?:est|sont|du comité)|avisée?s?\b", sentence, re.IGNORECASE
        ):
            expected, what = _months_of(call, "notification"), "la réponse est donnée"
        elif re.search(r"acompte|avance", sentence, re.IGNORECASE):
            paid = [day for _, each in call.each("advances") if (day := day_at(each, "on"))]
            expected, what = {day.month for day in paid}, "l'acompte est payé"
        elif closing and (day := day_at(calendar, "closes")):
            expected, what = {day.month}, "l'appel se clôt"
        elif opening and (day := day_at(calendar, "opens")):
            expected, what = {day.month}, "l'appel s'ouvre"
        elif about_bilan and (day := day_at(call.table("bilan"), "due")) and _HANDED.search(sentence):
            expected, what = {day.month}, "le bilan est dû"
        if expected and month not in expected and path[:1] != ("calendar",):
            named = ", ".join(MONTH_NAMES[each - 1] for each in sorted(expected))
            reason = f"« {found[0]} » : d'après le fichier, {what} en {named}."
            yield _wrong(path, reason, "Corrigez l'un ou l'autre.", "said.month")


def _months_of(call: FileRead, kind: str) -> set[int]:
    """Return the months in which the events of a kind fall."""
    whens = [when_at(each, "when") for _, each in call.each("calendar", "events") if text_at(each, "kind") == kind]
    return {day.month for when in whens if when for day in (when.first, when.last)}


def _month(name: str) -> int:
    plain = name.lower().translate(str.maketrans("éû", "eu"))
    return next(rank for rank, each in enumerate(MONTH_NAMES, 1) if each.translate(str.maketrans("éû", "eu")) == plain)


def _years(said: Said, sentence: str, year: SchoolYear) -> Iterator[Found]:
    path = said.path
    past = path[0] in ("bilan", "approved", "gaps", "documents") or _PAST.search(sentence) is not None
    for found in _YEARS.finditer(sentence):
        start = int(found[1])
        end = int(found[2]) if len(found[2]) == 4 else start // 100 * 100 + int(found[2])
        if len(found[2]) == 2 and end != start + 1:
            continue  # « 2025-09 » is a month
        if end <= start:
            yield _wrong(path, f"« {found[0]} » : la fin vient avant le début.", "Corrigez les années.", "said.year")
        elif end == start + 1 and start != year.start and not (past and start <= year.start):
            reason = f"« {found[0]} » : ce fichier est celui de {year}."
            yield Found("said.year", "warning", path, reason, "Corrigez l'année, ou dites pourquoi elle est nommée.")
    for found in _RENTREE.finditer(sentence):
        if int(found[1]) not in (year.start, year.start + 1) or (
            "rentrée" in found[0].lower() and int(found[1]) != year.start
        ):
            reason = f"« {found[0]} » : la rentrée de {year} est celle de {year.start}."
            yield Found("said.year", "warning", path, reason, "Corrigez l'année.")
    for found in _MONTH_YEAR.finditer(sentence):
        first, last = days_of_a_call(year)
        if not first <= date(int(found[2]), _month(found[1]), 1) <= last and not past:
            reason = f"« {found[0]} » est loin de l'année {year}."
            yield Found("said.year", "warning", path, reason, "Corrigez l'année.")
