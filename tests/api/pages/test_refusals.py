"""A page that refuses says so in its title, and the browser goes to what is to be corrected."""

import re
from collections.abc import Callable

from flask import Flask

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
