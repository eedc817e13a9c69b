"""Signing in through an identity provider, by OpenID Connect: an authorization code, with state, nonce and PKCE.

ProConnect is one such provider. Authlib is imported when somebody goes there, and not when the service starts. What
the provider says of itself is read anew each time: people sign in seldom, and keys change.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from clas_api.config import Settings
from clas_api.refusals import Forbidden, StorageUnavailable

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

WANTED = ("openid", "profile", "email", "given_name", "usual_name", "uid", "siret", "idp_id")
"""What is asked for, if the provider has it: ProConnect gives each claim by a name of its own."""

_SIGNATURES = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""Signatures that only the provider can make."""

_SECONDS, _LEEWAY = 10, 120
"""How long the provider may take to answer; how far its clock may be from ours."""

_LONGEST = 300

_SILENT = "Le service d'identité ne répond pas. Réessayez dans quelques minutes, ou prenez votre mot de passe."
_REFUSED = "Le service d'identité n'a pas confirmé qui vous êtes. Recommencez depuis la page de connexion."


@dataclass(frozen=True, slots=True)
class Journey:
    """What the browser keeps while it is at the provider, and without which nothing that comes back is believed."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Journey":
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))

    def kept(self) -> dict[str, str]:
        """Return the journey as a cookie keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a provider says somebody is: `issuer` and `subject` together never change and never go to somebody else.

    `email` is an address that the provider says it has verified; without one, nothing tells whose account this is.
    `by_two_factors` is whether it says, in the token that it signs, that it has asked for more than a password.
    """

    issuer: str
    subject: str
    email: str | None
    name: str
    siret: str | None
    by_two_factors: bool = False


class IdentityProvider:
    """The provider of the configuration."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer
        self._issuer = settings.oidc_issuer
        self._id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._silence_counts = settings.oidc_email == "trusted"

    def begin(self, return_address: str) -> tuple[str, Journey]:
        """Return where to send the browser, and what it is to keep. Raises `StorageUnavailable`."""
        from requests import RequestException

        journey = Journey.new()
        try:
            with self._client(return_address) as client:
                document = self._document(client)
                address, _ = client.create_authorization_url(
                    document["authorization_endpoint"],
                    scope=" ".join(each for each in WANTED if each in document.get("scopes_supported", WANTED[:3])),
                    state=journey.state,
                    nonce=journey.nonce,
                    code_verifier=journey.verifier,
                )
        except (RequestException, *_UNREADABLE):
            raise StorageUnavailable(_SILENT) from None
        return str(address), journey

    def finish(self, return_address: str, journey: Journey, given: Mapping[str, str]) -> Identity:
        """Return who came back, from what the address they came back to gives.

        Raises `Forbidden` when the provider or a check refuses, `StorageUnavailable` when it does not answer.
        """
        from authlib.integrations.base_client import OAuthError
        from joserfc.errors import JoseError
        from requests import RequestException

        if not secrets.compare_digest(given.get("state", "").encode(), journey.state.encode()) or "code" not in given:
            raise Forbidden(_REFUSED)
        try:
            with self._client(return_address) as client:
                document = self._document(client)
                client.token_endpoint_auth_method = _authentication(document)
                tokens = client.fetch_token(
                    document["token_endpoint"],
                    code=given["code"],
                    code_verifier=journey.verifier,
                    grant_type="authorization_code",
                )
                claims = self._checked(client, document, tokens["id_token"], nonce=journey.nonce)
                said = self._said(client, document)
        except RequestException:
            raise StorageUnavailable(_SILENT) from None
        except (OAuthError, JoseError, *_UNREADABLE):
            raise Forbidden(_REFUSED) from None
        if said.get("sub", claims["sub"]) != claims["sub"]:
            raise Forbidden(_REFUSED)
        email = _verified(said if "email" in said else claims, silence_counts=self._silence_counts)
        return _identity(self._issuer, {**claims, **said}, email, by_two_factors=_proves(claims.get("amr")))

    def _client(self, return_address: str) -> "OAuth2Session":
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(
            self._id,
            self._secret,
            redirect_uri=return_address,
            code_challenge_method="S256",
            default_timeout=_SECONDS,
            leeway=0,  # the key is used at once: one that lasts a minute serves
        )

    def _document(self, client: "OAuth2Session") -> dict[str, Any]:
        """Return what the provider says of itself, if it is the one of the configuration that says so."""
        answer = client.get(f"{self._issuer}/.well-known/openid-configuration", withhold_token=True)
        answer.raise_for_status()
        document = _object(answer.json())
        if str(document.get("issuer", "")).rstrip("/") != self._issuer:
            raise Forbidden(_REFUSED)
        return document

    def _checked(
        self, client: "OAuth2Session", document: dict[str, Any], token: str, *, nonce: str | None
    ) -> dict[str, Any]:
        """Return the claims of a token that the provider has signed, for us, and for this journey when `nonce` is."""
        from authlib.oauth2.claims import JWTClaims
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.jwk import KeySet

        answer = client.get(document["jwks_uri"], withhold_token=True)
        answer.raise_for_status()
        offered = document.get("id_token_signing_alg_values_supported", ["RS256"])
        decoded = jwt.decode(token, KeySet.import_key_set(answer.json()), algorithms=[*_SIGNATURES & set(offered)])
        options = {
            "iss": {"essential": True, "values": [document["issuer"]]},
            "aud": {"essential": True, "values": [self._id]},
        }
        kind = JWTClaims if nonce is None else CodeIDToken
        claims = kind(decoded.claims, decoded.header, options, {"nonce": nonce, "client_id": self._id})
        claims.validate(leeway=_LEEWAY)
        return dict(claims)

    def _said(self, client: "OAuth2Session", document: dict[str, Any]) -> dict[str, Any]:
        """Return what the provider says of the person, as JSON or, like ProConnect, as a signed token."""
        if "userinfo_endpoint" not in document:
            return {}
        answer = client.get(document["userinfo_endpoint"])
        answer.raise_for_status()
        if answer.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._checked(client, document, answer.text.strip(), nonce=None)
        return _object(answer.json())


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(type(value))
    return value


_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
"""What reading raises when a provider answers by something else than the protocol says."""


def _authentication(document: dict[str, Any]) -> str:
    """Return how to prove to the provider which service asks: the standard way, unless it only knows the other."""
    known = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"


def _verified(said: Mapping[str, Any], *, silence_counts: bool) -> str | None:
    """Return the address of what a provider says in one place, if it says there, by the value `true`, that it has
    verified it. “false” written as a text is not false, and a provider that says nothing has promised nothing, unless
    the configuration speaks for it: then `silence_counts`."""
    email = said.get("email")
    verified = said.get("email_verified", silence_counts)
    return email if isinstance(email, str) and email and verified is True else None


BY_TWO_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sc"})
"""Of the methods of RFC 8176, those that say that several were asked for, or something that the person has."""


def _proves(methods: Any) -> bool:
    """Tell whether the methods that a provider names are more than a password; what is no list of words is none."""
    return isinstance(methods, list) and any(isinstance(each, str) and each in BY_TWO_FACTORS for each in methods)


def _identity(issuer: str, claims: Mapping[str, Any], email: str | None, *, by_two_factors: bool) -> Identity:
    subject = str(claims["sub"])
    if len(subject) > _LONGEST or not subject.isprintable():
        raise Forbidden(_REFUSED)
    family = claims.get("usual_name") or claims.get("family_name")
    named = " ".join(str(each) for each in (claims.get("given_name"), family) if each) or claims.get("name") or email
    siret = claims.get("siret")
    return Identity(
        issuer=issuer,
        subject=subject,
        email=email,
        name=str(named or "")[:200],
        siret=siret.replace(" ", "") if isinstance(siret, str) else None,
        by_two_factors=by_two_factors,
    )
