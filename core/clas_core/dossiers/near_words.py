"""Which words of French say something alike, for texts to be set beside one another: their stems, and words of the
field that stand for one another. Plain and fixed, so that whoever is shown two words alike can see why.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

_SHORTEST = 4
"""Shorter words are articles and the like."""

_SAY_NOTHING = """
ainsi afin aussi autres avec avoir cette chacun chaque comme dans dont elle elles encore entre etre exemple fait faire
leur leurs notre nous mais ceux celles plus pour sans sein selon sont sous tous tout toute toutes vers votre vous
grace lors puis quand
"""

_WEAK = """
enfants parents jeunes familles eleves aider aide accompagner accompagnement appuyer donner proposer permettre mettre
place moment temps soutien soutenir action activite atelier seance animateur benevole annee projet clas partir suite
apprendre apprenant apprend apprennent apprentissage
"""
"""Words that any claim has: they are shown where they are alike, and count for nothing."""

_ENDINGS = """
issement ierement ication ement ation ition ance ence euse eur ite ive if able ante ant trice teur aient eron eront eon
erez ee iere ier er ir ez ent on ait ion e i
"""
"""In the order in which they are taken off, one from a word that has lost its plural."""
_LEAST_STEM = 4

_NEAR = """
devoirs lecons revisions : travail scolaire
methodologie methodologique outils : methodes
mediatheque ludotheque bibliotheque : bibliotheque
quartier voisinage : locales territoire
decouverte ouverture : elargir
collectivite cohesion : vivre groupe
vie jeux regles respecter : vivre
collectif collective ensemble camarades : groupe
tutorat cooperation parrainage solidarite binomes transmettre transmet : entraide
valorisation talents : valoriser
assiduite emargement absences pointage : presences suivre
suivi : suivre
cahier registre tableau carnet : fiche
gouter repas fete kermesse galette buffet barbecue pique convivialite festif : conviviaux
presenter presentation reunion expliquer livret : informer
explication : comprendre
reglement fonctionnement deroulement dispositif : contenu
rentree inscrire inscrit inscrivent : inscription
comprehension decrypter dechiffrer expliquer : comprendre
vocabulaire pronote bulletin : codes ecole
college enseignants professeurs etablissement : ecole
relais rediriger diriger adresser lien : orienter
structures acteurs reaap assistante pmi : partenaires
discuter discussion parler dialogue : echanges
chercher rapide : informels
quotidien quotidiennement hebdomadaire soir : reguliers
"""
"""Words that are read as others: on the left what is said, on the right what it stands for."""

_NEGATED = re.compile(
    r"(?:\W*(?!(?:qui?|que|quand|lorsqu\w*|si?|dont)\b)\w+){1,3}?\W+(?:ne\s+|n')(?:\w+\W+){1,3}"
    r"(?:pas|plus|jamais|aucune?)\b(?!\W+(?:que|seulement|uniquement)\b)"
)

Concepts = Mapping[str, str]
"""What a text speaks of: each stem, with the word that says it as the text writes it."""


def concepts_of(text: str) -> Concepts:
    """Return what a text speaks of, in the order of its words."""
    found: dict[str, str] = {}
    for written in re.findall(r"[^\W_]+", text):
        for concept in _read_as(_plain(written)):
            found.setdefault(concept, written)
    return found


def is_weak(concept: str) -> bool:
    """Tell whether a concept is one that any claim has."""
    return concept in _weak()


def is_negated(sentence: str) -> bool:
    """Tell whether a sentence says from its beginning what is not done: « Nous ne faisons pas … », not what is not only
    done, nor what somebody who cannot do it is helped with."""
    return _NEGATED.match(_plain(sentence.replace("’", "'"))) is not None


def sentences_of(text: str) -> Sequence[str]:
    """Return the sentences of a text, and the items of its lists, as they are written."""
    parts = re.split(r"(?<=[.!?;])\s+|\n+|(?:^|\s)[-•–]\s+", text)
    return tuple(each for part in parts if (each := re.sub(r"^[-•–]\s+", "", part.strip())))


@lru_cache(maxsize=4_096)
def _read_as(plain: str) -> Sequence[str]:
    """Return the concepts that a word stands for; none for a word that says nothing."""
    if plain in _silent():
        return ()
    stem = stem_of(plain)
    return _near().get(stem, (stem,) if len(plain) >= _SHORTEST else ())


def stem_of(plain: str) -> str:
    """Return the part of a word, without accents, that its forms share; letters that are heard once, and those that are
    not heard, are where it is misspelt."""
    if plain.endswith("aux"):
        plain = f"{plain.removesuffix('aux')}al"
    word = plain[:-1] if plain[-1:] in "sx" else plain
    for ending in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            word = word.removesuffix(ending)
            break
    return re.sub(r"(.)\1", r"\1", word).replace("h", "")


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKD", written.casefold()).encode("ascii", "ignore").decode()


@lru_cache(maxsize=1)
def _endings() -> Sequence[str]:
    return tuple(_ENDINGS.split())


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    return frozenset(_SAY_NOTHING.split())


@lru_cache(maxsize=1)
def _weak() -> frozenset[str]:
    return frozenset(map(stem_of, _WEAK.split()))


@lru_cache(maxsize=1)
def _near() -> Mapping[str, Sequence[str]]:
    return dict(_pairs())


def _pairs() -> Iterator[tuple[str, Sequence[str]]]:
    found: dict[str, list[str]] = {}
    for line in _NEAR.split("\n"):
        said, _, meant = line.partition(":")
        for word in said.split():
            found.setdefault(stem_of(word), []).extend(map(stem_of, meant.split()))
    yield from found.items()
