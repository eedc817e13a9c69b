"""Invented porteurs. Their numbers have sound check digits and begin with 999, which no organisation has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stdnum import luhn


@dataclass(frozen=True, slots=True)
class Organisation:
    """An invented organisation: who, where, and how many actions its dossier has."""

    number: int
    name: str
    nature: str
    city: str
    postal_code: str
    actions: int

    @property
    def siret(self) -> str:
        siren = f"999{self.number:05d}"
        siren += luhn.calc_check_digit(siren)
        establishment = siren + "0001"
        return establishment + luhn.calc_check_digit(establishment)

    @property
    def email(self) -> str:
        return f"porteur{self.number}@clas.example"

    def as_json(self) -> dict[str, Any]:
        """Return the organisation as a porteur of the service."""
        return {
            "name": self.name,
            "siret": self.siret,
            "siret_since": "2019-01-01",
            "rna": f"W5110{self.number:05d}" if self.nature == "association" else None,
            "nature": self.nature,
            "address": {"lines": [f"{self.number} rue des Écoles"], "postal_code": self.postal_code, "city": self.city},
            "representative": {
                "name": REPRESENTATIVES[self.number % len(REPRESENTATIVES)],
                "role": "maire" if self.nature == "commune" else "présidence",
            },
            "email": self.email,
            "phone": None,
        }


REPRESENTATIVES = ("Camille Aubry", "Sacha Lemoine", "Dominique Perrin", "Claude Vasseur", "Andrea Roussel")

_MARNE = (
    ("Maison de quartier des Tilleuls", "association", "Reims", "51100", 7),
    ("Centre social du Pré aux Clercs", "association", "Reims", "51100", 6),
    ("Ville de Vitry-aux-Arbres", "commune", "Vitry-le-François", "51300", 6),
    ("Les Ateliers de la Vesle", "association", "Reims", "51100", 5),
    ("Coup de pouce Croix-Rouge", "association", "Reims", "51100", 5),
    ("Foyer rural de Fismes", "association", "Fismes", "51170", 5),
    ("Caisse des écoles d'Épernay-Ouest", "public_establishment", "Épernay", "51200", 5),
    ("Lire et grandir", "association", "Châlons-en-Champagne", "51000", 5),
    ("Communauté de communes des Coteaux", "intercommunality", "Dormans", "51700", 5),
    ("La Passerelle", "association", "Châlons-en-Champagne", "51000", 4),
    ("Espace Orgeval", "association", "Reims", "51100", 4),
    ("Ville de Sézanne-en-Brie", "commune", "Sézanne", "51120", 4),
    ("Les Francas du Vignoble", "association", "Ay-Champagne", "51160", 4),
    ("Mosaïque", "association", "Épernay", "51200", 4),
    ("Centre socioculturel de la Marne", "association", "Vitry-le-François", "51300", 4),
    ("Fondation des Deux Rives", "foundation", "Tinqueux", "51430", 4),
    ("Entraide scolaire de Suippes", "association", "Suippes", "51600", 3),
    ("Tremplin jeunesse", "association", "Cormontreuil", "51350", 3),
    ("Ville de Sainte-Ménehould-le-Pont", "commune", "Sainte-Menehould", "51800", 3),
)
"""Nineteen porteurs and eighty-six actions, as many as the framing note of the Marne counts for the year before."""

_SEINE_ET_MARNE = (
    ("Maison des associations de Meaux-Nord", "association", "Meaux", "77100", 4),
    ("Ville de Melun-sur-Almont", "commune", "Melun", "77000", 3),
    ("Les Enfants du Grand Morin", "association", "Coulommiers", "77120", 3),
    ("Centre social Arc-en-ciel", "association", "Chelles", "77500", 2),
    ("Réussir ensemble", "association", "Torcy", "77200", 2),
    ("Caisse des écoles de Provins-Haute", "public_establishment", "Provins", "77160", 2),
    ("Savoirs en fête", "association", "Fontainebleau", "77300", 1),
    ("La Clé des champs", "association", "Nemours", "77140", 1),
    ("Ville de Mitry-la-Plaine", "commune", "Mitry-Mory", "77290", 2),
    ("Les Cahiers du lundi", "association", "Lagny-sur-Marne", "77400", 1),
    ("Tous au collège", "association", "Montereau-Fault-Yonne", "77130", 2),
    ("Point d'appui", "association", "Ozoir-la-Ferrière", "77330", 1),
)


def organisations(slug: str) -> Iterator[Organisation]:
    """Yield the invented porteurs of a department; none for one that the demonstration does not know."""
    first, listed = {"marne": (101, _MARNE), "seine_et_marne": (201, _SEINE_ET_MARNE)}.get(slug, (0, ()))
    for number, row in enumerate(listed, start=first):
        yield Organisation(number, *row)
