"""The certificates of a dossier, each verified by the platform and by the script of one file, as whoever holds it does:
the script reads the texts of the rules that each was calculated by."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask

from clas_api.context import Context
from clas_api.installation import current_installation
from clas_api.services.rules.kept_rules import RulesKeptHere
from clas_api.services.rules.sealed_rules import sealed_campaign, sealed_referential
from clas_api.services.rules.verifying_certificates import RulesAtHand, verify_data
from clas_api.services.year.certifying import certify
from clas_api.store.database import EVERYTHING, database, open_session
from clas_core.certificates import KINDS
from clas_core.errors import Refused
from tests.contexts import context_on
from tests.core.certificates.script import loaded

JSON = dict[str, Any]


def certificates(app: Flask, key: str) -> dict[str, JSON]:
    """Return the certificates that a dossier has, by the kind of their amount, which all hold by both."""
    found: dict[str, JSON] = {}
    with app.app_context():
        engine, installation = database.engine, current_installation()
        for kind in KINDS:
            with context_on(engine, installation=installation) as context:
                open_session(context.session, EVERYTHING)
                try:
                    made = certify(context, UUID(key), kind).content
                except Refused:
                    continue
                rules = RulesAtHand(installation=installation, kept=RulesKeptHere(partial(_itself, context)))
                assert verify_data(rules, made, made["digest"]).faults == []
                assert _told_by_script(context, made) == []
                found[kind] = made
    return found


def certified_amounts(app: Flask, key: str) -> dict[str, str]:
    """Return the amounts of a dossier that have a certificate, each of which holds by both."""
    return {kind: made["amount"] for kind, made in certificates(app, key).items()}


def _itself(context: Context) -> Context:
    return context


def _told_by_script(context: Context, made: JSON) -> list[str]:
    rules, call = made["rules"], made["call"]
    texts = {
        "referential": sealed_referential(context, rules["referential"], made["school_year"]).text,
        "campaign": sealed_campaign(context, rules["campaign"], call, made["department"]).text,
    }
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.toml" for name in texts]
        for file in files:
            file.write_text(texts[file.stem], encoding="utf-8")
        told: list[str] = loaded().verifier(made, *files, made["digest"])
    return told
