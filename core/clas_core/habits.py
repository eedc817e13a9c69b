"""What people write in a file by habit (of a letter, a spreadsheet, YAML, JSON), and the form that TOML wants of it."""

import re
from datetime import date
from decimal import Decimal

from clas_core.years import MONTH_NAMES, write_day

_MONTHS = {name.translate(str.maketrans("éû", "eu")): rank for rank, name in enumerate(MONTH_NAMES, 1)}
_DAY = re.compile(
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)?\s*(\d{1,2})(?:er)?\s*[-/. ]\s*(\d{1,2}|"
    r"[a-zéû]{3,9})\s*[-/. ]\s*"
    r"(\d{4}|\d{2})\Z",
    re.IGNORECASE,
)
_ISO_LIKE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z", re.ASCII)
_LONGEST = 120
"""Nobody means a day or a number by a longer text."""

_NUMBER = re.compile(r"-?\d[\d \u00a0\u202f.]*(?:,\d+)?\s*(?:€|euros?|eur)?\Z", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*%\Z")
_YES, _NO = ("oui", "yes", "vrai", "on", "true", "y", "o"), ("non", "no", "faux", "off", "false", "n")
_CURLED = "“”„«»‘’‹›`"
_MOMENT = re.compile(
    r"(?P<day>.{6,30}?)(?:,| à|[ T]) *(?P<hour>[01]?\d|2[0-3]) ?(?:h(?:eures?)?|"
    r":) ?(?P<minute>[0-5]\d)?(?::\d\d)?\Z",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:0|\+33[ .-]?)\d(?:[ .-]?\d\d){4}\Z")
_IN_WORDS = re.compile(
    r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|"
    r"mille)(?:[ -][a-zéû]+)*\Z",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(\d{1,3}) ?/ ?(\d{1,3})\Z")
_BARE_LIST = re.compile(r"[\w-]+(?:\s*[,;]\s*[\w-]+)+\Z")
_BLANKS = re.compile("[\u00a0\u2007\u202f]")


def day_meant(text: str) -> str:
    """Say how TOML writes the day that a text seems to be, or that there is none; nothing for any other text."""
    text = text.strip()[:_LONGEST]
    if found := _ISO_LIKE.match(text):
        year, month, day = (int(each) for each in found.groups())
    elif found := _DAY.match(text):
        named = found[2].lower().translate(str.maketrans("éû", "eu"))
        month = int(named) if named.isdigit() else _MONTHS.get(named, 0)
        if not month and len(named) >= 3:
            month = next((rank for name, rank in _MONTHS.items() if name.startswith(named)), 0)
        if not month:
            return ""
        day, year = int(found[1]), int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    else:
        return ""
    try:
        meant = date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            return f"Il n'y a pas de mois {month} : un jour s'écrit année-mois-jour, par exemple 2025-06-30."
        name = MONTH_NAMES[month - 1]
        return f"Le {day} {name} {year} n'existe pas : corrigez le jour, écrit année-mois-jour, par exemple 2025-06-30."
    if text == meant.isoformat():
        return ""
    return f"Le {write_day(meant)} s'écrit {meant.isoformat()}, sans guillemets."


def moment_meant(text: str) -> str:
    """Say how TOML writes the day with its hour that a text seems to be."""
    found = _MOMENT.match(text)
    if found is None:
        return ""
    day = found["day"].strip()
    meant = re.search(r"s'écrit (\d{4}-\d\d-\d\d)", day_meant(day)) or re.fullmatch(r"(\d{4}-\d\d-\d\d)", day)
    if meant is None or re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?", text):
        return ""
    return f"Ce moment s'écrit {meant[1]}T{int(found['hour']):02d}:{found['minute'] or '00'}:00, sans guillemets."


def value_meant(text: str) -> str:
    """Say how TOML writes the day, the number or the truth that a text seems to be; nothing for any other text."""
    text = text.strip()[:_LONGEST]
    if said := day_meant(text) or moment_meant(text):
        return said
    if text.lower() in _YES + _NO:
        return f"Écrivez {'true' if text.lower() in _YES else 'false'}, sans guillemets."
    if found := _PERCENT.match(text):
        share = f"{int(found[1]) / 100:.2f}".rstrip("0") if not found[2] else f"0.{int(found[1]):02d}{found[2]}"
        return f"{text} s'écrit {share}, sans guillemets ni signe."
    if _NUMBER.match(text) and not re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        plain = re.sub(r"[^\d,-]", "", text if "," in text or text.count(".") != 1 else text.replace(".", ","))
        return f"Un nombre s'écrit avec un point, sans espace ni signe : {plain.replace(',', '.').strip('.')}."
    return ""


def right_form(lines: list[str], number: int) -> str:
    """Say how the line `number`, at which a file stops being TOML, was meant; nothing where no habit is known."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    bare = line.strip().lstrip("\ufeff")[:500]
    if re.search("[\x00-\x08\x0b-\x1f\x7f]", bare):
        return "Un caractère de contrôle s'y trouve : retapez la ligne."
    before = next((each.strip() for each in reversed(lines[: max(0, number - 1)]) if each.strip()), "")
    if _BLANKS.search(re.sub(r'"[^"]*"?|#.*', "", bare)) and not _NUMBER.match(bare.partition("=")[2].strip()):
        return "Une espace insécable se trouve hors des guillemets : retapez-la."
    if "=" not in bare and before.endswith(("[", ",")):
        return "Une liste reste ouverte plus haut : fermez-la par « ] »."
    return _of_a_line(bare) or _of_a_pair(bare)


def _of_a_line(bare: str) -> str:
    if bare.startswith(("//", "/*", ";", "--", "<!--", "'''", "%", "!")) and "=" not in bare[:2]:
        return "Un commentaire commence par « # »."
    if bare.startswith("- "):
        return 'Une liste s\'écrit entre crochets : clé = ["…", "…"].'
    if bare.startswith("["):
        if bare.count("[") != bare.count("]"):
            return "Un crochet manque : [table], ou [[table]] pour une table d'une liste."
        if re.search(r"\[[^\]]*(?:\s|[^\x00-\x7f])[^\]]*\]", bare):
            return "Le nom d'une table s'écrit sans blanc ni accent : [sources.note-2025]."
    if bare.startswith(("{", "<", "}")):
        return "Ce fichier est en TOML, et non en JSON ni en XML : chaque ligne dit « clé = valeur »."
    if found := re.match(r'"([\w.-]+)"\s*:', bare):
        return f"Ce fichier est en TOML, et non en JSON : {found[1]} = …, sans guillemets à la clé ni virgule à la fin."
    if (found := re.match(r"([\w.-]+)\s*:\s*(.*)", bare)) and "=" not in found[1]:
        return f"Un signe égal est attendu : {found[1]} = {'…' if not found[2] else found[2][:40]}"
    if (found := re.match(r"([\w.-]+)\s*(?:==|=>|:=|<-|→)\s*(.*)", bare)) is not None:
        return f"Un seul signe égal est attendu : {found[1]} = {found[2][:40]}"
    if (found := re.match(r"([^=\"'\[]*[^\x00-\x7f=\"'\[\s][^=\"'\[]*|[\w.-]+(?: +[\w.'-]+)+) *=", bare)) and bare[
        0
    ] not in "[{":
        return f"« {found[1].strip()[:40]} » : une clé s'écrit sans accent ni blanc."
    if bare and "=" not in bare and not bare.startswith(('"', "'", "]", ",", "#")):
        return "Chaque ligne dit « clé = valeur » ; un texte de plusieurs lignes s'écrit entre trois guillemets."
    return ""


def _of_a_pair(bare: str) -> str:
    _, equals, value = bare.partition("=")
    value = re.sub(r"\s+#.*$", "", value.strip())
    if not equals:
        return 'Les guillemets sont droits : "…".' if any(sign in bare for sign in _CURLED) else ""
    if not value:
        return "Rien ne suit le signe égal : écrivez la valeur, ou retirez la ligne."
    if value[0] in _CURLED or (value[0] in "[{" and re.search(rf"[\[{{,]\s*[{_CURLED}]", value)):
        return 'Les guillemets qui entourent un texte sont droits : "…". Les « … » se gardent à l\'intérieur.'
    if value.endswith((",", ";")) and not value.startswith(("[", "{")):
        return "Une ligne ne finit ni par une virgule, ni par un point-virgule."
    if value in ("|", ">", "|-", ">-"):
        return 'Un texte de plusieurs lignes s\'écrit entre trois guillemets : """…""".'
    if value.lower() in ("null", "none", "nil", "~", "n/a", "nc"):
        return "Ce qu'on ne sait pas ne s'écrit pas : retirez la ligne."
    if _PHONE.match(value):
        return f'Un numéro s\'écrit entre guillemets : "{value}".'
    if re.fullmatch(r"20\d\d ?[-/] ?20\d\d", value):
        return f'Une année scolaire s\'écrit entre guillemets : "{value[:4]}-{value[-4:]}".'
    return value_meant(value) or _of_a_value(value)


def _of_a_value(value: str) -> str:
    if re.match(r"\d{1,2} ?[h:] ?\d{0,2}\Z", value):
        return "Une heure s'écrit avec son jour : 2025-05-07T10:00:00."
    if re.match(r"0\d\Z", value):
        return f"Un nombre s'écrit sans zéro devant : {int(value)}. Un code s'écrit entre guillemets : \"{value}\"."
    if re.match(r"0\d+\Z|0\d(?:[ .]\d\d)+\Z|\+33", value):
        return f'Un numéro s\'écrit entre guillemets : "{value[:30]}".'
    if (found := _FRACTION.match(value)) and 0 < int(found[1]) < int(found[2]):
        return f"Une part s'écrit {Decimal(int(found[1])) / int(found[2]):.4g}, avec un point."
    if re.match(r"\.\d+\Z", value):
        return f"Un nombre commence par un chiffre : 0{value[:20]}."
    if _IN_WORDS.match(value):
        return "Un nombre s'écrit en chiffres, sans unité."
    if value.startswith("(") or _BARE_LIST.match(value):
        named = ", ".join(f'"{each}"' for each in re.findall(r"[\w-]+", value)[:6])
        return f"Une liste s'écrit entre crochets : [{named}]."
    if re.match(r"[$€£]? ?\d", value) and not value.isdigit():
        return "Un nombre s'écrit en chiffres seuls, sans unité ni signe : 12000, ou 150.50."
    if value.startswith('"') and "\\" in value:
        return "Une barre oblique inverse se double (« \\\\ ») ; une adresse s'écrit avec des « / »."
    if value.startswith("'") and value.count("'") % 2:
        return 'Un texte où il y a une apostrophe s\'écrit entre guillemets droits : "…".'
    if value.startswith('"') and value.count('"') % 2:
        return "Un guillemet droit n'est pas fermé sur la ligne."
    if value.startswith('"'):
        return "Un guillemet droit dans le texte le termine : écrivez « … » à l'intérieur."
    if value.startswith("["):
        return "Dans une liste, chaque texte a ses guillemets droits, et une virgule les sépare."
    if re.match(r"[A-Za-zÀ-ÿ(<@]", value):
        return f'Un texte s\'écrit entre guillemets droits : "{value[:40]}".'
    return ""
