"""Verifying a certificate of calculation: somebody gives its file, and is told whether its amount is right.

No account, nothing kept: the file is read, calculated again, and forgotten.
"""

import re

from flask import render_template, request
from flask.typing import ResponseReturnValue

from clas_api.installation import published_installation
from clas_api.pages.asking import current_context
from clas_api.pages.public.site import blueprint
from clas_api.security.limits import CHECK, count_request
from clas_api.services.rules.kept_rules import RulesKeptHere
from clas_api.services.rules.verifying_certificates import RulesAtHand, verify_certificate
from clas_api.statuses import status_of
from clas_core.certificates import Check
from clas_core.errors import ClasError, InvalidInput

NOT_CHOSEN = "Choisissez le fichier du certificat, qui finit par .json ou .pdf."
NOT_WHOLE = (
    "Ce que dit cette adresse n'est pas une empreinte entière : relisez le code du papier, ou comparez vous-même son "
    "empreinte à celle qui vous sera dite."
)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


@blueprint.get("/verifier")
def verify() -> ResponseReturnValue:
    """Show the form; the code of a printed certificate leads here with the digest that it prints."""
    given = request.args.get("empreinte", "")
    if given.strip() and not _noted(given):
        return _page("", refusal=NOT_WHOLE, status=422)
    return _page(_noted(given))


@blueprint.post("/verifier")
def post_verification() -> ResponseReturnValue:
    """Say whether a certificate holds."""
    noted = _noted(request.form.get("empreinte", ""))
    if request.form.get("empreinte", "").strip() and not noted:
        return _page("", refusal=NOT_WHOLE, status=422)
    given = request.files.get("certificate")
    if given is None or not given.filename:
        return _page(noted, refusal=NOT_CHOSEN, status=422)
    rules = RulesAtHand(installation=published_installation(), kept=RulesKeptHere(current_context))
    try:
        count_request(CHECK, "post_check")
        found = verify_certificate(rules, given.stream.read(), noted)
    except InvalidInput as error:
        problems = [f"{each.pointer} : {each.message}" if each.path else each.message for each in error.problems]
        return _page(noted, refusal=error.message, problems=problems, status=422)
    except ClasError as error:
        return _page(noted, refusal=error.message, status=status_of(error))
    return _page(noted, found=found)


def _noted(text: str) -> str:
    """Return a digest as certificates write it; nothing for what is none."""
    hexadecimal = text.strip().lower().removeprefix("sha256:")
    return f"sha256:{hexadecimal}" if _HEX.fullmatch(hexadecimal) else ""


def _page(
    noted: str, *, found: Check | None = None, refusal: str = "", problems: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "public/verifying.html", noted=noted, found=found, refusal=refusal, problems=problems or [], status=status
    )
    return page, status
