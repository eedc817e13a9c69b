"""Porteurs: the organisations that apply, as they describe themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError, validate

from clas_core.fields import Choice, Email, JsonDay, Listing, Table, Text, Words
from clas_core.identifiers import parse_rna, parse_siren, parse_siret, siren_of
from clas_core.strict import StrictSchema

NATURES: Mapping[str, str] = MappingProxyType(
    {
        "association": "association",
        "foundation": "fondation",
        "commune": "commune",
        "intercommunality": "intercommunalité",
        "public_establishment": "établissement public (CCAS, caisse des écoles …)",
        "mutual": "mutuelle",
        "company": "société ou coopérative",
    }
)
"""The legal natures of a porteur, with how they are written."""

_POSTAL_CODE = re.compile(r"\d{5}\Z", re.ASCII)
_PHONE = re.compile(r"\+?[\d .()-]{4,25}\Z", re.ASCII)


class Siret(Text):
    """A SIRET, its check digit verified."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return parse_siret(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Siren(Words):
    """A SIREN, its check digit verified."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=20, metadata={"pattern": r"^\d{9}$", "example": "732829320"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return parse_siren(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Rna(Text):
    """An RNA number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return parse_rna(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class PhoneNumber(Text):
    """A telephone number, of any country."""

    def __init__(self, **options: Any) -> None:
        shape = validate.Regexp(_PHONE, error="Un numéro de téléphone est attendu, par exemple « 03 26 79 15 41 ».")
        super().__init__(longest=30, validate=[shape], **options)


class PostalCode(Text):
    """A French postal code."""

    def __init__(self, **options: Any) -> None:
        shape = validate.Regexp(_POSTAL_CODE, error="Un code postal compte 5 chiffres, par exemple « 51100 ».")
        super().__init__(longest=5, validate=[shape], **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an organisation is."""

    lines: tuple[str, ...]
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """Who may sign for the organisation, and in which capacity."""

    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Porteur:
    """An organisation that applies. `siret_since` is the day from which the SIRET holds; `rna` is never demanded."""

    name: str
    siret: str
    siret_since: date | None
    rna: str | None
    nature: str
    address: Address | None
    representative: Representative | None
    email: str | None
    phone: str | None

    @property
    def siren(self) -> str:
        return siren_of(self.siret)


class AddressSchema(StrictSchema):
    makes = Address

    lines = Listing(Words(longest=200), required=True, least=1, most=4)
    postal_code = PostalCode(required=True)
    city = Words(required=True, longest=120)


class RepresentativeSchema(StrictSchema):
    makes = Representative

    name = Words(required=True, longest=200)
    role = Words(required=True, longest=200)


class PorteurSchema(StrictSchema):
    """A porteur as JSON."""

    makes = Porteur

    name = Words(required=True, longest=200)
    siret = Siret(required=True, longest=30)
    siret_since = JsonDay(load_default=None, allow_none=True)
    rna = Rna(load_default=None, allow_none=True, longest=30)
    nature = Choice(NATURES, required=True)
    address = Table(AddressSchema, load_default=None, allow_none=True)
    representative = Table(RepresentativeSchema, load_default=None, allow_none=True)
    email = Email(load_default=None, allow_none=True)
    phone = PhoneNumber(load_default=None, allow_none=True)
