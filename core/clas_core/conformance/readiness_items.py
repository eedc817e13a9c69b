"""What a department needs for a year, each thing with what is known of it, who must act, and since when."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from clas_core.conformance.found import Report
from clas_core.conformance.readiness import Actor, Item, Known, Point, Readiness, State, as_of, rules_known_on
from clas_core.departments import Campaign
from clas_core.national import Referential
from clas_core.years import SchoolYear, When, exact_day, write_when

_RANGE = re.compile(r"(>=|<=|==|!=|<|>)\s*([0-9]+(?:\.[0-9]+)*)\s*")
_READ = "jour où le fichier de l'appel a été comparé aux documents du département"
_RULES = "jour depuis lequel les règles nationales de l'année sont connues"


def department_readiness(
    known: Known, year: SchoolYear, referential: Referential | None, core: str, today: date
) -> Readiness:
    """Return how ready a department is for a year; `core` is the version of the core that is installed."""
    code = known.department.code if known.department else ""
    items = tuple(as_of(today, each) for each in _items(known, year, referential, core, today))
    held = "" if referential else f"Les règles nationales de {year} ne sont pas connues."
    return Readiness(slug=known.slug, name=known.name, code=code, items=items, held=held)


def _items(known: Known, year: SchoolYear, referential: Referential | None, core: str, today: date) -> Iterator[Item]:
    since, because = (rules_known_on(referential), _RULES) if referential else (None, "")
    department = known.department
    if department is None:
        yield Item(
            id="plugin",
            label="Le greffon",
            state="blocked",
            told=known.fault or "Il est installé, et n'est pas activé.",
            actor="integrator" if known.fault else "national",
            since=since,
            because=because,
        )
        return
    yield Item(id="plugin", label="Le greffon", state="ready", told="Installé et activé.", actor="integrator")
    yield _core(known, core)
    calls = department.calls_of(year)
    if not calls:
        latest = department.latest
        last = f" Le dernier appel décrit est celui de {latest.title}." if latest else ""
        yield Item(
            id="file",
            label="Le fichier de l'année",
            state="blocked",
            told=f"Le greffon ne décrit aucun appel de {year}.{last}",
            actor="integrator",
            since=since,
            because=because,
        )
    else:
        named = ", ".join(each.title for each in calls)
        yield Item(
            id="file", label="Le fichier de l'année", state="ready", told=f"Il décrit {named}.", actor="integrator"
        )
        yield _check(known, calls)
        for call in calls:
            yield from _days(call, "" if len(calls) == 1 else f" ({call.title})")
        yield _aids(calls)
    yield from _people(known, calls)
    yield _before(known, year, today)


def _core(known: Known, core: str) -> Item:
    fits = satisfies(core, known.requirement) if known.requirement else None
    told = {
        True: f"Le greffon va avec la version installée, {core}.",
        False: f"Le greffon demande {known.requirement}, et {core} est installé : il est à revoir.",
        None: "Le greffon ne dit pas quelle version il connaît.",
    }[fits]
    states: dict[bool | None, State] = {True: "ready", False: "blocked", None: "waiting"}
    return Item(id="core", label="La version du cœur", state=states[fits], told=told, actor="integrator")


def satisfies(version: str, requirement: str) -> bool | None:
    """Tell whether a version lies in a range as ``clas-core>=0.1,<0.2``; `None` where it is not written so."""
    asked = requirement.partition(";")[0].replace("clas-core", "", 1).strip().strip("()")
    parts = [_RANGE.fullmatch(each.strip()) for each in asked.split(",")]
    ours = _numbers(version)
    if ours is None or not asked or any(each is None for each in parts):
        return None
    for each in parts:
        sign, bound = (each[1], _numbers(each[2])) if each else ("", None)
        if bound is None:
            return None
        width = max(len(ours), len(bound))
        one, other = (numbers + (0,) * (width - len(numbers)) for numbers in (ours, bound))
        met = {">=": one >= other, "<=": one <= other, "==": one == other, "!=": one != other}
        if not {**met, "<": one < other, ">": one > other}[sign]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...] | None:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(each) for each in found[0].split(".")) if found else None


def _check(known: Known, calls: Sequence[Campaign]) -> Item:
    read = min(each.checked_on for each in calls)
    state, told = _judged(known.report)
    found = known.report.found if known.report else ()
    waits = [each for each in found if each.level == "error" or each.kind == "left"]
    return Item(
        id="check",
        label="La vérification des fichiers",
        state=state,
        told=told,
        actor="integrator",
        since=None if state == "ready" else read,
        because="" if state == "ready" else _READ,
        points=[
            Point(
                place=f"{each.file}:{each.line or 1}" if each.file else each.place,
                label=each.sentence,
                since=read,
                because=_READ,
            )
            for each in waits
        ],
    )


def _judged(report: Report | None) -> tuple[State, str]:
    if report is None:
        return "waiting", "Pas encore faite aujourd'hui : elle se fait à mesure qu'on lit cette page."
    remarks = _remarks(len(report.remarks))
    if report.problems:
        return "blocked", f"{_counted(len(report.problems), 'erreur')}, {remarks}."
    if report.to_write:
        return "waiting", f"{_counted(len(report.to_write), 'texte')} à écrire, {remarks}."
    return "ready", f"Aucune erreur, {remarks}."


def _days(call: Campaign, which: str) -> Iterator[Item]:
    calendar = call.calendar
    opens = exact_day(calendar.opens)
    for name, label, when in (("opens", "Ouverture", calendar.opens), ("closes", "Clôture", calendar.closes)):
        yield _dated(call, f"{name}{_of(call)}", f"{label}{which}", [] if when is None else [when], opens)
    sessions = [each.when for each in calendar.events if each.kind == "committee"]
    yield _dated(call, f"sessions{_of(call)}", f"Séances du comité{which}", sessions, opens)
    advances = [*call.advances, *(each for aid in call.local_aid for each in aid.advances)]
    if not advances:
        told = "Aucun acompte n'est prévu : il n'y a pas de jour à dire."
        yield Item(
            id=f"payments{_of(call)}", label=f"Jours des acomptes{which}", state="ready", told=told, actor="head"
        )
    else:
        days = [each.on for each in advances if each.on is not None]
        undated = len(advances) - len(days)
        yield _dated(call, f"payments{_of(call)}", f"Jours des acomptes{which}", days, opens, undated=undated)


def _of(call: Campaign) -> str:
    """Return what tells a call from the others of its year, in the name of an item."""
    return f".{call.call}" if call.call else ""


def _dated(
    call: Campaign, name: str, label: str, days: Sequence[When], opens: date | None, *, undated: int = 0
) -> Item:
    """Return what is known of some days: to the day, less precisely, or not at all."""
    vague = [each for each in days if exact_day(each) is None]
    known = bool(days) and not vague and not undated
    if not days:
        told = "Pas encore connu."
    elif known:
        told = f"Connu au jour : {', '.join(map(write_when, days))}."
    else:
        unsure = [*map(write_when, vague), *(["sans jour"] * undated)]
        told = f"Pas encore au jour : {', '.join(unsure)}."
    return Item(
        id=name,
        label=label,
        state="ready" if known else "waiting",
        told=told,
        actor="secretariat" if name.startswith("sessions") else "head",
        since=None if known else call.checked_on,
        because="" if known else _READ,
        before=None if known or name.startswith(("opens", "payments")) else opens,
    )


def _aids(calls: Sequence[Campaign]) -> Item:
    """Return whether what funders give is confirmed: each aid rests on a document of the call's own time, and on no
    condition that is only expected."""
    aids = [(call, aid) for call in calls for aid in call.local_aid]
    unsure = []
    for call, aid in aids:
        published = aid.source.published_on
        if any(each.standing == "expected" for each in aid.criteria):
            unsure.append(f"{aid.label} (condition attendue)")
        elif published is not None and published < date(call.school_year.start, 1, 1):
            unsure.append(f"{aid.label} (document de {published.year})")
        elif published is None:
            unsure.append(f"{aid.label} (document sans date)")
    read = min(each.checked_on for each in calls)
    stated = f"{_counted(len(aids), 'aide')}, par des documents de l'année." if aids else "Le fichier n'en dit aucune."
    told = f"À confirmer : {', '.join(unsure)}." if unsure else stated
    return Item(
        id="aids",
        label="Les aides des financeurs",
        state="waiting" if unsure else "ready",
        told=told,
        actor="secretariat",
        since=read if unsure else None,
        because=_READ if unsure else "",
    )


def _people(known: Known, calls: Sequence[Campaign]) -> Iterator[Item]:
    people = known.people
    if people is None:
        return
    since, because = (min(each.checked_on for each in calls), _READ) if calls else (None, "")
    opens = min((day for each in calls if (day := exact_day(each.calendar.opens))), default=None)

    def item(name: str, label: str, met: bool, told: str, missing: str, actor: Actor) -> Item:
        return Item(
            id=name,
            label=label,
            state="ready" if met else "waiting",
            told=told if met else missing,
            actor=actor,
            since=None if met else since,
            because="" if met else because,
            before=None if met else opens,
        )

    yield item(
        "head",
        "La personne responsable",
        people.heads > 0,
        f"{_counted(people.heads, 'compte')}.",
        "Personne n'est encore entré avec ce rôle : l'administration de la plateforme invite.",
        "national",
    )
    yield item(
        "agents",
        "Qui étudie les dossiers",
        people.agents + people.heads > 0,
        f"{_counted(people.agents, 'compte')} d'agent.",
        "Personne n'est encore entré comme agent.",
        "head",
    )
    wanted = {seat: call.institution_name(seat) for call in calls for each in call.committees for seat in each.members}
    absent = [name for seat, name in wanted.items() if seat not in people.institutions]
    yield item(
        "committee",
        "Les membres du comité",
        not absent,
        f"{_counted(len(wanted), 'institution')}, chacune avec un compte." if wanted else "Le fichier n'en nomme pas.",
        f"Sans compte : {', '.join(absent)}.",
        "head",
    )
    yield item(
        "second_factor",
        "La seconde vérification de connexion",
        not people.unprotected,
        "Rien ne manque.",
        f"{_counted(people.unprotected, 'compte')} sans elle, alors qu'elle est exigée.",
        "head",
    )


def _before(known: Known, year: SchoolYear, today: date) -> Item:
    """Return whether the year before is over: its dossiers closed, once it has ended."""
    last = year.previous
    label = f"L'année {last}"
    left = known.open_before
    if left is None:
        return Item(id="before", label=label, state="later", told="Non connu ici.", actor="head")
    if not left:
        return Item(id="before", label=label, state="ready", told="Aucun dossier n'en est ouvert.", actor="head")
    told = f"{_counted(left, 'dossier')} encore ouvert{'s' if left > 1 else ''}."
    if today <= last.last_day:
        return Item(id="before", label=label, state="later", told=f"{told} L'année n'est pas finie.", actor="head")
    return Item(
        id="before",
        label=label,
        state="waiting",
        told=told,
        actor="head",
        since=last.last_day,
        because="dernier jour de cette année scolaire",
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}"


def _remarks(number: int) -> str:
    return _counted(number, "remarque") if number else "aucune remarque"
