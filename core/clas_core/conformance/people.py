"""What concerns persons: a private address, and above all whatever says or asks who a child is."""

import re
from collections.abc import Iterator

from clas_core.conformance.found import Found
from clas_core.conformance.french import plain
from clas_core.conformance.reviewed import FileRead, Reviewed, Said, text_at
from clas_core.errors import Path
from clas_core.questions.question import NUMBERS

_PERSONAL_BOX = re.compile(
    r"@(?:gmail|googlemail|orange|wanadoo|free|hotmail|outlook|live|msn|yahoo|ymail|laposte|sfr|neuf|bbox|aol|"
    r"icloud|me|"
    r"proton|protonmail|gmx|numericable|club-internet|cegetel|tiscali|alice|aliceadsl|voila|caramail|mailo|mac|pm|"
    r"zaclys|ik)"
    r"\.(?:com|fr|net|org|me|ch|eu|ac)\b",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<!\d)(?:\+33 ?|0)[67](?:[ .-]?\d\d){4}(?!\d)")
_HOME = re.compile(
    r"\bdomicile ?:|\b(?:adresse (?:personnelle|privée|postale personnelle)|(?:à|son|mon) domicile|"
    r"domiciliée? (?:au|à)|"
    r"habite (?:au|à)|"
    r"demeurant|chez (?:m\.|mme|monsieur|madame)|num[ée]ro (?:personnel|privé)|téléphone (?:personnel|"
    r"privé)|portable personnel)",
    re.IGNORECASE,
)
_BORN = re.compile(r"\bnée? le \d|\bdate de naissance ?: ?\d", re.IGNORECASE)
_BORN_IN = re.compile(r"\bnée?s? en \d", re.IGNORECASE)
_NAMED_CHILD = re.compile(
    r"\b[A-ZÀ-Þ][a-zà-ÿ]{2,}(?: [A-ZÀ-Þ]\.?)?,? (?:\(?(?:1?\d) ans\)?|(?:en|élève de|scolarisée? en) (?:CP|"
    r"CE[12]|CM[12]|[3-6]e|classe))"
)
_CHILD = (
    r"(?:enfants?|élèves?|eleves?|mineurs?|jeunes|collégiens?|lycéens?|écoliers?|bénéficiaires?|"
    r"participants?|inscrits?|fratrie|filles?|garçons?|adolescents?|ados)"
)
_ASKED = (
    r"(?:nominati\w*|(?:pré)?noms?|prenoms?|identité|état civil|dates? (?:et lieux? )?de naissance|"
    r"âges? de (?:chaque|l'|cet)|âge "
    r"exact|né[es]* le|lieux? de naissance|"
    r"nationalités?|pays d'origine|origines?\b|langues? (?:parlées?|maternelles?)|religions?|santé|sante|"
    r"médica\w*|handicap\w*|"
    r"maladies?|allergies?|traitements? en cours|diagnosti\w*|troubles?\b|\bdys\w*|vaccin\w*|\bpai\b|"
    r"\bpap\b|\bpps\b|\bmdph\b|adresses? |photos?|"
    r"téléphones?|numéros? de (?:sécurité sociale|portable|téléphone)|\bine\b|situation (?:familiale|"
    r"sociale|des parents)|quotient familial|"
    r"casier|sexe|genre|bulletins?|notes scolaires|résultats scolaires|suivi (?:psycholog\w*|social|"
    r"éducatif)|aide sociale à l'enfance|\base\b)"
)
_OF_A_CHILD = re.compile(rf"\b{_ASKED}.*\b{_CHILD}\b|\b{_CHILD}\b.*\b{_ASKED}", re.IGNORECASE | re.DOTALL)
_ALWAYS = re.compile(
    r"liste nominative|liste des (?:enfants|élèves|jeunes|inscrits|participants)|fiches? sanitaires?|carnet "
    r"de (?:santé|vaccination)|"
    r"livrets? de famille|certificats? médica|dates? de naissance|numéro de sécurité sociale|carte vitale|"
    r"bulletins? scolaires?|"
    r"fiches? d'inscription des|noms? (?:et prénoms? )?des (?:enfants|élèves|jeunes)|photos? des (?:enfants|"
    r"élèves|jeunes)|\bprojets? d'accueil individualisés?",
    re.IGNORECASE,
)
_SENSITIVE = re.compile(
    r"\b(?:religions?|confession|origines? ethniques?|ethnie|opinions? politiques?|orientation sexuelle|"
    r"appartenance syndicale|casiers? judiciaires?|nationalités?)\b",
    re.IGNORECASE,
)
_OF_A_FAMILY = re.compile(
    r"\b(?:noms?|prénoms?|adresses?|téléphones?|courriels?|revenus?|situations?) (?:\w+ ){0,3}des "
    r"(?:familles|parents)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?:nombre|combien|part|proportion|pourcentage|effectifs?|taux|total)\b", re.IGNORECASE)
_NEVER = re.compile(
    r"\b(?:jamais|sans (?:nom|donnée|indiquer)|ne (?:joignez|donnez|nommez|joindre|pas)|aucune? (?:nom|"
    r"donnée)|anonym\w*)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\b(?:noms?|prénoms?|dates? de naissance) (?:et prénoms? )?(?:des|de chaque|de l')", re.IGNORECASE)
_COUNTED = (*NUMBERS, "amount", "yes_no")
_ASKS = re.compile(
    r"\b(?:indiqu|join(?:dre|s|t|ez)|fourni|transmett|envo[iy]|donn|précis|renseign|dépos|communiqu|mentionn|saisi|"
    r"list)",
    re.IGNORECASE,
)


def check_people(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report private addresses, and whatever tells or asks who a child is."""
    for file in reviewed.files:
        for said in file.said:
            yield from ((file, found) for found in _addresses(said, file))
            if said.words:
                yield from ((file, found) for found in _told(said))
    for call in reviewed.calls:
        for path, question in call.each("questions"):
            counted = text_at(question, "kind") in _COUNTED
            yield from ((call, found) for found in _asked(path, question, counted=counted))
        for path, document in call.each("deposit", "attachments"):
            if found := _ALWAYS.search(plain(text_at(document, "label"))):
                yield call, _child((*path, "label"), found[0])


def _child(path: Path, words: str) -> Found:
    reason = f"« {words.strip()[:60]} » : ce serait dire ou faire dire qui est un enfant, ou comment il va."
    return Found("people.child", "error", path, reason, "Demandez un nombre d'enfants, jamais qui ils sont.")


def _addresses(said: Said, file: FileRead) -> Iterator[Found]:
    if (said.kind == "email" or said.words) and (found := _PERSONAL_BOX.search(said.text)):
        reason = f"Une adresse {found[0]} est celle d'une personne, et non d'un service."
        yield Found("people.address", "warning", said.path, reason, "Écrivez celle de l'institution.")
    if (said.kind == "phone" or said.words) and _MOBILE.search(said.text):
        table: object = file.tables
        for part in said.path[:-1]:
            table = table[part]  # type: ignore[index]  # where a text was found, its table is
        named = said.words or (isinstance(table, dict) and "name" in table)
        reason = (
            "Un portable" + (", avec le nom de qui le porte," if named else "") + " est peut-être celui d'une personne."
        )
        yield Found(
            "people.mobile", "remark", said.path, reason, "Vérifiez qu'il est professionnel, et qu'elle l'a voulu."
        )


def _told(said: Said) -> Iterator[Found]:
    text = plain(said.text)
    if found := _HOME.search(text):
        reason = f"« {found[0]} » : l'adresse d'une personne ne se publie pas."
        yield Found("people.home", "warning", said.path, reason, "Écrivez celle de son institution.")
    of_a_child = _OF_A_CHILD.search(text) if _ASKS.match(text.lstrip("-* ")) else None
    if (
        of_a_child
        and said.path[0] not in ("questions", "criteria")
        and not _NEVER.search(text)
        and not _COUNT.search(text)
    ):
        yield _child(said.path, of_a_child[0])
        return
    born = _BORN.search(text) or (_BORN_IN.search(text) if re.search(rf"\b{_CHILD}\b", text, re.IGNORECASE) else None)
    if (found := born) or (found := _NAMED_CHILD.search(text)):
        yield _child(said.path, found[0])
    if (
        said.path[0] not in ("questions", "criteria")
        and (found := _ALWAYS.search(text))
        and _ASKS.search(text)
        and not _NEVER.search(text)
        and not _COUNT.search(text)
    ):
        yield _child(said.path, found[0])


def _asked(path: Path, question: object, *, counted: bool) -> Iterator[Found]:
    assert isinstance(question, dict)
    for key in ("label", "hint"):
        text = plain(text_at(question, key))
        found = _ALWAYS.search(text) or _OF_A_CHILD.search(text)
        if counted and _WHO.search(text) and not _COUNT.search(text):
            yield _child((*path, key), text)
            return
        if (
            found
            and not counted
            and not _NEVER.search(text)
            and not (_COUNT.search(text) and key == "hint")
            and not _COUNT.match(text)
        ):
            yield _child((*path, key), found[0])
            return
    for key in ("label", "hint"):
        if sensitive := _SENSITIVE.search(plain(text_at(question, key))):
            reason = f"« {sensitive[0]} » : nul n'a à le savoir de quelqu'un pour étudier un dossier."
            yield Found("people.sensitive", "error", (*path, key), reason, "Retirez cette question.")
        elif family := _OF_A_FAMILY.search(plain(text_at(question, key))):
            reason = f"« {family[0]} » : ce serait faire dire qui sont des familles."
            yield Found("people.family", "error", (*path, key), reason, "Demandez un nombre.")
    choices = question.get("choices")
    label = text_at(question, "label")
    if (
        isinstance(choices, list)
        and re.search(r"handicap|santé|nationalité|origine|religion", label, re.IGNORECASE)
        and re.search(rf"\b{_CHILD}\b|\bl'enfant\b|\bchaque\b", label, re.IGNORECASE)
        and not _COUNT.search(label)
    ):
        yield _child((*path, "label"), label)
