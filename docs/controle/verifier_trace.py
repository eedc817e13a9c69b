"""Vérifie une trace exportée par « clas audit export », sans rien de la plateforme : Python seul suffit.

    python3 verifier_trace.py trace.jsonl [CHAÎNE:NUMÉRO:EMPREINTE …]

Chaque ligne du fichier est un objet JSON : {"chain", "number", "entry", "digest"}. L'empreinte d'une entrée est le
SHA-256 de l'empreinte précédente, d'un saut de ligne et du texte de l'entrée, en UTF-8 ; avant la première entrée
d'une chaîne, l'empreinte précédente est « sha256: » suivi de 64 zéros. Les têtes données à la suite du fichier ont été
notées ailleurs, à une date connue : elles montrent qu'une fin de chaîne a été retirée ou récrite.

Le code de retour est 0 si tout est intact, 1 sinon, 2 si le fichier n'est pas lisible.
"""

import hashlib
import json
import sys
from pathlib import Path

DEBUT = "sha256:" + "0" * 64


def empreinte(precedente: str, texte: str) -> str:
    return "sha256:" + hashlib.sha256(f"{precedente}\n{texte}".encode()).hexdigest()


def verifier(lignes, attendues):
    """Lit les lignes une à une ; rend les têtes trouvées et la liste de ce qui ne va pas."""
    tetes, defauts = {}, []
    for ligne in lignes:
        if not ligne.strip():
            continue
        lue = json.loads(ligne)
        chaine, numero, texte = lue["chain"], lue["number"], lue["entry"]
        dernier, precedente = tetes.get(chaine, (0, DEBUT))
        ou = f"Chaîne {chaine}, entrée {numero}"
        if numero != dernier + 1:
            defauts.append(f"{ou} : l'entrée {dernier + 1} était attendue ; une entrée manque ou n'est pas à sa place.")
        elif empreinte(precedente, texte) != lue["digest"]:
            defauts.append(f"{ou} : le texte ou l'empreinte a été modifié.")
        else:
            dite = json.loads(texte)
            if (dite.get("chain"), dite.get("number")) != (chaine, numero):
                defauts.append(f"{ou} : son texte dit une autre place.")
        if (chaine, numero) in attendues and attendues[chaine, numero] != lue["digest"]:
            defauts.append(f"{ou} : l'empreinte n'est pas celle qui avait été notée.")
        tetes[chaine] = (numero, lue["digest"])
    for chaine, numero in attendues:
        if tetes.get(chaine, (0, ""))[0] < numero:
            defauts.append(f"Chaîne {chaine}, entrée {numero} : elle avait été notée et elle manque.")
    return tetes, defauts


def principal(arguments):
    if not arguments:
        print(__doc__)
        return 2
    attendues = {}
    try:
        for tete in arguments[1:]:
            chaine, numero, attendue = tete.split(":", 2)
            attendues[chaine, int(numero)] = attendue
        with Path(arguments[0]).open(encoding="utf-8") as fichier:
            tetes, defauts = verifier(fichier, attendues)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as erreur:
        print(f"Le fichier ou les têtes ne peuvent pas être lus : {erreur!r}", file=sys.stderr)
        return 2
    for defaut in defauts:
        print(defaut)
    if not defauts:
        for chaine, (numero, derniere) in tetes.items():
            print(f"Chaîne {chaine} intacte : {numero} entrée(s), tête {derniere}")
    return 1 if defauts else 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
