"""The public directory of organisations, asked for one SIRET: what it knows fills the form, and a person reads it over.

It speaks as the API Recherche d'entreprises does (``GET /search?q=…``). It is asked only where an installation names
one; what it does not answer in time, or answers otherwise, is typed by hand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

SECONDS = 3.0
"""In all: whoever fills a form in does not wait longer."""

MOST_BYTES = 256 * 1024
_LONGEST = 200
_PIECE = 16 * 1024


class DirectoryAway(Exception):
    """The directory did not answer in time, or not as it should: the form is filled in by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the directory says of an establishment; what it does not say is empty. `legal_form` is Insee's code."""

    name: str
    siret: str
    legal_form: str
    rna: str
    street: str
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True)
class Directory:
    """Where a directory answers: an address of https, or of this machine."""

    address: str

    def find(self, siret: str) -> Listed | None:
        """Return the establishment of a SIRET; `None` where the directory knows none. Raises `DirectoryAway`."""
        found = self._answer(siret)
        results = found.get("results") if isinstance(found, Mapping) else None
        if not isinstance(results, list):
            raise DirectoryAway
        for company in results[:5]:
            if isinstance(company, Mapping):
                for place in _places(company):
                    if _text(place, "siret") == siret:
                        return _listed(company, place, siret)
        return None

    def _answer(self, siret: str) -> Any:
        import orjson
        import requests  # imported where it serves: few pages ask

        until = monotonic() + SECONDS
        try:
            with requests.get(
                f"{self.address}/search",
                params={"q": siret, "per_page": "1"},
                headers={"Accept": "application/json"},
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
            ) as answer:
                body = b""
                for piece in answer.iter_content(_PIECE):
                    body += piece
                    if len(body) > MOST_BYTES or monotonic() > until:
                        raise DirectoryAway
                if answer.status_code != 200:
                    raise DirectoryAway
            return orjson.loads(body)
        except (requests.RequestException, ValueError) as error:
            raise DirectoryAway from error


def _places(company: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the establishments of a company that an answer tells: those that match, then its seat."""
    matching = company.get("matching_etablissements")
    places = [*(matching if isinstance(matching, list) else ()), company.get("siege")]
    return [each for each in places if isinstance(each, Mapping)]


def _listed(company: Mapping[str, Any], place: Mapping[str, Any], siret: str) -> Listed:
    more = company.get("complements")
    street = " ".join(filter(None, (_text(place, name) for name in ("numero_voie", "type_voie", "libelle_voie"))))
    code, city = _text(place, "code_postal"), _text(place, "libelle_commune")
    if not street:
        street = re.sub(rf"\s*{re.escape(code)}\s.*$", "", _text(place, "adresse")) if code else _text(place, "adresse")
    return Listed(
        name=_text(company, "nom_raison_sociale") or _text(company, "nom_complet"),
        siret=siret,
        legal_form=_text(company, "nature_juridique"),
        rna=_text(more, "identifiant_association") if isinstance(more, Mapping) else "",
        street=street,
        postal_code=code,
        city=city,
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    """Return a text of an answer, on one line and no longer than a field; nothing for what is no text."""
    from clas_core.plain_text import line_of

    value = said.get(name)
    return line_of(value)[:_LONGEST].strip() if isinstance(value, str) else ""
