"""What click says of a command written wrongly, in French: the library speaks English alone."""

import re

_SAID = tuple(
    (re.compile(english, re.DOTALL), french)
    for english, french in (
        (r"Invalid value for '(.+?)'(?: / '.+?')?: (.+)", r"Valeur non admise pour « \1 » : \2"),
        (r"Invalid value: (.+)", r"Valeur non admise : \1"),
        (r"No such option: (\S+?)\.?( .*)?$", r"L'option « \1 » n'existe pas.\2"),
        (r"No such option '(.+?)'\.( .*)?$", r"L'option « \1 » n'existe pas.\2"),
        (r"No such command '(.+?)'\.( .*)?$", r"La commande « \1 » n'existe pas.\2"),
        (r"Missing argument (.+?)\.(.*)", r"Il manque l'argument \1.\2"),
        (r"Missing option (.+?)\.(.*)", r"Il manque l'option \1.\2"),
        (r"Missing command\.", "Il manque une commande."),
        (r"Got unexpected extra arguments? \((.+)\)", r"En trop : « \1 »."),
        (r"Option '(.+?)' requires an argument\.", r"L'option « \1 » demande une valeur."),
        (r"Option '(.+?)' requires (\d+) arguments\.", r"L'option « \1 » demande \2 valeurs."),
        (r"Option '(.+?)' does not take a value\.", r"L'option « \1 » ne prend pas de valeur."),
        (r"(\S+) is not in the range (\S+?)<=x<=(\S+?)\.", r"\1 n'est pas entre \2 et \3."),
        (r"(\S+) is not in the range x>=(\S+?)\.", r"\1 est plus petit que \2."),
        (r"'([^']*)' is not a valid (?:integer|integer range)\.", r"« \1 » n'est pas un nombre entier."),
        (
            r"'([^']*)' does not match the format '%Y-%m-%d'\.",
            r"« \1 » n'est pas un jour, tel 2026-06-01.",
        ),
        (r"'([^']*)' is not a valid UUID\.", r"« \1 » n'est pas une clé."),
        (r"'([^']*)' is not one of (.+)\.", r"« \1 » n'est pas admis ; choix possibles : \2."),
        (r"(?:File|Directory|Path) '(.*?)' does not exist\.", r"« \1 » n'existe pas."),
        (r"(?:File|Path) '([^']*)' is a directory\.", r"« \1 » est un dossier."),
        (r"(?:Directory|Path) '([^']*)' is a file\.", r"« \1 » est un fichier."),
        (r"(?:File|Directory|Path) '([^']*)' is not (?:readable|writable)\.", r"« \1 » n'est pas accessible."),
        (r"Did you mean (?:one of: )?(.+?)\?", r"Vouliez-vous dire \1 ?"),
        (r"\(Possible options: (.+?)\)", r"(Options possibles : \1)"),
        (r"Choose from:", "Choix possibles :"),
    )
)


def in_french(message: str) -> str:
    """Return what click says in French; what is said in French already, or what is not known here, as it is."""
    for english, french in _SAID:
        message = english.sub(french, message)
    return message
