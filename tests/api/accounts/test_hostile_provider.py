"""What an identity provider, or whoever stands in its place, must not be believed; and what ProConnect signs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

from clas_api.config import Settings
from clas_api.refusals import Forbidden, StorageUnavailable
from clas_api.security.oidc import Identity, IdentityProvider, Journey

RETURN = "https://clas.example/connexion/oidc/retour"
OURS = RSAKey.generate_key(2048, {"kid": "1"})
ANOTHERS = RSAKey.generate_key(2048, {"kid": "1"})


@dataclass
class Fake:
    """A provider that answers what a test wants; by default, what a sound one does."""

    address: str = ""
    journey: Journey = field(default_factory=Journey.new)
    document: Any = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    said: Any = field(default_factory=dict)
    answer: Any = field(default_factory=dict)
    keys: Any = None
    signed: bool = False
    unsaid: bool = False
    key: Any = field(default_factory=lambda: OURS)
    algorithm: str = "RS256"
    received: dict[str, str] = field(default_factory=dict)

    def token(self, **claims: Any) -> str:
        now = int(time())
        sound = {"iss": self.address, "aud": "clas", "sub": "nora", "iat": now, "exp": now + 60, **claims}
        kept = {key: value for key, value in sound.items() if value is not None}
        return jwt.encode({"alg": self.algorithm, "kid": "1"}, kept, self.key, algorithms=[self.algorithm])

    def serve(self) -> Flask:
        app = Flask("provider")

        @app.get("/.well-known/openid-configuration")
        def discover() -> Response:
            places = {f"{each}_endpoint": f"{self.address}/{each}" for each in ("authorization", "token", "userinfo")}
            if not isinstance(self.document, dict):
                return jsonify(self.document)
            return jsonify({"issuer": self.address, "jwks_uri": f"{self.address}/jwks", **places, **self.document})

        @app.get("/jwks")
        def keys() -> Response:
            return jsonify({"keys": [OURS.as_dict(private=False)]} if self.keys is None else self.keys)

        @app.post("/token")
        def exchange() -> Response:
            self.received = request.form.to_dict()
            claims = {"nonce": self.journey.nonce, **self.claims}
            if not isinstance(self.answer, dict):
                return jsonify(self.answer)
            sound = {"access_token": "a", "token_type": "Bearer", "id_token": self.token(**claims)}
            return jsonify({**sound, **self.answer})

        @app.get("/userinfo")
        def tell() -> Response:
            if not isinstance(self.said, dict):
                return jsonify(self.said)
            verified = {"email": "nora@caf.fr", "email_verified": True}
            said = {"sub": "nora", **verified, "given_name": "Nora", "usual_name": "Petit", **self.said}
            if self.unsaid:
                del said["email_verified"]
            if self.signed:
                return Response(self.token(**said), mimetype="application/jwt")
            return jsonify(said)

        return app

    def begin(self) -> None:
        settings = Settings(oidc_issuer=self.address, oidc_client_id="clas", oidc_client_secret="secret")
        IdentityProvider(settings).begin(RETURN)

    def finish(self, email: str = "verified") -> Identity:
        settings = Settings(
            oidc_issuer=self.address, oidc_client_id="clas", oidc_client_secret="secret", oidc_email=email
        )
        given = {"state": self.journey.state, "code": "c"}
        return IdentityProvider(settings).finish(RETURN, self.journey, given)


@pytest.fixture
def fake() -> Iterator[Fake]:
    fake = Fake()
    server = make_server("127.0.0.1", 0, fake.serve())
    fake.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_sound_provider_is_believed_and_gets_the_verifier_of_the_journey(fake: Fake) -> None:
    fake.said = {"siret": "187 512 355 00017"}
    found = fake.finish()
    assert found == Identity(
        issuer=fake.address, subject="nora", email="nora@caf.fr", name="Nora Petit", siret="18751235500017"
    )
    assert fake.received["code_verifier"] == fake.journey.verifier
    assert fake.received["redirect_uri"] == RETURN


def test_what_proconnect_signs_is_read(fake: Fake) -> None:
    fake.signed = True
    assert fake.finish().name == "Nora Petit"


def test_only_what_the_provider_has_is_asked_for(fake: Fake) -> None:
    def scopes() -> list[str]:
        settings = Settings(oidc_issuer=fake.address, oidc_client_id="clas")
        address, _ = IdentityProvider(settings).begin(RETURN)
        return parse_qs(urlsplit(address).query)["scope"][0].split()

    assert scopes() == ["openid", "profile", "email"]
    fake.document = {"scopes_supported": ["openid", "siret", "email", "usual_name", "phone"]}
    assert scopes() == ["openid", "email", "usual_name", "siret"]


@pytest.mark.parametrize("known", [["client_secret_post"], ["client_secret_basic"], None])
def test_the_secret_goes_the_way_that_the_provider_knows(fake: Fake, known: list[str] | None) -> None:
    fake.document = {"token_endpoint_auth_methods_supported": known} if known else {}
    assert fake.finish().subject == "nora"
    assert ("client_secret" in fake.received) == (known == ["client_secret_post"])


HOSTILE: dict[str, Callable[[Fake], Any]] = {
    "another issuer in the document": lambda fake: fake.document.update(issuer="https://autre.example"),
    "another issuer in the token": lambda fake: fake.claims.update(iss="https://autre.example"),
    "a token for another service": lambda fake: fake.claims.update(aud="autre"),
    "a token for nobody": lambda fake: fake.claims.update(aud=None),
    "another nonce": lambda fake: fake.claims.update(nonce="rejoué"),
    "no nonce": lambda fake: fake.claims.update(nonce=None),
    "an old token": lambda fake: fake.claims.update(exp=int(time()) - 600, iat=int(time()) - 700),
    "no subject": lambda fake: fake.claims.update(sub=None),
    "somebody else in the details": lambda fake: fake.said.update(sub="lou"),
    "another key": lambda fake: setattr(fake, "key", ANOTHERS),
    "a subject without end": lambda fake: (fake.claims.update(sub="n" * 301), fake.said.update(sub="n" * 301)),
    "signed details for another service": lambda fake: vars(fake).update(signed=True, said={"aud": "autre"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_sound_is_refused_in_french(fake: Fake, name: str, assert_french: Callable[[str], None]) -> None:
    HOSTILE[name](fake)
    with pytest.raises(Forbidden) as refused:
        fake.finish()
    assert_french(refused.value.message)


NO_OBJECTS: tuple[Any, ...] = ([1, 2], "x", 3, None, True, [])


@pytest.mark.parametrize("place", ["document", "said", "answer", "keys"])
@pytest.mark.parametrize("value", NO_OBJECTS, ids=str)
def test_json_that_is_no_object_is_refused_in_french(
    fake: Fake, place: str, value: Any, assert_french: Callable[[str], None]
) -> None:
    if place == "keys" and value is None:
        value = {"keys": None}
    setattr(fake, place, value)
    with pytest.raises((Forbidden, StorageUnavailable)) as refused:
        fake.finish()
    assert_french(refused.value.message)
    if place == "document":
        with pytest.raises((Forbidden, StorageUnavailable)):
            fake.begin()


@pytest.mark.parametrize("value", [None, 3, [[]], {}, [{}]], ids=str)
@pytest.mark.parametrize(
    "name",
    [
        "scopes_supported",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
        "token_endpoint_auth_methods_supported",
        "id_token_signing_alg_values_supported",
        "issuer",
    ],
)
def test_a_document_of_other_values_ends_in_a_sentence(fake: Fake, name: str, value: Any) -> None:
    fake.document = {name: value}
    for step in (fake.begin, fake.finish):
        with suppress(Forbidden, StorageUnavailable):  # the sentences of the errors of ours
            step()


@pytest.mark.parametrize("said", [None, 0, 1, "true", "false", [True], {"value": True}], ids=str)
@pytest.mark.parametrize("signed", [False, True])
def test_an_address_is_verified_by_the_value_true_alone(fake: Fake, said: Any, signed: bool) -> None:
    fake.said, fake.signed = {"email_verified": said}, signed
    assert fake.finish().email is None


@pytest.mark.parametrize("said", [False, None, 0, 1, "true", "false"], ids=str)
def test_a_provider_that_never_says_is_trusted_when_the_configuration_says_so(fake: Fake, said: Any) -> None:
    fake.said = {"email_verified": said}
    assert fake.finish("trusted").email is None
    fake.unsaid = True
    assert fake.finish("trusted").email == "nora@caf.fr"
    assert fake.finish().email is None


def test_a_verified_address_is_not_taken_for_another_one(fake: Fake) -> None:
    fake.claims = {"email": "nora@caf.fr", "email_verified": True}
    fake.said = {"email": "admin@caf.fr", "email_verified": None}
    assert fake.finish().email is None


def test_a_key_that_lasts_a_minute_serves(fake: Fake) -> None:
    fake.answer = {"expires_in": 60}
    assert fake.finish().subject == "nora"


def test_a_signature_that_anybody_could_make_is_none(fake: Fake) -> None:
    fake.key, fake.algorithm = OctKey.generate_key(256, {"kid": "1"}), "HS256"
    fake.document = {"id_token_signing_alg_values_supported": ["HS256", "RS256", "none"]}
    with pytest.raises(Forbidden):
        fake.finish()
