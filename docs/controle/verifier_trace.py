"""Vérifie une trace exportée par « clas audit export », sans rien de la plateforme : Python seul suffit.

    python3 verifier_trace.py trace.jsonl [CHAÎNE:NUMÉRO:EMPREINTE …]

Chaque ligne du fichier est un objet JSON. D'abord les entrées : {"chain", "number", "entry", "digest"}. L'empreinte
d'une entrée est le SHA-256 de l'empreinte précédente, d'un saut de ligne et du texte de l'entrée, en UTF-8 ; avant la
première entrée d'une chaîne, l'empreinte précédente est « sha256: » suivi de 64 zéros. Ce que dit une entrée, avant et
après, est à côté d'elle, {"salt", "told"} : sous « told », l'entrée en porte l'empreinte, le SHA-256 du sel, d'un saut
de ligne et de ce texte. Il peut avoir été effacé : une entrée suivante le dit alors, sous « erased », par premier et
dernier numéros. Puis chaque ligne de la base
que la trace scelle, {"row", "key", "chain", "text"} : sa table, sa clé, la chaîne qui en parle, son texte canonique.
Puis la tête de chaque chaîne, {"head", "number", "digest"} : sa dernière entrée, d'après la base. Enfin
{"entries", "rows"} : combien d'entrées et de lignes en tout.

Une entrée scelle des lignes : sous « rows », par table puis par clé, le SHA-256 du texte de chacune, ou null une fois
la ligne supprimée. La dernière entrée qui parle d'une ligne doit dire son empreinte ; une ligne dont aucune entrée ne
parle a été ajoutée, une ligne scellée qui n'est pas là a été retirée. Un export d'avant ces lignes n'en compte pas :
seules ses entrées sont vérifiées.

Les têtes données à la suite du nom du fichier ont été notées ailleurs, à une date connue : elles seules montrent
qu'une chaîne a été retirée ou récrite avec sa tête.

Le code de retour est 0 si tout est intact, 1 sinon, 2 si le fichier n'est pas lisible ou s'il est vide.
"""

import hashlib
import json
import sys
from pathlib import Path

DEBUT = "sha256:" + "0" * 64


def empreinte(precedente: str, texte: str) -> str:
    return "sha256:" + hashlib.sha256(f"{precedente}\n{texte}".encode()).hexdigest()


def sceau(texte: str) -> str:
    return "sha256:" + hashlib.sha256(texte.encode()).hexdigest()


def verifier(lignes, attendues):
    """Lit les lignes une à une ; rend les dernières entrées trouvées, la fin du fichier et ce qui ne va pas."""
    dernieres, tetes, sceaux, muettes, lues, trouvees, fin, defauts = {}, {}, {}, set(), 0, 0, None, []
    for ligne in lignes:
        if not ligne.strip():
            continue
        lue = json.loads(ligne)
        if fin is not None:
            defauts.append("Des lignes suivent la fin du fichier.")
        if "entries" in lue:
            fin = lue
        elif "head" in lue:
            tetes[lue["head"]] = (lue["number"], lue["digest"])
        elif "row" in lue:
            trouvees += 1
            defauts += comparer(lue, sceaux)
        else:
            lues += 1
            defauts += lire(lue, dernieres, attendues, sceaux, muettes)
    if not (dernieres or tetes or fin is not None):
        raise ValueError("il est vide")
    for chaine, numero in sorted(muettes):
        defauts.append(f"Chaîne {chaine}, entrée {numero} : ce qu'elle disait a disparu, sans entrée qui l'efface.")
    for chaine in sorted({*dernieres, *tetes}):
        if dernieres.get(chaine) != tetes.get(chaine):
            defauts.append(
                f"Chaîne {chaine} : sa dernière entrée est {dernieres.get(chaine, (0,))[0]}, "
                f"sa tête dit {tetes.get(chaine, ('rien',))[0]} ; la fin de la chaîne ou sa tête a été changée."
            )
    if fin is None:
        defauts.append("Le fichier est coupé : sa dernière ligne, qui compte les entrées, manque.")
    elif fin["entries"] != lues:
        defauts.append(f"Le fichier annonce {fin['entries']} entrée(s) et en contient {lues}.")
    elif fin.get("rows", trouvees) != trouvees:
        defauts.append(f"Le fichier annonce {fin['rows']} ligne(s) de la base et en contient {trouvees}.")
    if fin is not None and "rows" in fin:
        defauts += retirees(sceaux)
    for chaine, numero in attendues:
        if dernieres.get(chaine, (0, ""))[0] < numero:
            defauts.append(f"Chaîne {chaine}, entrée {numero} : elle avait été notée et elle manque.")
    return dernieres, fin, defauts


def comparer(lue, sceaux):
    """Rend ce qui ne va pas dans une ligne de la base : son texte, comparé à ce que la trace en a scellé."""
    chaine, table, cle, texte = lue["chain"], lue["row"], lue["key"], lue["text"]
    numero, attendu = sceaux.pop((chaine, table, cle), (None, None))
    ou = f"Chaîne {chaine}, table {table}, ligne {cle}"
    if attendu is None:
        yield f"{ou} : la trace ne la connaît pas ; elle a été ajoutée."
    elif sceau(texte) != attendu:
        yield f"{ou} : ce n'est plus celle que l'entrée {numero} a scellée ; elle a été modifiée."
    elif json.loads(texte).get("table") != table:
        yield f"{ou} : son texte dit une autre table."


def retirees(sceaux):
    """Rend les lignes que la trace a scellées et que l'export ne contient pas."""
    for (chaine, table, cle), (numero, attendu) in sceaux.items():
        if attendu is not None:
            yield f"Chaîne {chaine}, table {table}, ligne {cle} : scellée par l'entrée {numero}, elle a disparu."


def lire(lue, dernieres, attendues, sceaux, muettes):
    """Rend ce qui ne va pas dans une entrée, et la retient comme la dernière de sa chaîne."""
    chaine, numero, texte = lue["chain"], lue["number"], lue["entry"]
    dernier, precedente = dernieres.get(chaine, (0, DEBUT))
    dernieres[chaine] = (numero, lue["digest"])
    ou, autrefois = f"Chaîne {chaine}, entrée {numero}", None
    if numero != dernier + 1:
        yield f"{ou} : l'entrée {dernier + 1} était attendue ; une entrée manque ou n'est pas à sa place."
    elif empreinte(precedente, texte) != lue["digest"]:
        yield f"{ou} : le texte ou l'empreinte a été modifié."
    else:
        dite = json.loads(texte)
        if (dite.get("chain"), dite.get("number")) != (chaine, numero):
            yield f"{ou} : son texte dit une autre place."
        if "told" in lue and dite.get("told") != empreinte(lue["salt"], lue["told"]):
            yield f"{ou} : ce qu'elle dit n'est plus ce dont elle porte l'empreinte."
        if "told" in dite and "told" not in lue:
            muettes.add((chaine, numero))
        for premier, dernier in dite.get("erased", ()):
            muettes.difference_update((chaine, effacee) for effacee in range(premier, dernier + 1))
        autrefois = dite.get("formerly")
        for table, lignes in dite.get("rows", {}).items():
            for cle, scelle in lignes.items():
                sceaux[chaine, table, cle] = (numero, scelle)
    if attendues.get((chaine, numero), lue["digest"]) not in (lue["digest"], autrefois):
        yield f"{ou} : l'empreinte n'est pas celle qui avait été notée."


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
            dernieres, fin, defauts = verifier(fichier, attendues)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as erreur:
        print(f"Le fichier ou les têtes ne peuvent pas être lus : {erreur!r}", file=sys.stderr)
        return 2
    for defaut in defauts:
        print(defaut)
    if not defauts:
        for chaine, (numero, derniere) in dernieres.items():
            print(f"Chaîne {chaine} intacte : {numero} entrée(s), tête {derniere}")
        if "rows" in fin:
            print(f"Lignes de la base conformes à la trace : {fin['rows']}.")
        else:
            print("Cet export est d'avant les lignes de la base : seules ses entrées sont vérifiées.")
    return 1 if defauts else 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
