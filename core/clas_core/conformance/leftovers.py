"""What somebody left to be written or confirmed: in a text, in a comment, in a value taken from a model."""

import re
from collections.abc import Iterator

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed

TO_COMPLETE = "À compléter"
"""What a new plugin's texts begin with until somebody writes them."""

_LEFT = re.compile(
    r"à (?:compléter|préciser|définir|confirmer|renseigner|déterminer|valider|vérifier|remplir|rédiger|"
    r"mettre à jour|revoir|modifier|adapter|remplacer|traduire)\b|\bto ?do\b|\bfixme\b|\btb[cda]\b|\bwip\b|"
    r"lorem ipsum|dolor sit amet|\bx{3,}\b|\?{2,}|_{3,}|\.{4,}|…{2,}|\bbla ?bla\b|\basdf\w*|\bazerty\b|\bqwerty\b|"
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{\w*\}|%\(\w+\)s|(?<!\w)\{\w*\}|<\s*(?:nom|date|prénom|adresse|texte|montant|"
    r"à \w+)[^>]*>|"
    r"\[(?:nom|date|prénom|adresse|texte|montant|lieu|heure|téléphone|courriel|année|insérer[^\]]*|à [^\]]+|"
    r"\.{3}|…)\](?!\()|"
    r"\bjj ?/ ?mm\b|\bmm ?/ ?aaaa\b|\baaaa\b|\bxx ?/ ?xx\b|\b00/00/\d{2,4}|\b(?:xx[ .]?){2,}|\bn° ?(?:\.{2,}|…|x+\b)|"
    r"(?:^|[:(-] *|\b(?:dates?|lieux?|précisions?|informations?|adresses?|montants?|détails?|contacts?|listes?|textes?|"
    r"horaires?|noms?|liens?) )à venir\b|votre texte|texte ici|insérer (?:ici|le|la|un)|\ben (?:cours|"
    r"attente) de (?:rédaction|validation|"
    r"définition|confirmation|réponse)\b|\bà fixer\b|"
    r"(?:\.\.|__|--)/(?:\.\.|__|--)|#(?:ref|n/a|nom|valeur|name|value)[!?]?|\b20(?:xx|__|\.\.)|\(\?\)|\ble "
    r"(?:\.{2,}|…)\s|\bplaceholder\b|"
    r"changeme|change[- ]me|\bchanger ici\b|"
    r"modèle de texte|exemple de texte|\btexte d'exemple\b|ne pas publier|\bbrouillon\b|version provisoire|"
    r"document de travail",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^\W*(?:null|none|nan|undefined|inconnue?|test|texte|titre|nom|prénom|label|foo|bar|abc|n/?c|n/?a|néant|rien|…|"
    r"\.{1,3}|-+|/|x+|\?+|!+)\W*$",
    re.IGNORECASE,
)
_EMPTY_QUOTES = re.compile(r"«\s*(?:…|\.{2,}|\s)\s*»")
_MODEL_PHONE = re.compile(
    r"^(?:0[1-9]\D?(?:00\D?){4}|01\D?02\D?03\D?04\D?05|01\D?23\D?45\D?67\D?89|0(\d)\D?(?:\1\1\D?){4}|"
    r"06\D?12\D?34\D?56\D?78)$"
)
_MODEL_MAIL = re.compile(
    r"^(?:prenom[._-]?nom|nom[._-]?prenom|nom|prenom|xxx+|test|toto|titi|adresse|email|mail|votre\w*|exemple|a|x)@",
    re.IGNORECASE,
)
_MODEL_NAME = re.compile(
    r"\b(?:prénom nom|nom prénom|jean dupont|john doe|m(?:me|\.)? x{1,3}\b|toto\b|tartempion|martin dupont|"
    r"jeanne dupont)",
    re.IGNORECASE,
)
COMMENT = re.compile(
    r"à (?:compléter|confirmer|vérifier|préciser|définir|renseigner|valider|remplacer|revoir)|\btodo\b|"
    r"\bfixme\b|\bxxx+\b|\btb[cda]\b|\?{2,}",
    re.IGNORECASE,
)


def check_leftovers(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report what waits for somebody."""
    for file in reviewed.files:
        for said in file.said:
            text = re.sub(r"\]\([^)]*\)", "]", said.text) if said.kind == "prose" else said.text
            if said.words and (found := _LEFT.search(text) or _EMPTY_QUOTES.search(text) or _ALONE.match(text)):
                reason = f"« {found[0].strip()[:60]} » attend d'être écrit."
                yield file, Found("left.text", "warning", said.path, reason, "Écrivez-le, ou retirez cette clé.")
            elif said.words and (found := _MODEL_NAME.search(text)):
                reason = f"« {found[0]} » est un nom de modèle."
                yield file, Found("left.model", "warning", said.path, reason, "Écrivez le vrai, ou retirez-le.")
            elif (said.kind == "phone" and _MODEL_PHONE.match(said.text.strip())) or (
                said.kind == "email" and _MODEL_MAIL.match(said.text)
            ):
                reason = f"« {said.text[:60]} » est un modèle."
                yield file, Found("left.model", "warning", said.path, reason, "Écrivez le vrai, ou retirez-le.")
        for line, comment in comments_of(file.text):
            if found := COMMENT.search(comment):
                reason = f"« {comment.strip(' #')[:80]} » : une valeur attend d'être confirmée."
                mend = "Confirmez-la, puis retirez le commentaire."
                yield file, Found("left.comment", "warning", (), reason, mend, line=line)


_TOKEN = re.compile(
    r'"""(?:\\.|(?!""").)*(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*', re.DOTALL
)


def comments_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the comments of a TOML text, each with its line: a « # » within quotes begins none."""
    for found in _TOKEN.finditer(text):
        if found[0].startswith("#"):
            yield text.count("\n", 0, found.start()) + 1, found[0]
