"""Secrets that a file would publish: keys, tokens, passwords, bank accounts."""

import re
from collections.abc import Iterator, Sequence

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed

_SHAPES: Sequence[tuple[str, re.Pattern[str]]] = (
    ("une clé privée", re.compile(r"-----BEGIN [A-Z ]*(?:PRIVATE KEY|CERTIFICATE)")),
    ("une clé d'accès", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    (
        "un jeton",
        re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,})"),
    ),
    ("une clé d'accès", re.compile(r"\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9]{16,}\b")),
    ("une clé d'accès", re.compile(r"\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}")),
    ("un jeton", re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?")),
    ("un identifiant et un mot de passe", re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@", re.IGNORECASE)),
    (
        "un jeton",
        re.compile(
            r"[?&](?:token|access_token|api_?key|key|sig|signature|pwd|passcode|password|secret|auth|sid)=[^&\s]{4,}",
            re.IGNORECASE,
        ),
    ),
    ("un jeton", re.compile(r"\bBearer\s+[\w.~+/-]{12,}", re.IGNORECASE)),
    (
        "un mot de passe",
        re.compile(
            r"\b(?:mots? de passe|mdp|password|passwd|pwd|passphrase|code (?:secret|d'accès|confidentiel|pin)|"
            r"identifiants? de connexion|cl[ée]f?s? (?:d'api|api|secrète|privée|wifi)|api[ _-]?key|"
            r"secret(?:[ _-]key)?|token|jeton)"
            r"\s*(?:du compte|wifi|de la réunion|provisoire|commun)?\s*(?:[:=]|est|sera)\s*+(?!l[ae]s?\b|"
            r"celui|celle|un[e]?\b|envoyé|"
            r"communiqué|transmis|demandé|donné|fourni|à\b|obligatoire|requis|nécessaire|personnel|oublié|perdu|"
            r"strictement|"
            r"propre|le même)[«\"' ]*[^\s«»\"',.]{4,}",
            re.IGNORECASE,
        ),
    ),
    (
        "un identifiant de connexion",
        re.compile(
            r"\b(?:login|identifiant|user(?:name)?|utilisateur)\s*[:=]\s*\S+\s*[,;/|]?\s*\S*(?:mdp|pass|mot de passe)",
            re.IGNORECASE,
        ),
    ),
    (
        "un mot de passe",
        re.compile(
            r"\b(?:mots? de passe|mdp|password|code(?: d'accès| secret| wifi| pin)?|identifiants?|login|clé wifi)\b"
            r"(?: [\w'’-]+){0,5} ?[:=] ?(?=\S*\d)(?=\S*[A-Za-z!@#$%&*])(?!https?:|\d+(?:er|h|€|%))[^\s.,;]{5,}",
            re.IGNORECASE,
        ),
    ),
    (
        "un code d'accès",
        re.compile(r"\bcode (?:d'accès|secret|wifi|pin|de la (?:réunion|visio)) ?(?:[:=]|est) ?\d{4,}", re.IGNORECASE),
    ),
    ("une clé", re.compile(r"\bssh-(?:rsa|ed25519) AAAA|\bAuthorization: ?(?:Basic|Bearer) ")),
    ("un compte bancaire (RIB)", re.compile(r"(?<!\d)\d{5} \d{5} [0-9A-Z]{11} \d{2}(?!\d)")),
    (
        "un numéro de sécurité sociale",
        re.compile(r"(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}(?: ?\d{2})?(?!\d)"),
    ),
    (
        "une clé",
        re.compile(
            r"(?<![\w/.-])(?=[A-Za-z0-9+/_=-]*\d)(?=[A-Za-z0-9+/_=-]*[a-z])(?=[A-Za-z0-9+/_=-]*[A-Z])[A-Za-z0-9+/_=-]{36,}(?![\w/.-])"
        ),
    ),
    ("une clé", re.compile(r"(?<![\w/.:-])[0-9a-f]{32,}(?![\w/.-])")),
)
_IBAN = re.compile(r"\b([A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,4})?)\b")
_CARD = re.compile(r"(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)")


def secrets_in(text: str) -> Iterator[str]:
    """Yield what each secret of a text is, in words; the secret itself is not repeated."""
    for what, shape in _SHAPES:
        if shape.search(text):
            yield what
    for found in _IBAN.finditer(text):
        compact = found[1].replace(" ", "")
        number = "".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])
        if int(number) % 97 == 1 or (compact.startswith("FR") and len(compact) == 27):
            yield "un compte bancaire (IBAN)"
    for found in _CARD.finditer(text):
        digits = [int(each) for each in found[0] if each.isdigit()]
        doubled = [each if rank % 2 else sum(divmod(each * 2, 10)) for rank, each in enumerate(digits)]
        if sum(doubled) % 10 == 0 and any(digits):
            yield "un numéro de carte bancaire"


def check_secrets(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report secrets wherever they stand in a file: in a value, in a name, in a comment."""
    for file in reviewed.files:
        told: set[tuple[int, str]] = set()
        for number, line in enumerate(file.text.split("\n"), 1):
            for what in secrets_in(line[:10_000]):
                if (number, what) not in told:
                    told.add((number, what))
                    reason = f"Cette ligne montre {what} : chacun la lirait."
                    mend = "Retirez-la, et changez ce secret : il a été vu."
                    yield file, Found("secrets.shown", "error", (), reason, mend, line=number)
