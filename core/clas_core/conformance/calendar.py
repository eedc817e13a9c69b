"""Days of a call against one another, against its school year, and against the day on which somebody compared them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from clas_core.conformance.found import Found
from clas_core.conformance.holidays import holidays_of
from clas_core.conformance.reviewed import FileRead, Reviewed, day_at, number_at, text_at, when_at
from clas_core.departments.amending import bilan_window, paid_too_early, paid_too_late
from clas_core.errors import Path
from clas_core.years import SchoolYear, write_day, write_when

SHORTEST, LONGEST = 7, 200
"""In days. Calls are open from three weeks to three months; what is far from that is a day in place of another."""

LATEST_ANSWER = 300
"""In days after the closing of a call: what comes later is said of another year."""


def check_calendar(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report days of a call that cannot all be right."""
    for call in reviewed.calls:
        for check in (_window, _events, _bilan, _advances, _approved, _sources):
            yield from ((call, found) for found in check(call))
        yield from ((call, found) for found in _on_holidays(call))
        yield from ((call, found) for found in _compared(call, reviewed.today))
    if reviewed.who is not None:
        for path, siret in reviewed.who.each("caf", "sirets"):
            since = day_at(siret, "since")
            if since and reviewed.today and since > reviewed.today:
                yield reviewed.who, _wrong("calendar.future", (*path, "since"), f"Le {write_day(since)} est à venir.")


_HELD_ON = ("opens", "closes", "on", "when", "due")


def _on_holidays(call: FileRead) -> Iterator[Found]:
    """Report days of a call on which nobody works."""
    for path, table in call.every_table():
        for key in _HELD_ON if path[:1] in (("calendar",), ("advances",), ("aids",), ("bilan",)) else ():
            day = day_at(table, key)
            name = holidays_of(day.year).get(day) if day else None
            if day and name:
                remark = f"Le {write_day(day)} est férié ({name})."
                yield Found("calendar.holiday", "remark", (*path, key), remark, "Vérifiez le jour.")


def _wrong(check: str, path: Path, reason: str, mend: str = "") -> Found:
    return Found(check, "error", path, reason, mend)


def _doubt(check: str, path: Path, reason: str, mend: str = "") -> Found:
    return Found(check, "warning", path, reason, mend)


def _window(call: FileRead) -> Iterator[Found]:
    calendar, year = call.table("calendar"), call.year
    opens, closes = day_at(calendar, "opens"), day_at(calendar, "closes")
    for key, day in (("opens", opens), ("closes", closes)):
        if day and year and date(year.start + 1, 3, 31) < day:
            reason = f"Le {write_day(day)}, l'année {year} est presque finie."
            yield _wrong("calendar.window", ("calendar", key), reason, "Corrigez le jour ou l'année de l'appel.")
        elif day and year and date(year.start + 1, 1, 31) < day and "call" not in call.tables:
            reason = f"Le {write_day(day)}, l'année {year} est à moitié passée."
            yield _doubt("calendar.window", ("calendar", key), reason, "Vérifiez le jour et son année.")
    for key, day in (("opens", opens), ("closes", closes)):
        if day is not None and day.weekday() == 6:
            remark = f"Le {write_day(day)} est un dimanche : nul ne répond ce jour-là."
            yield Found("calendar.weekend", "remark", ("calendar", key), remark, "Vérifiez le jour.")
    if opens is None or closes is None or closes < opens:
        return
    days = (closes - opens).days
    if days < SHORTEST or days > LONGEST:
        reason = f"L'appel reste ouvert {days} jours, du {write_day(opens)} au {write_day(closes)}."
        yield _doubt("calendar.window", ("calendar", "closes"), reason, "Vérifiez les deux jours.")


def _events(call: FileRead) -> Iterator[Found]:
    calendar = call.table("calendar")
    opens, closes = day_at(calendar, "opens"), day_at(calendar, "closes")
    bilan_due = day_at(call.table("bilan"), "due")
    events = list(call.each("calendar", "events"))
    sessions = [when for _, each in events if text_at(each, "kind") == "committee" and (when := when_at(each, "when"))]
    for path, event in events:
        kind, when = text_at(event, "kind"), when_at(event, "when")
        place = (*path, "when")
        yield from _hour(event.get("when"), kind, place)
        if when is None:
            continue
        said, first, last = write_when(when.when), when.first, when.last
        if kind in ("committee", "notification") and closes and last <= closes:
            reason = f"{said} : l'appel ne se clôt que le {write_day(closes)}."
            yield _wrong("calendar.order", place, reason, "Le comité siège, et répond, après la clôture.")
        if kind in ("committee", "webinar", "training") and call.year and first > call.year.last_day:
            reason = f"{said} : l'année {call.year} est finie."
            yield _doubt("calendar.order", place, reason, "Vérifiez l'année de ce jour.")
        if kind == "notification" and sessions and last < min(each.first for each in sessions):
            yield _wrong("calendar.order", place, "Une réponse est annoncée avant que le comité ne siège.")
        if closes and first > closes and _prepares(kind, text_at(event, "title").lower()):
            reason = f"Ce rendez-vous a lieu après la clôture, le {write_day(closes)}."
            yield _doubt("calendar.order", place, reason, "Vérifiez les deux jours.")
        if kind == "notification" and closes and (first - closes).days > LATEST_ANSWER:
            reason = f"{said} : l'appel s'est clos le {write_day(closes)}, bien avant."
            yield _doubt("calendar.order", place, reason, "Vérifiez le mois et l'année de la réponse.")
        if kind in ("webinar", "training") and opens and (opens - last).days > 90:
            yield _doubt("calendar.order", place, f"Plus de trois mois avant l'ouverture, le {write_day(opens)}.")
        if kind == "bilan_due" and bilan_due and not first <= bilan_due <= last:
            reason = f"Le bilan est dû le {write_day(bilan_due)} sous [bilan], et ici : {said}."
            yield _wrong("calendar.bilan", place, reason, "Gardez un seul jour.")
    opened = [when for _, each in events if text_at(each, "kind") == "bilan_opens" and (when := when_at(each, "when"))]
    for path, event in events:
        due = when_at(event, "when")
        if text_at(event, "kind") == "bilan_due" and due and any(each.first > due.last for each in opened):
            yield _wrong("calendar.bilan", (*path, "when"), "Le bilan est dû avant de pouvoir être déposé.")


def _prepares(kind: str, title: str) -> bool:
    """Tell whether an event is for whoever has a dossier to deposit."""
    if kind == "webinar":
        return "bilan" not in title
    return kind in ("training", "other") and re.search(r"dépos|dépôt|dossier|appel à projets", title) is not None


def _hour(written: Any, kind: str, place: Path) -> Iterator[Found]:
    if isinstance(written, datetime):
        if written.time() == time(0):
            yield _doubt("calendar.hour", place, "Minuit n'est pas une heure de réunion.", "Écrivez le jour seul.")
        elif not 7 <= written.hour <= 21:
            yield _doubt("calendar.hour", place, f"{written.hour} h {written.minute:02d} : vérifiez l'heure.")
    day = written.date() if isinstance(written, datetime) else written
    if isinstance(day, date) and day.weekday() >= 5 and kind in ("webinar", "training", "committee"):
        name = "samedi" if day.weekday() == 5 else "dimanche"
        yield Found("calendar.weekend", "remark", place, f"Le {write_day(day)} est un {name} : vérifiez le jour.")


def _bilan(call: FileRead) -> Iterator[Found]:
    year, bilan = call.year, call.table("bilan")
    due, since = when_at(bilan, "due"), when_at(bilan, "since")
    closes = day_at(call.table("calendar"), "closes")
    if year is None:
        return
    about = _year(bilan, "about")
    if about is not None and about.start >= year.start:
        reason = f"Le bilan {about} ne peut pas exister quand l'appel {year} se dépose."
        yield _wrong("calendar.bilan", ("bilan", "about"), reason, f"Attendu, une année d'avant : {year.previous}.")
    elif about is not None and about != year.previous:
        reason = f"Le bilan de l'année d'avant est celui de {year.previous}, et non de {about}."
        yield _doubt("calendar.bilan", ("bilan", "about"), reason, "Vérifiez l'année.")
    if due is not None:
        first, last = bilan_window(year)
        if due.first < first or due.last > last:
            reason = f"Le bilan de {year} se dépose du {write_day(first)} au {write_day(last)}."
            yield _wrong("calendar.bilan", ("bilan", "due"), reason, "Corrigez ce jour.")
        elif due.last < date(year.start + 1, 3, 1):
            reason = f"Le {write_day(due.last)}, l'année {year} est loin d'être finie."
            yield _doubt("calendar.bilan", ("bilan", "due"), reason, "Vérifiez ce jour.")
        if since and since.first > due.last:
            yield _wrong(
                "calendar.bilan", ("bilan", "since"), "Le bilan s'ouvre après le dernier jour pour le déposer."
            )
        if closes and due.last <= closes:
            yield _wrong("calendar.bilan", ("bilan", "due"), f"Avant la clôture de l'appel, le {write_day(closes)}.")
    if since and closes and since.first > closes and bilan.get("needed_for_next_deposit") is True:
        reason = "Le bilan est exigé pour déposer, et ne s'ouvre qu'après la clôture de l'appel."
        yield _wrong("calendar.bilan", ("bilan", "since"), reason, "Corrigez ce jour, ou la clôture.")
    if since and about and since.last < date(about.start - 1, 9, 1):
        remark = f"Le {write_day(since.last)}, l'année {about} n'avait pas commencé."
        yield Found("calendar.bilan", "remark", ("bilan", "since"), remark, "Vérifiez ce jour.")


def _year(table: Mapping[str, Any], key: str) -> SchoolYear | None:
    try:
        return SchoolYear.parse(str(table.get(key)))
    except ValueError:
        return None


def _advances(call: FileRead) -> Iterator[Found]:
    year, closes = call.year, day_at(call.table("calendar"), "closes")
    due = day_at(call.table("bilan"), "due")
    sessions = [
        when
        for _, each in call.each("calendar", "events")
        if text_at(each, "kind") == "committee" and (when := when_at(each, "when"))
    ]
    earlier: dict[date, Path] = {}
    for path, table in call.every_table():
        advanced = len(path) > 1 and ("advances" in path or path[-1] == "advance")
        when = when_at(table, "on") if advanced else None
        if when is None:
            continue
        day = when.last
        place = (*path, "on")
        if reason := paid_too_early(closes, day):
            yield _wrong("calendar.advances", place, reason, "Corrigez ce jour.")
        elif sessions and day < min(each.first for each in sessions):
            reason = "Un acompte n'est pas payé avant que le comité n'ait siégé."
            yield _wrong("calendar.advances", place, reason, "Corrigez l'un des deux jours.")
        if year and (reason := paid_too_late(year, day)):
            yield _wrong("calendar.advances", place, reason, "Corrigez ce jour.")
        elif due and day >= due:
            reason = f"Le bilan est déjà dû, le {write_day(due)} : c'est un solde."
            yield _wrong("calendar.advances", place, reason, "Corrigez l'un des deux jours.")
        if len(path) == 2 and when.first == day and earlier.setdefault(day, path) != path:
            yield _doubt("calendar.advances", place, f"Deux acomptes le {write_day(day)}.", "Réunissez-les.")


def _approved(call: FileRead) -> Iterator[Found]:
    for path, each in call.each("approved"):
        about = _year(each, "school_year")
        porteurs, actions = number_at(each, "porteurs"), number_at(each, "actions")
        if about and call.year and about.start >= call.year.start:
            reason = f"Rien n'est encore agréé pour {about} quand l'appel {call.year} s'ouvre."
            yield _wrong("calendar.approved", (*path, "school_year"), reason, "Nommez une année passée.")
        if 0 in (porteurs, actions):
            yield _doubt("amounts.approved", path, "Zéro agréé n'apprend rien.", "Écrivez le nombre, ou retirez-le.")
        if porteurs is not None and actions is not None and actions < porteurs:
            reason = f"{actions} actions pour {porteurs} porteurs : chacun en mène une au moins."
            yield _doubt("amounts.approved", (*path, "actions"), reason, "Les deux nombres sont peut-être inversés.")


def _sources(call: FileRead) -> Iterator[Found]:
    checked, closes = day_at(call.tables, "checked_on"), day_at(call.table("calendar"), "closes")
    for path, source in call.each("sources"):
        published = day_at(source, "published_on")
        place = (*path, "published_on")
        if checked and published and published > checked:
            reason = f"Publié le {write_day(published)}, ce document est comparé le {write_day(checked)} : avant."
            yield _wrong("calendar.checked", place, reason, "Corrigez « checked_on » ou ce jour.")
        if closes and published and published > closes and "note" in text_at(source, "title").lower():
            yield _doubt(
                "calendar.sources", place, f"Publié après la clôture, le {write_day(closes)}.", "Vérifiez ce jour."
            )
        named = re.findall(r"20\d\d-20\d\d", text_at(source, "title"))
        if call.year and named and not {str(call.year), str(call.year.previous)} & set(named):
            reason = f"Ce document est de {named[0]}, et l'appel de {call.year}."
            yield Found("calendar.sources", "warning", (*path, "title"), reason, "Nommez celui de l'année.")
        if published is None:
            continue
        if call.year and published.year < call.year.start - 1 and str(call.year) in text_at(source, "title"):
            yield _doubt("calendar.sources", place, f"Un document de {call.year}, publié en {published.year}.")


def _compared(call: FileRead, today: date | None) -> Iterator[Found]:
    published = {path[-1]: day for path, each in call.each("sources") if (day := day_at(each, "published_on"))}
    for path, table in call.every_table():
        checked = day_at(table, "checked_on")
        if checked is None:
            continue
        place = (*path, "checked_on")
        if today and checked > today:
            reason = f"Comparé le {write_day(checked)} : ce jour n'est pas encore venu."
            yield _doubt("calendar.future", place, reason, "Écrivez le jour où quelqu'un l'a vraiment comparé.")
        if call.year and checked < date(call.year.start - 1, 9, 1):
            reason = f"Comparé le {write_day(checked)}, avant qu'un appel {call.year} n'existe."
            yield _doubt("calendar.checked", place, reason, "Écrivez le jour de la dernière comparaison.")
        since = published.get(text_at(table, "source"))
        if path and since and checked < since:
            reason = f"Comparé le {write_day(checked)}, avant la publication de sa source, le {write_day(since)}."
            yield _wrong("calendar.checked", place, reason, "Corrigez l'un des deux jours.")
    if today is not None:
        for path, source in call.each("sources"):
            day = day_at(source, "published_on")
            if day and day > today:
                yield _doubt("calendar.future", (*path, "published_on"), f"Le {write_day(day)} est à venir.")
