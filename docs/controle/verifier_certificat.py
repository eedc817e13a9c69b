"""Vérifie un certificat de calcul, sans rien de la plateforme : Python seul suffit.

    python3 verifier_certificat.py certificat.json regles/2025-2026.toml appel/2025-2026.toml [CORRECTION] [EMPREINTE]

Le premier fichier est celui du certificat, ou le PDF qui le porte, tel que la plateforme l'a fait. Le deuxième est
celui des règles nationales de l'année ; celui des questions, dans le dossier « questions » à côté de lui, est lu avec
lui, et de même ses corrections (« 2025-2026.correction-1.toml »...) : celles qui sont ailleurs se donnent après
l'appel, une ou plusieurs. Le texte unique que donne « clas referentials export » dit les règles, les questions et les
corrections ensemble. Le troisième fichier est celui de l'appel, tel qu'il a été publié : les avenants sont dans le
certificat. EMPREINTE est celle que dit le papier.

Un certificat est un objet JSON. « groups », « programmes » et « paid » disent d'où part le calcul ; « steps » sont ses
étapes. Chaque opérande d'une étape dit d'où il vient, sous « from » : « step: » et une étape qui précède, « rule: » et
un chiffre des règles nationales, « fact: » et une place dans le certificat. Une étape additionne (sum), prend une part
arrondie au centime le plus proche, la moitié vers le haut (share), le plus petit (minimum), ce dont le premier dépasse
le second (excess), ou reprend un chiffre (given). L'étape « total » donne le montant.

Trois choses sont vérifiées : que rien n'a changé (l'empreinte du certificat, celles des règles ; rien n'y est ajouté,
chaque nombre est écrit comme la plateforme l'écrit), que la chaîne se tient (chaque étape et l'origine de chaque
opérande sont celles que veulent les faits et les règles, chaque opérande est ce que dit son origine, chaque étape donne
son résultat), et que le montant est le bon : il est calculé une seconde fois, comme ce que doit chaque payeur, d'après
les seuls faits et les seules règles, sans lire les étapes.

Une année corrigée ou close depuis ne change rien à un certificat d'avant : parmi ce que les règles ont été (sans leurs
dernières corrections, avant d'être closes), celles dont le certificat donne l'empreinte sont prises.

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
from copy import deepcopy
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FORMAT = "clas-certificat/1"
CENTIME = Decimal("0.01")
MONTANT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]{2}")

FAITS = "children adults levels outside_school_time own_costs common_costs bonuses aids refusals"
FORMES = {
    "le certificat": (
        """format kind receipt porteur department school_year call at rules provisional groups programmes paid steps
        amount digest""",
        "",
    ),
    "porteur": ("name siret", ""),
    "rules": ("referential campaign amendments", "corrections"),
    "amendments": ("digest content", ""),
    "corrections": ("number on reason before", ""),
    "groups": ("position label told", "actual moved"),
    "told": (FAITS, ""),
    "actual": (FAITS, ""),
    "aids": ("id label amount source", "funder payer how reason ruled"),
    "programmes": ("id label funder payer amount", "spent"),
    "paid": ("funder payer amount", ""),
    "steps": ("id label operation operands result source standing", ""),
    "operands": ("value from", ""),
}
"""Les clés de chaque objet d'un certificat, par le nom sous lequel il se trouve : celles qui y sont toujours, puis
celles qui n'y sont que parfois."""


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


def entier(ecrit):
    """Rend un nombre entier : un certificat n'en a pas d'autres, ses montants sont des textes."""
    if not re.fullmatch("0|-?[1-9][0-9]{0,15}", ecrit):
        raise Illisible(f"{ecrit[:20]} n'est pas un nombre de certificat")
    return int(ecrit)


def montant(ecrit):
    """Rend un montant, écrit comme la plateforme l'écrit : « 2800.70 », et de nulle autre manière."""
    if not isinstance(ecrit, str) or not MONTANT.fullmatch(ecrit):
        raise Illisible(f"{str(ecrit)[:20]} n'est pas un montant")
    return Decimal(ecrit)


def formes(valeur, nom="le certificat"):
    """Vérifie que chaque objet a ses clés et nulle autre. Lève Illisible."""
    if isinstance(valeur, list):
        for each in valeur:
            formes(each, nom)
    elif isinstance(valeur, dict) and nom in FORMES:
        toujours, parfois = (each.split() for each in FORMES[nom])
        if not set(toujours) <= set(valeur) <= {*toujours, *parfois}:
            autres = sorted(set(toujours) ^ set(valeur) - set(parfois))
            raise Illisible(f"sous {nom}, des clés manquent ou sont de trop : {', '.join(autres)[:200]}")
        for cle, each in valeur.items():
            if cle != "content":
                formes(each, cle)


def lire_json(octets):
    """Rend un certificat d'après son JSON, lu sans rien deviner. Lève Illisible, ou ValueError."""
    certificat = json.loads(
        octets.decode("utf-8-sig"),
        object_pairs_hook=une_fois,
        parse_int=entier,
        parse_float=entier,
        parse_constant=entier,
    )
    if not isinstance(certificat, dict) or certificat.get("format") != FORMAT:
        raise Illisible(f"ce n'est pas un certificat de la forme {FORMAT}")
    formes(certificat)
    return certificat


def certificat_de(octets):
    """Rend un certificat, d'un fichier JSON ou du PDF qui le porte."""
    if octets.startswith(b"%PDF-"):
        portes = list(re.finditer(rb"/Type\s*/EmbeddedFile\b", octets))
        if len(portes) != 1:
            raise Illisible("ce PDF ne porte pas son certificat, ou en porte plusieurs")
        debut = re.compile(rb">>\s*stream\r?\n").search(octets, portes[0].end())
        octets = zlib.decompressobj().decompress(octets[debut.end() :], 5_000_000)
    return lire_json(octets)


def lire_toml(chemin):
    return tomllib.loads(chemin.read_text(encoding="utf-8-sig"), parse_float=Decimal)


def lire_regles(chemin, ailleurs=()):
    """Rend tout ce que les règles nationales d'une année ont été, ce qu'elles sont en premier : chaque fois les règles,
    leur empreinte, et les corrections qu'elles avaient, comme un certificat les nomme."""
    ecrit = chemin.read_text(encoding="utf-8-sig")
    questions = chemin.parent / "questions" / chemin.name
    annee = tomllib.loads(ecrit, parse_float=Decimal)
    corrections = annee.pop("corrections", [])
    if not corrections:
        if questions.is_file():
            ecrit = ecrit.rstrip("\n") + "\n\n" + questions.read_text(encoding="utf-8-sig")
            annee = tomllib.loads(ecrit, parse_float=Decimal)
        cote = chemin.parent.glob(f"{annee['school_year']}.correction-*.toml")
        fichiers = {each.name: each for each in (*cote, *ailleurs)}.values()
        corrections = sorted(map(lire_toml, fichiers), key=lambda each: each["number"])
        rangs = [each["number"] for each in corrections]
        if rangs != list(range(1, len(rangs) + 1)):
            raise Illisible(f"des corrections manquent : voici celles qui sont là, {rangs}")
    elif ailleurs:
        raise Illisible("ce texte des règles dit ses corrections : n'en donnez pas d'autres")
    publiees = [annee]
    if annee["status"] == "closed":  # avant d'être close, sans sa dernière étape
        etapes = annee.get("life", [])[:-1]
        ouverte = {cle: each for cle, each in annee.items() if cle != "life"} | {"status": "in_force"}
        publiees.append({**ouverte, "life": etapes} if etapes else ouverte)
    return [etat for each in publiees for etat in reversed(list(corriger(each, corrections)))]


def corriger(annee, corrections):
    """Rend une année sans correction, puis avec la première, puis avec les deux premières..."""
    regles, empreinte_des_regles, dites = deepcopy(annee), empreinte(annee), []
    yield deepcopy(regles), empreinte_des_regles, []
    for each in corrections:
        dite = {cle: each[cle] for cle in ("number", "on", "by", "reason", "sources", "changes") if each.get(cle)}
        dites.append(dite | {"before": empreinte_des_regles})
        for place, change in each["changes"].items():
            appliquer(regles, place, change)
        empreinte_des_regles = empreinte({**annee, "corrections": dites})
        nommees = [{cle: dite[cle] for cle in ("number", "on", "reason", "before")} for dite in dites]
        yield deepcopy(regles), empreinte_des_regles, [each | {"on": texte(each["on"])} for each in nommees]


def appliquer(regles, place, change):
    """Change la valeur d'une place, qui doit être ce que la correction dit qu'elle était."""
    liste, _, nom = place.partition(".")
    cle = "value"
    if liste == "ps":
        table = regles["ps"][nom]
    elif liste == "criteria":
        nom, _, cle = nom.rpartition(".")
        table = next(each for each in regles["criteria"] if each["id"] == nom)
    elif liste == "bonuses":
        table = next(each for each in regles["bonuses"] if each["id"] == nom).setdefault("amount", {})
    else:
        table = next(each for each in regles[liste] if each["id"] == nom)
    if table.get(cle) != change.get("from"):
        raise Illisible(f"la correction de {place} ne corrige pas ces règles, qui disent {table.get(cle)}")
    table[cle] = change["value"]


def lire_appel(chemin, avenants):
    """Rend l'appel, avec ses avenants, et son empreinte."""
    appel = lire_toml(chemin)
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


def part(taux, depenses):
    return (taux * depenses).quantize(CENTIME, rounding=ROUND_HALF_UP)


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


def origine(certificat, resultats, regles, nom):
    """Rend ce que vaut une origine, écrit comme un certificat l'écrit ; rien si elle n'existe pas."""
    sorte, _, place = nom.partition(":")
    if sorte == "step":
        return resultats.get(place)
    if sorte == "rule":
        valeur = regles.get(place)
        return None if valeur is None else texte(valeur) if place == "ps.rate" else f"{valeur:.2f}"
    valeur = certificat
    try:
        for cle in place.split("/"):
            valeur = valeur[int(cle)] if isinstance(valeur, list) else valeur[cle]
    except (IndexError, KeyError, TypeError, ValueError):
        return None
    return valeur if isinstance(valeur, str) else None


def chaine(certificat, regles, criteres):
    """Rend ce qui ne tient pas dans les étapes."""
    resultats = {}
    voulues = {nom: (operation, origines) for nom, operation, *origines in attendues(certificat, regles, criteres)}
    for etape in certificat["steps"]:
        nom, operandes = etape["id"], etape["operands"]
        for operande in operandes:
            attendu = origine(certificat, resultats, regles, operande["from"])
            if attendu is None:
                yield f"Étape {nom} : {operande['from']} n'existe pas, ou pas avant elle."
            elif attendu != operande["value"]:
                yield f"Étape {nom} : {operande['from']} vaut {attendu}, et non {operande['value']}."
        fait = operer(etape["operation"], [Decimal(each["value"]) for each in operandes])
        if fait is None or fait != montant(etape["result"]):
            yield f"Étape {nom} : elle donne {fait}, et non {etape['result']}."
        if nom in resultats:
            yield f"Étape {nom} : elle est dite deux fois."
        resultats[nom] = etape["result"]
        operation, origines = voulues.get(nom, (None, None))
        if nom not in voulues:
            yield f"Étape {nom} : elle est de trop."
        elif (operation, origines) != (etape["operation"], [each["from"] for each in operandes]):
            yield f"Étape {nom} : d'après les faits et les règles, c'est {operation} de {', '.join(origines)}."
    for nom in voulues:
        if nom not in resultats:
            yield f"Étape {nom} : elle manque."
    if sorted(resultats) == sorted(voulues) and list(resultats) != list(voulues):
        yield "Les étapes ne sont plus dans leur ordre."
    if resultats.get("total") != certificat["amount"]:
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
    """Rend les étapes dans leur ordre, d'après les seuls faits et les seules règles : le nom de chacune, son opération,
    et d'où vient chaque opérande."""
    fins, doit = [], {}
    for rang, groupe in enumerate(certificat["groups"]):
        nom, ou = f"g{groupe['position']}", f"fact:groups/{rang}"
        accordees = parts(groupe["told"], regles, criteres)
        etapes = list(du_cote(f"{nom}.told", f"{ou}/told", groupe["told"], accordees))
        if "actual" not in groupe:
            yield from etapes
            fins.append(etapes[-1][0])
            continue
        yield from (each for each in etapes if each[0] != f"{nom}.told.total")
        reelles = parts(groupe["actual"], regles, criteres)
        for each in du_cote(f"{nom}.actual", f"{ou}/actual", groupe["actual"], reelles):
            if not reelles or each[0] != f"{nom}.actual.total":
                yield each
        if reelles:
            yield from ((f"{nom}.actual.{each}", "sum") for each in accordees if each not in reelles)
        payeurs = {f"supplement.{aide['id']}": aide.get("funder", "") for aide in groupe["told"]["aids"]}
        for each in accordees:
            aide, limite = each.removeprefix("supplement."), f"step:{nom}.told.{each}"
            if each != aide and montant(groupe["moved"].get(aide, "0.00")):
                yield f"{nom}.most.{each}", "sum", limite, f"{ou}/moved/{aide}"
                limite = f"step:{nom}.most.{each}"
            yield f"{nom}.due.{each}", "minimum", f"step:{nom}.actual.{each if reelles else 'total'}", limite
            doit.setdefault(payeurs.get(each, ""), []).append(f"step:{nom}.due.{each}")
        yield f"{nom}.due", "sum", *(f"step:{nom}.due.{each}" for each in accordees)
        fins.append(f"{nom}.due")
    for rang, programme in enumerate(certificat["programmes"]):
        nom, ou = f"programme.{programme['id']}", f"fact:programmes/{rang}"
        yield nom, "given", f"{ou}/amount"
        if "spent" in programme:
            yield f"{nom}.due", "minimum", f"{ou}/spent", f"step:{nom}"
            nom += ".due"
            doit.setdefault(programme["funder"], []).append(f"step:{nom}")
        fins.append(nom)
    yield "total", "sum", *(f"step:{each}" for each in fins)
    for rang, each in enumerate(certificat["paid"]):
        nom, verse = f"payer.{each['funder'] or 'caf'}", f"fact:paid/{rang}/amount"
        yield f"{nom}.due", "sum", *doit.get(each["funder"], ())
        yield f"{nom}.balance", "excess", f"step:{nom}.due", verse
        yield f"{nom}.overpayment", "excess", verse, f"step:{nom}.due"


def du_cote(nom, ou, faits, valent):
    """Rend les étapes d'un côté d'un groupe ; la dernière est ce qu'il vaut."""
    if valent:
        communes = [f"{ou}/common_costs"] if montant(faits["common_costs"]) else []
        yield f"{nom}.running_costs", "sum", f"{ou}/own_costs", *communes
        yield f"{nom}.share", "share", "rule:ps.rate", f"step:{nom}.running_costs"
        yield f"{nom}.ps", "minimum", f"step:{nom}.share", "rule:ps.maximum"
        yield from ((f"{nom}.bonus.{each}", "given", f"rule:bonuses.{each}") for each in faits["bonuses"])
        for rang, aide in enumerate(faits["aids"]):
            yield f"{nom}.supplement.{aide['id']}", "given", f"{ou}/aids/{rang}/amount"
    if len(valent) != 1:
        yield f"{nom}.total", "sum", *(f"step:{nom}.{each}" for each in valent)


def parts(faits, regles, criteres):
    """Rend ce que vaut un groupe, part par part ; rien s'il n'est pas éligible."""
    if not eligible(faits, criteres):
        return {}
    depenses = montant(faits["own_costs"]) + montant(faits["common_costs"])
    valent = {"ps": min(part(regles["ps.rate"], depenses), regles["ps.maximum"])}
    valent |= {f"bonus.{nom}": regles[f"bonuses.{nom}"] for nom in faits["bonuses"]}
    return valent | {f"supplement.{aide['id']}": montant(aide["amount"]) for aide in faits["aids"]}


def dus(certificat, regles, criteres):
    """Rend ce que doit chaque payeur, calculé d'après les seuls faits et les seules règles : leur somme est le montant.
    La Caf n'a pas de nom."""
    doit = {"": Decimal(0)}
    for groupe in certificat["groups"]:
        accorde = parts(groupe["told"], regles, criteres)
        payeurs = {f"supplement.{aide['id']}": aide.get("funder", "") for aide in groupe["told"]["aids"]}
        reel = parts(groupe["actual"], regles, criteres) if "actual" in groupe else accorde
        for nom, valeur in accorde.items():
            plafond = valeur + montant(groupe.get("moved", {}).get(nom.removeprefix("supplement."), "0.00"))
            payeur = payeurs.get(nom, "")
            doit[payeur] = doit.get(payeur, Decimal(0)) + min(reel.get(nom, Decimal(0)), plafond)
    for programme in certificat["programmes"]:
        valeur = min(montant(programme["amount"]), montant(programme.get("spent", programme["amount"])))
        doit[programme["funder"]] = doit.get(programme["funder"], Decimal(0)) + valeur
    return doit


def montants(certificat, regles, criteres):
    """Rend ce qui ne tient pas dans le montant, et dans ce que doit chaque payeur."""
    doit = dus(certificat, regles, criteres)
    refait = sum(doit.values())
    if refait != montant(certificat["amount"]):
        yield f"D'après les faits et les règles, le montant est {refait}, et non {certificat['amount']}."
    if certificat["kind"] != "settled":
        return
    resultats = {each["id"]: montant(each["result"]) for each in certificat["steps"]}
    verse = {each["funder"]: montant(each["amount"]) for each in certificat["paid"]}
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


def defauts(certificat, regles, nommees, appel, notee):
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
    if certificat["rules"].get("corrections", []) != nommees:
        yield f"Ces règles ont d'autres corrections que celles que dit le certificat : {nommees}."
    if certificat["school_year"] != regles["school_year"]:
        yield f"Ces règles sont celles de {regles['school_year']}, et le certificat de {certificat['school_year']}."
    connus = chiffres(regles)
    criteres = [*regles.get("criteria", ()), *appel.get("criteria", ())]
    yield from chaine(certificat, connus, criteres)
    yield from montants(certificat, connus, criteres)


def verifier(certificat, regles, appel, notee="", ailleurs=()):
    """Rend ce qui ne tient pas. Lève Illisible si les règles ne sont pas celles que nomme le certificat."""
    formes(certificat)
    etats, nommees = lire_regles(regles, ailleurs), certificat["rules"]
    lues, empreinte_des_regles, corrections = next((e for e in etats if e[1] == nommees["referential"]), etats[0])
    dit, empreinte_de_l_appel = lire_appel(appel, nommees["amendments"])
    trouves = list(defauts(certificat, lues, corrections, dit, notee))
    autres = [
        f"le certificat nomme les règles {nommees[nom]}, et ce fichier est {trouvee}"
        for nom, trouvee in (("referential", empreinte_des_regles), ("campaign", empreinte_de_l_appel))
        if nommees[nom] != trouvee
    ]
    intact = empreinte({cle: each for cle, each in certificat.items() if cle != "digest"}) == certificat["digest"]
    if autres and intact:
        raise Illisible(" ; ".join(autres))
    return trouves


def principal(arguments):
    notee = arguments[-1] if len(arguments) > 3 and arguments[-1].startswith("sha256:") else ""
    fichiers = [Path(each) for each in (arguments[:-1] if notee else arguments)]
    if len(fichiers) < 3:
        print(__doc__)
        return 2
    try:
        certificat = certificat_de(fichiers[0].read_bytes())
        trouves = verifier(certificat, fichiers[1], fichiers[2], notee, fichiers[3:])
    except (
        OSError,
        ArithmeticError,
        AttributeError,
        IndexError,
        KeyError,
        RuntimeError,
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
