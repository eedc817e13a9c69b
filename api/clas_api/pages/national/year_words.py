"""What pages say of the steps of a year of rules: what each does, what comes after it, and from when it is served."""

from collections.abc import Mapping

from clas_core.national.life import Status

TITLES: Mapping[Status, str] = {
    "consultation": "Mettre {year} en consultation",
    "in_force": "Mettre {year} en vigueur",
    "closed": "Clore {year}",
}
EFFECTS: Mapping[Status, tuple[str, ...]] = {
    "consultation": (
        "Les agents et les responsables de toutes les Cafs servies lisent le projet et en commentent chaque point.",
        "Les responsables en sont prévenus par courriel, une fois.",
        "Le projet peut encore changer : chaque avis dit de quelle version il est.",
        "Rien ne se dépose sous un projet ; les simulations disent qu'elles sont provisoires.",
    ),
    "in_force": (
        "Les règles ne changent plus : une erreur se corrige par un fichier de correction daté et motivé.",
        "La consultation est close : plus aucun avis ne se donne. Ce qui a été dit et répondu reste lisible.",
        "Les appels de cette année peuvent recevoir des dossiers, et leurs montants ne sont plus provisoires.",
    ),
    "closed": (
        "L'année est dite close partout où ses règles sont montrées.",
        "Plus rien ne se dépose sous ses règles, pas même un complément qu'une Caf a demandé.",
        "Les dossiers déposés sous ces règles les gardent : leurs montants ne changent pas.",
    ),
}
LASTING = "Cela ne s'annule pas : une étape franchie reste dans le fichier, avec votre nom et le jour."
START = (
    "Cela vaut au prochain démarrage du service : demandez à qui tient l'installation de le redémarrer. D'ici là, "
    "le service applique ce qu'il avait lu."
)
NEXT: Mapping[Status, str] = {
    "draft": "Suite : relisez les deux fichiers, redonnez-les s'ils changent, puis mettez le projet en consultation.",
    "consultation": "Suite : répondez aux avis, redonnez le projet confirmé, puis mettez l'année en vigueur.",
    "in_force": "Suite : chaque département ajoute son appel de l'année ; « Préparation » dit ce qui manque à chacun.",
    "closed": "Suite : rien pour cette année ; ses certificats se vérifient toujours.",
}
"""What comes after each step, for whoever has just taken it."""
AFTER_CORRECTION = "Suite : une fois le service redémarré, chaque nouveau dépôt nomme la correction."
