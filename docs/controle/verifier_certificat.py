"""Vérifie un certificat de calcul, sans rien de la plateforme : Python seul suffit.

    python3 verifier_certificat.py certificat.json regles/2025-2026.toml appel/2025-2026.toml [EMPREINTE]

Le premier fichier est celui du certificat, ou le PDF qui le porte, tel que la plateforme l'a fait. Le deuxième est
celui des règles nationales de l'année ; celui des questions, dans le dossier « questions » à côté de lui, est lu avec
lui. Le troisième est celui de l'appel, tel qu'il a été publié : les avenants sont dans le certificat. EMPREINTE est
celle que dit le papier.

Un certificat est un objet JSON. « groups », « programmes » et « paid » disent d'où part le calcul ; « steps » sont ses
étapes. Chaque opérande d'une étape dit d'où il vient, sous « from » : « step: » et une étape qui précède, « rule: » et
un chiffre des règles nationales, « fact: » et une place dans le certificat. Une étape additionne (sum), prend une part
arrondie au centime le plus proche, la moitié vers le haut (share), le plus petit (minimum), ce dont le premier dépasse
le second (excess), ou reprend un chiffre (given). L'étape « total » donne le montant.

Trois choses sont vérifiées : que rien n'a changé (l'empreinte du certificat, celles des règles), que la chaîne se tient
(chaque opérande est ce que dit son origine, chaque étape donne son résultat, aucune ne manque, n'est de trop ou hors de
son ordre), et que le montant est le bon : il est calculé une seconde fois, comme ce que doit chaque payeur, d'après les
seuls faits et les seules règles, sans lire les étapes.

Les aides locales sont prises comme le certificat les dit, et les conditions d'éligibilité jugées sur les enfants, les
adultes, les niveaux et le temps scolaire : « clas verify » en vérifie un peu plus.

Le code de retour est 0 si tout tient, 1 sinon, 2 si un fichier n'est pas lisible ou si les règles sont d'autres règles.
"""

import hashlib
import json
import re
import sys
import tomllib
import zlib
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FORMAT = "clas-certificat/1"
CENTIME = Decimal("0.01")


class Illisible(Exception):
    """Ce qui empêche de répondre oui ou non."""


def texte(valeur):
    if isinstance(valeur, Decimal):
        return f"{valeur.normalize():f}"
    if isinstance(valeur, date | datetime | time):
        return valeur.isoformat()
    raise TypeError(f"valeur inattendue : {valeur!r}")


def empreinte(valeur):
    """Rend l'empreinte d'un objet : le SHA-256 de son JSON, clés triées, sans blancs."""
    ecrit = json.dumps(valeur, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=texte)
    return "sha256:" + hashlib.sha256(ecrit.encode()).hexdigest()


def une_fois(paires):
    """Rend un objet, dont aucune clé n'est dite deux fois : un lecteur prendrait l'une, un autre l'autre."""
    objet = dict(paires)
    if len(objet) != len(paires):
        raise Illisible("une clé y est dite deux fois")
    return objet


def lire_certificat(chemin):
    """Rend un certificat, d'un fichier JSON ou du PDF qui le porte."""
    octets = chemin.read_bytes()
    if octets.startswith(b"%PDF-"):
        portes = list(re.finditer(rb"/Type\s*/EmbeddedFile\b", octets))
        if len(portes) != 1:
            raise Illisible("ce PDF ne porte pas son certificat, ou en porte plusieurs")
        debut = re.compile(rb">>\s*stream\r?\n").search(octets, portes[0].end())
        octets = zlib.decompressobj().decompress(octets[debut.end() :], 5_000_000)
    return json.loads(octets.decode("utf-8"), object_pairs_hook=une_fois)


def lire_regles(chemin):
    """Rend les règles nationales, et leur empreinte."""
    ecrit = chemin.read_text(encoding="utf-8")
    questions = chemin.parent / "questions" / chemin.name
    if questions.is_file():
        ecrit = ecrit.rstrip("\n") + "\n\n" + questions.read_text(encoding="utf-8")
    regles = tomllib.loads(ecrit, parse_float=Decimal)
    return regles, empreinte(regles)


def lire_appel(chemin, avenants):
    """Rend l'appel, avec ses avenants, et son empreinte."""
    appel = tomllib.loads(chemin.read_text(encoding="utf-8"), parse_float=Decimal)
    if avenants:
        appel = {**appel, "amendments": [en_toml(each["content"]) for each in avenants]}
    return appel, empreinte(appel)


def en_toml(dit, nom=""):
    """Rend ce que dit un avenant comme le fichier de l'appel l'écrirait : ses nombres sans zéros inutiles."""
    if isinstance(dit, dict):
        return {cle: en_toml(valeur, cle) for cle, valeur in dit.items()}
    if isinstance(dit, list):
        return [en_toml(valeur, nom) for valeur in dit]
    return texte(Decimal(dit)) if nom in ("amount", "share") else dit


def chiffres(regles):
    """Rend les chiffres que nomme « rule: », par leur nom."""
    trouves = {f"ps.{nom}": regles["ps"][nom]["value"] for nom in ("rate", "maximum")}
    for bonus in regles.get("bonuses", ()):
        if "amount" in bonus:
            trouves[f"bonuses.{bonus['id']}"] = bonus["amount"]["value"]
    return {nom: Decimal(valeur) for nom, valeur in trouves.items()}


def part(taux, montant):
    return (taux * montant).quantize(CENTIME, rounding=ROUND_HALF_UP)


def operer(operation, valeurs):
    match operation:
        case "given" if len(valeurs) == 1:
            return valeurs[0]
        case "sum":
            return sum(valeurs, Decimal(0))
        case "share" if len(valeurs) == 2:
            return part(*valeurs)
        case "minimum" if len(valeurs) == 2:
            return min(valeurs)
        case "excess" if len(valeurs) == 2:
            return max(valeurs[0] - valeurs[1], Decimal(0))
    return None


def origine(certificat, faits, regles, nom):
    """Rend ce que vaut une origine ; rien si elle n'existe pas."""
    sorte, _, place = nom.partition(":")
    if sorte == "step":
        return faits.get(place)
    if sorte == "rule":
        return regles.get(place)
    valeur = certificat
    try:
        for cle in place.split("/"):
            valeur = valeur[int(cle)] if isinstance(valeur, list) else valeur[cle]
        return Decimal(valeur)
    except (ArithmeticError, IndexError, KeyError, TypeError, ValueError):
        return None


def chaine(certificat, regles):
    """Rend ce qui ne tient pas dans les étapes."""
    resultats = {}
    for etape in certificat["steps"]:
        nom = etape["id"]
        for operande in etape["operands"]:
            attendu = origine(certificat, resultats, regles, operande["from"])
            if attendu is None:
                yield f"Étape {nom} : {operande['from']} n'existe pas, ou pas avant elle."
            elif attendu != Decimal(operande["value"]):
                yield f"Étape {nom} : {operande['from']} vaut {attendu}, et non {operande['value']}."
        fait = operer(etape["operation"], [Decimal(each["value"]) for each in etape["operands"]])
        if fait is None or fait != Decimal(etape["result"]):
            yield f"Étape {nom} : elle donne {fait}, et non {etape['result']}."
        if nom in resultats:
            yield f"Étape {nom} : elle est dite deux fois."
        resultats[nom] = Decimal(etape["result"])
    if resultats.get("total") != Decimal(certificat["amount"]):
        yield f"L'étape total donne {resultats.get('total')}, et le montant dit {certificat['amount']}."


def eligible(faits, criteres):
    """Dit si un groupe remplit les conditions bloquantes qui portent sur ce que le certificat en dit."""
    if faits["refusals"]:
        return False
    for critere in criteres:
        valeur = faits.get(critere.get("field", ""))
        if valeur is None or critere["subject"] != "group" or critere["severity"] != "blocking":
            continue
        match critere["kind"]:
            case "range":
                rempli = critere["min"] <= valeur <= critere["max"]
            case "at_least":
                rempli = valeur >= critere["min"]
            case "at_most":
                rempli = valeur <= critere["max"]
            case "one_of":
                rempli = bool(valeur) and set(valeur) <= set(critere["options"])
            case "covers":
                rempli = set(valeur) >= set(critere["options"])
            case "required":
                rempli = valeur is True
            case _:
                rempli = True
        if not rempli:
            return False
    return True


def attendues(certificat, regles, criteres):
    """Rend les noms des étapes, dans leur ordre, d'après les seuls faits et les seules règles."""
    for groupe in certificat["groups"]:
        nom = f"g{groupe['position']}"
        accordees = parts(groupe["told"], regles, criteres)
        yield from (f"{nom}.told.{each}" for each in du_groupe(accordees, entier="actual" not in groupe))
        if "actual" in groupe:
            reelles = parts(groupe["actual"], regles, criteres)
            yield from (f"{nom}.actual.{each}" for each in du_groupe(reelles, entier=not reelles))
            for each in accordees:
                if Decimal(groupe["moved"].get(each.removeprefix("supplement."), 0)):
                    yield f"{nom}.most.{each}"
                yield f"{nom}.due.{each}"
            yield f"{nom}.due"
    for each in certificat["programmes"]:
        yield from (f"programme.{each['id']}{suite}" for suite in ("", *([".due"] if "spent" in each else [])))
    yield "total"
    for each in certificat["paid"]:
        yield from (f"payer.{each['funder'] or 'caf'}.{suite}" for suite in ("due", "balance", "overpayment"))


def du_groupe(valent, *, entier):
    """Rend les étapes d'un côté d'un groupe : `entier` s'il se termine par ce qu'il vaut en tout."""
    if valent:
        yield from ("running_costs", "share", *valent)
    if entier and len(valent) != 1:
        yield "total"


def places(certificat, regles, criteres):
    """Rend ce qui manque, ce qui est de trop, ce qui n'est pas dans son ordre."""
    trouvees, prevues = [each["id"] for each in certificat["steps"]], list(attendues(certificat, regles, criteres))
    for nom in prevues:
        if nom not in trouvees:
            yield f"Étape {nom} : elle manque."
    for nom in trouvees:
        if nom not in prevues:
            yield f"Étape {nom} : elle est de trop."
    if sorted(trouvees) == sorted(prevues) and trouvees != prevues:
        yield "Les étapes ne sont plus dans leur ordre."


def parts(faits, regles, criteres):
    """Rend ce que vaut un groupe, part par part ; rien s'il n'est pas éligible."""
    if not eligible(faits, criteres):
        return {}
    depenses = Decimal(faits["own_costs"]) + Decimal(faits["common_costs"])
    valent = {"ps": min(part(regles["ps.rate"], depenses), regles["ps.maximum"])}
    valent |= {f"bonus.{nom}": regles[f"bonuses.{nom}"] for nom in faits["bonuses"]}
    return valent | {f"supplement.{aide['id']}": Decimal(aide["amount"]) for aide in faits["aids"]}


def dus(certificat, regles, criteres):
    """Rend ce que doit chaque payeur, calculé d'après les seuls faits et les seules règles : leur somme est le montant.
    La Caf n'a pas de nom."""
    doit = {"": Decimal(0)}
    for groupe in certificat["groups"]:
        accorde = parts(groupe["told"], regles, criteres)
        payeurs = {f"supplement.{aide['id']}": aide.get("funder", "") for aide in groupe["told"]["aids"]}
        reel = parts(groupe["actual"], regles, criteres) if "actual" in groupe else accorde
        for nom, valeur in accorde.items():
            plafond = valeur + Decimal(groupe.get("moved", {}).get(nom.removeprefix("supplement."), 0))
            payeur = payeurs.get(nom, "")
            doit[payeur] = doit.get(payeur, Decimal(0)) + min(reel.get(nom, Decimal(0)), plafond)
    for programme in certificat["programmes"]:
        valeur = min(Decimal(programme["amount"]), Decimal(programme.get("spent", programme["amount"])))
        doit[programme["funder"]] = doit.get(programme["funder"], Decimal(0)) + valeur
    return doit


def montants(certificat, regles, criteres):
    """Rend ce qui ne tient pas dans le montant, et dans ce que doit chaque payeur."""
    doit = dus(certificat, regles, criteres)
    refait = sum(doit.values())
    if refait != Decimal(certificat["amount"]):
        yield f"D'après les faits et les règles, le montant est {refait}, et non {certificat['amount']}."
    if certificat["kind"] != "settled":
        return
    resultats = {each["id"]: Decimal(each["result"]) for each in certificat["steps"]}
    verse = {each["funder"]: Decimal(each["amount"]) for each in certificat["paid"]}
    for payeur, valeur in doit.items():
        nom = f"payer.{payeur or 'caf'}"
        if payeur not in verse:
            yield f"Ce qu'a versé « {payeur or 'la Caf'} » n'est pas dit."
        elif [resultats.get(f"{nom}.{each}") for each in ("due", "balance", "overpayment")] != [
            valeur,
            max(valeur - verse[payeur], 0),
            max(verse[payeur] - valeur, 0),
        ]:
            yield f"Étapes {nom} : d'après les faits et les règles, {valeur} est dû, et {verse[payeur]} versé."


def defauts(certificat, regles, appel, notee):
    """Rend tout ce qui ne tient pas."""
    dite = certificat["digest"]
    trouvee = empreinte({cle: valeur for cle, valeur in certificat.items() if cle != "digest"})
    if dite != trouvee:
        yield f"L'empreinte de ce certificat est {trouvee}, et non {dite} : il a été modifié."
    if notee and notee != dite:
        yield f"L'empreinte notée ailleurs est {notee} : ce certificat en est un autre."
    for avenant in certificat["rules"]["amendments"]:
        if empreinte(avenant["content"]) != avenant["digest"]:
            yield f"L'avenant {avenant['digest']} a été modifié."
    connus = chiffres(regles)
    yield from chaine(certificat, connus)
    criteres = [*regles.get("criteria", ()), *appel.get("criteria", ())]
    yield from places(certificat, connus, criteres)
    yield from montants(certificat, connus, criteres)


def verifier(certificat, regles, appel, notee=""):
    """Rend ce qui ne tient pas. Lève Illisible si les règles ne sont pas celles que nomme le certificat."""
    if certificat.get("format") != FORMAT:
        raise Illisible(f"ce n'est pas un certificat de la forme {FORMAT}")
    lues, empreinte_des_regles = lire_regles(regles)
    dit, empreinte_de_l_appel = lire_appel(appel, certificat["rules"]["amendments"])
    trouves = list(defauts(certificat, lues, dit, notee))
    nommees = certificat["rules"]
    for nom, trouvee in (("referential", empreinte_des_regles), ("campaign", empreinte_de_l_appel)):
        if nommees[nom] != trouvee and not trouves:
            raise Illisible(f"le certificat nomme les règles {nommees[nom]}, et ce fichier est {trouvee}")
    return trouves


def principal(arguments):
    if len(arguments) not in (3, 4):
        print(__doc__)
        return 2
    try:
        certificat = lire_certificat(Path(arguments[0]))
        trouves = verifier(certificat, Path(arguments[1]), Path(arguments[2]), *arguments[3:])
    except (
        OSError,
        ArithmeticError,
        AttributeError,
        IndexError,
        KeyError,
        TypeError,
        ValueError,
        zlib.error,
        Illisible,
    ) as erreur:
        print(f"Rien ne peut être vérifié : {erreur!r}", file=sys.stderr)
        return 2
    for defaut in trouves:
        print(defaut)
    if not trouves:
        print(f"Oui : {certificat['amount']} €, {len(certificat['steps'])} étapes. {certificat['digest']}")
    return 1 if trouves else 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
