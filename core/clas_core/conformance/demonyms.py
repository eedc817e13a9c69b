"""What is said of people and bodies of a department: « les porteurs marnais »; those that mean one department alone."""

import re

_DEMONYMS = """
02 axonais|05 haut-alpin|06 maralpin|07 ardéchois|08 ardennais|09 ariégeois|10 aubois|11 audois|12 aveyronnais|
13 bucco-rhodanien|14 calvadosien|15 cantalien|16 charentais|19 corrézien|21 costalorien|22 costarmoricain|23 creusois|
24 périgourdin|26 drômois|27 eurois|28 eurélien|29 finistérien|30 gardois|31 haut-garonnais|32 gersois|33 girondin|
34 héraultais|35 bretillien|36 indrien|38 isérois|39 jurassien|40 landais|43 altiligérien|45 loirétain|46 lotois|
47 lot-et-garonnais|48 lozérien|50 manchois|51 marnais|52 haut-marnais|53 mayennais|54 meurthe-et-mosellan|55 meusien|
56 morbihannais|57 mosellan|58 nivernais|61 ornais|63 puydômois|65 haut-pyrénéen|67 bas-rhinois|68 haut-rhinois|
69 rhodanien|70 haut-saônois|71 saône-et-loirien|72 sarthois|74 haut-savoyard|76 seinomarin|77 seine-et-marnais|
78 yvelinois|79 deux-sévrien|80 samarien|81 tarnais|82 tarn-et-garonnais|83 varois|84 vauclusien|85 vendéen|
87 haut-viennois|88 vosgien|89 icaunais|91 essonnien|92 altoséquanais|93 séquanodionysien|94 val-de-marnais|
95 val-d'oisien|971 guadeloupéen|972 martiniquais|973 guyanais|974 réunionnais|976 mahorais
"""
_CODES = {word: code for code, _, word in (each.partition(" ") for each in _DEMONYMS.replace("\n", "").split("|"))}
_OF = (
    r"(?:porteurs?|familles?|enfants|jeunes|élèves|associations?|communes?|acteurs|partenaires|territoires?|réseaux?|"
    r"collèges?|écoles|structures|centres sociaux|caf|comité|projets?|dossiers|habitants|clas)"
)
_SAID = re.compile(
    rf"\b{_OF} ({'|'.join(sorted(map(re.escape, _CODES), key=len, reverse=True))})(?:s|x|e|es|ne|nes)?\b", re.IGNORECASE
)


def demonym_in(text: str) -> tuple[str, str] | None:
    """Return the first words of a text that say of which department somebody is, with its code."""
    found = _SAID.search(text)
    return None if found is None else (found[0], _CODES[found[1].lower()])
