"""A page that refuses says so in its title, and the browser goes to what is to be corrected."""

import re
from collections.abc import Callable

from flask import Flask

from clas_api.pages.assets import STYLES
from tests.browsing import Browser


def test_a_refused_form_begins_with_what_is_wrong(
    make_app: Callable[..., Flask], lend_database: Callable[[str], str]
) -> None:
    client = make_app(database_url=lend_database("sqlite")).test_client()
    asked = Browser(client).open("/connexion")
    assert "<title>Connexion · Clas</title>" in asked.html
    assert "autofocus" not in asked.html
    word = asked.forms[0].values["csrf_token"]
    refused = client.post("/connexion", data={"csrf_token": word, "email": "a@exemple.fr", "password": "x"}).text
    assert "<title>Erreur : Connexion · Clas</title>" in refused
    assert re.search(r'id="refus" tabindex="-1" autofocus>', refused)


def test_every_refusal_takes_the_focus() -> None:
    refusals = [
        tag
        for path in (STYLES.parent / "templates").rglob("*.html")
        for tag in re.findall(r'<\w+[^>]*role="alert"[^>]*id="refus"[^>]*>', path.read_text("utf-8"))
    ]
    assert len(refusals) > 4
    assert [tag for tag in refusals if not tag.endswith('tabindex="-1" autofocus>')] == []
