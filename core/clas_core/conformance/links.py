"""Links and addresses of a file: they say where they lead, and lead there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clas_core.conformance.found import Found, Level
from clas_core.conformance.reviewed import FileRead, Reviewed, Said
from clas_core.errors import Path
from clas_core.mail_addresses import sent_address
from clas_core.plain_text import search_key
from clas_core.prose import markdown_parser

_NOWHERE = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|fr)|localhost|local|test|invalid|example|internal|intranet|lan|home|corp)$"
    r"|^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[?::1)|^[^.]+$",
    re.IGNORECASE,
)
_MADE_UP = re.compile(
    r"(?:^|\.)(?:exemple|example|x{2,}|test|demo|votresite|monsite)\.|(?:^|\.)(?:exemple\.(?:fr|com|org)|"
    r"domaine\.(?:fr|com)|(?:mon|votre)-?(?:site|domaine)\.\w+|foo\.\w+|bar\.\w+)$|^\d+(?:\.\d+){3}$",
    re.IGNORECASE,
)
_SHORTENED = re.compile(
    r"^(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|urlz\.fr|url\.fr|lc\.cx|cutt\.ly|ow\.ly)$", re.IGNORECASE
)
_SHARED = re.compile(
    r"(?:^|\.)(?:(?:docs|drive|forms)\.google\.com|dropbox\.com|wetransfer\.com|onedrive\.live\.com|1drv\.ms|"
    r"sharepoint\.com|framadate\.org|doodle\.com|zoom\.us|teams\.microsoft\.com)$",
    re.IGNORECASE,
)
_MUTE = frozenset(
    [
        "ici",
        "cliquez ici",
        "cliquer ici",
        "clic",
        "cliquez",
        "lien",
        "ce lien",
        "le lien",
        "la",
        "en savoir plus",
        "suite",
        "lire la suite",
        "voir",
        "voir plus",
        "plus d infos",
        "plus d informations",
        "site",
        "le site",
        "page",
        "la page",
        "cette page",
        "document",
        "le document",
        "telecharger",
        "click here",
        "here",
        "link",
        "read more",
        "ici meme",
        "cf",
        "url",
        "http",
        "https",
        "www",
        "fichier",
        "pdf",
        "plus",
        "info",
        "acceder",
        "consulter",
        "suivre ce lien",
        "sur ce lien",
        "via ce lien",
        "par ici",
        "suivez ce lien",
    ]
)
_MUTE_WORDS = frozenset(
    [
        "ici",
        "cliquez",
        "cliquer",
        "cliquant",
        "clic",
        "lien",
        "liens",
        "ce",
        "cet",
        "cette",
        "le",
        "la",
        "les",
        "l",
        "de",
        "du",
        "des",
        "d",
        "en",
        "sur",
        "vers",
        "via",
        "par",
        "suivre",
        "suivez",
        "site",
        "page",
        "web",
        "internet",
        "voir",
        "plus",
        "document",
        "documents",
        "telecharger",
        "pdf",
        "fichier",
        "notre",
        "nos",
        "suivant",
        "suivante",
        "acceder",
        "a",
    ]
)
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?://)?(?:[^@/\s]*@)?(?P<host>\[[^\]]*\]|[^/:?#\s]*)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w/(\[<@.])(?:https?://|www\.)[^\s)>\]]+", re.IGNORECASE)
_FILE = re.compile(r"^(?:[a-z]:\\|\\\\|file:)", re.IGNORECASE)
_ALT = re.compile(
    r"^(?:image|photo|logo|picture|img|illustration|capture|sans titre|[\w-]+\.(?:png|jpe?g|gif|svg|webp))\W*\d*$",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\]\s+\((?:https?:|mailto:|www)|\[[^\]]*\]\(\s*$|\[[^\]]*\]\([^)]*$|\]\(\s*\)|\]\([^)\s]+\s+[^)\"'\s][^)]*\)|"
    r"\(\[|\]\[[^\]]*\]\(",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Link:
    words: str
    target: str
    image: bool = False


def links_of(text: str) -> Iterator[Link]:
    """Yield the links and images of a Markdown text."""
    if not re.search(r"[\[<]", text):
        return
    for token in markdown_parser().parse(text):
        children = token.children or []
        for rank, child in enumerate(children):
            if child.type == "image":
                yield Link(child.content, str(child.attrs.get("src", "")), image=True)
            elif child.type == "link_open":
                words = ""
                for following in children[rank + 1 :]:
                    if following.type == "link_close":
                        break
                    words += following.content
                yield Link(words.strip(), str(child.attrs.get("href", "")))


def check_links(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report links that lead nowhere, or that do not say where they lead."""
    for file in reviewed.files:
        targets: dict[str, tuple[str, Path]] = {}
        for said in file.said:
            if said.kind == "url":
                yield from ((file, found) for found in _target(said.path, said.text))
            elif said.kind == "email":
                yield from ((file, found) for found in _mail(said.path, said.text))
            elif said.words:
                yield from ((file, found) for found in _text(said))
                for link in links_of(said.text) if said.kind == "prose" else ():
                    yield from ((file, found) for found in _link(said.path, link))
                    words = search_key(link.words)
                    first, _ = targets.setdefault(words, (link.target, said.path))
                    if words and first != link.target and not link.image:
                        reason = f"« {link.words} » mène ici à {link.target}, et ailleurs à {first}."
                        yield file, _found("prose.two_targets", "warning", said.path, reason, "Dites où mène chacun.")


def _found(check: str, level: Level, path: Path, reason: str, mend: str = "") -> Found:
    return Found(check, level, path, reason, mend)


def _link(path: Path, link: Link) -> Iterator[Found]:
    words = search_key(re.sub(r"[\W_]+$", "", link.words))
    if not link.image and (not words or words in _MUTE or set(words.split()) <= _MUTE_WORDS):
        reason = f"Le lien « {link.words} » ne dit pas où il mène."
        yield _found("prose.mute_link", "error", path, reason, "Écrivez le nom de la page.")
    elif not link.image and re.match(r"https?://|www\.", link.words, re.IGNORECASE):
        yield _found(
            "prose.mute_link", "remark", path, "Le texte du lien est son adresse.", "Écrivez le nom de la page."
        )
    if link.image and _ALT.match(link.words.strip()):
        reason = f"« {link.words} » ne décrit pas l'image."
        yield _found("prose.image", "error", path, reason, "Dites ce qu'elle montre.")
    if link.target.startswith(("/", "#", "./", "../")) or not re.match(
        r"[a-z][a-z0-9+.-]*:", link.target, re.IGNORECASE
    ):
        reason = f"« {link.target} » ne mène quelque part que depuis le site d'où il vient."
        yield _found("prose.link", "error", path, reason, "Écrivez l'adresse entière, avec https://.")
    elif link.target.startswith("mailto:"):
        yield from _mail(path, link.target.removeprefix("mailto:").partition("?")[0])
    elif link.target.startswith("tel:"):
        if not re.fullmatch(r"tel:(?:\+33\d{9}|0\d{9}|3\d{3})", link.target):
            yield _found(
                "prose.link", "error", path, f"« {link.target} » n'est pas un numéro.", "Écrivez tel:+33326791541."
            )
    else:
        yield from _target(path, link.target)


def _mail(path: Path, address: str) -> Iterator[Found]:
    try:
        sent_address(address)
        sound = re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}", address, re.IGNORECASE) is not None
    except ValueError:
        sound = False
    if not sound:
        yield _found("prose.mail", "error", path, f"« {address} » n'est pas une adresse de courriel.", "Corrigez-la.")
        return
    yield from _host(path, address.partition("@")[2], address)


def _target(path: Path, target: str) -> Iterator[Found]:
    found = _URL.match(target.strip())
    if _FILE.match(target) or not found or found["scheme"].lower() not in ("http", "https"):
        reason = f"« {target[:80]} » ne s'ouvre pas d'ailleurs."
        yield _found("prose.link", "error", path, reason, "Écrivez une adresse en https://.")
        return
    if re.search(r"^https?:/{0,1}[^/]|^https?:///|https?:/*https?:|\s|%20$|[,;]$|\.$|[)»\"']$", target.strip()[:2000]):
        reason = f"« {target[:80]} » est mal recopiée."
        yield _found("prose.link", "error", path, reason, "Recopiez l'adresse depuis le navigateur.")
    yield from _host(path, found["host"], target)
    if found["scheme"].lower() == "http" and not _NOWHERE.search(found["host"]):
        yield _found(
            "prose.http",
            "warning",
            path,
            f"« {target[:80]} » n'est pas chiffrée.",
            "Écrivez https:// si le site l'offre.",
        )
    if re.search(r"[^\x00-\x7f]", target):
        reason = f"« {target[:80]} » a des lettres accentuées, que tous les logiciels ne suivent pas."
        yield _found("prose.link", "warning", path, reason, "Recopiez l'adresse depuis le navigateur.")
    if _SHARED.search(found["host"]):
        reason = f"« {found['host']} » : un partage se ferme, et son adresse avec lui."
        yield _found("prose.shared", "warning", path, reason, "Publiez le document sur un site qui reste.")
    if re.search(r"[?&](?:utm_\w+|fbclid|gclid)=", target):
        yield _found("prose.link", "warning", path, "Cette adresse suit qui la prend.", "Retirez ce qui suit le « ? ».")
    if re.search(r"safelinks\.protection|urldefense|webmail|outlook\.office", target):
        yield _found(
            "prose.link", "error", path, "Cette adresse est celle d'une messagerie.", "Écrivez celle de la page."
        )


def _host(path: Path, host: str, whole: str) -> Iterator[Found]:
    if not host or _NOWHERE.search(host):
        reason = f"« {whole[:80]} » ne mène nulle part."
        yield _found("prose.nowhere", "error", path, reason, "Écrivez l'adresse véritable.")
    elif _MADE_UP.search(host):
        reason = f"« {whole[:80]} » ressemble à un exemple."
        yield _found("prose.nowhere", "warning", path, reason, "Écrivez l'adresse véritable.")
    elif _SHORTENED.search(host):
        reason = f"« {whole[:80]} » cache où elle mène."
        yield _found("prose.shortened", "warning", path, reason, "Écrivez l'adresse entière.")
    elif re.search(r"\.[a-z]$", host) or ".." in host or host.startswith(("-", ".")) or host.endswith("."):
        yield _found("prose.link", "error", path, f"« {host} » n'est pas un nom de site.", "Corrigez-le.")


def _text(said: Said) -> Iterator[Found]:
    if said.kind == "prose" and _BROKEN.search(said.text):
        yield _found(
            "prose.broken_link", "error", said.path, "Un lien est mal écrit.", "Écrivez [nom de la page](https://…)."
        )
    if said.kind == "prose" and (
        found := re.search(r"\]\(\s*<?(?:javascript|data|vbscript|file):", said.text, re.IGNORECASE)
    ):
        reason = f"« {found[0][2:]} » n'est pas une adresse qui s'ouvre."
        yield _found("prose.link", "error", said.path, reason, "Écrivez une adresse en https://.")
    if found := re.search(r"\b[A-Za-z]:\\\w|\\\\\w+\\\w|\bfile:/", said.text):
        reason = f"« {found[0]}… » est un fichier de l'ordinateur de quelqu'un."
        yield _found("prose.link", "error", said.path, reason, "Écrivez une adresse en https://.")
    bare = re.sub(r"\]\([^)]*\)|<[^>]*>|\[[^\]]*\]", "", said.text)
    for found in _BARE.finditer(bare):
        address = found[0].rstrip(".,;:!?")
        reason = f"« {address[:80]} » est écrite dans le texte, et ne s'ouvre pas."
        yield _found("prose.bare_link", "warning", said.path, reason, "Écrivez [nom de la page](https://…).")
        if not address.startswith("www."):
            yield from _target(said.path, address)
    if "mailto:" in bare:
        reason = "Une adresse est écrite avec « mailto: », et se lirait ainsi."
        yield _found("prose.bare_link", "warning", said.path, reason, "Écrivez [écrire à la Caf](mailto:…).")
    for found in re.finditer(r"(?<![\w/:.])[\w.+-]+@[\w.-]+\.[a-z]{2,}", bare, re.IGNORECASE):
        yield from _mail(said.path, found[0])
