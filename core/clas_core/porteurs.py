"""Porteurs: the organisations that apply, as they describe themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError

from clas_core.fields import Choice, Email, JsonDay, Line, Listing, Pasted, Table
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

_POSTAL_CODE = re.compile(r"\d{5}", re.ASCII)
_PHONE = re.compile(r"\+?(?:[ ./()-]*\d){4,15}[ ./()-]*(?:poste *\d{1,6})?", re.ASCII | re.IGNORECASE)
"""Digits however they are grouped, and a line of the switchboard that answers."""


class Siret(Pasted):
    """A SIRET, its check digit verified."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return parse_siret(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Siren(Pasted):
    """A SIREN, its check digit verified."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=20, metadata={"pattern": r"^\d{9}$", "example": "732829320"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return parse_siren(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Rna(Pasted):
    """An RNA number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return parse_rna(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class PhoneNumber(Pasted):
    """A telephone number, of any country."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=30, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not _PHONE.fullmatch(text):
            raise ValidationError("Un numéro de téléphone est attendu, par exemple « 03 26 79 15 41 ».")
        return text


class PostalCode(Pasted):
    """A French postal code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=10, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs).replace(" ", "")
        if not _POSTAL_CODE.fullmatch(text):
            raise ValidationError("Un code postal compte 5 chiffres, par exemple « 51100 ».")
        return text


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

    lines = Listing(Line(longest=200), required=True, least=1, most=4)
    postal_code = PostalCode(required=True)
    city = Line(required=True, longest=120)


class RepresentativeSchema(StrictSchema):
    makes = Representative

    name = Line(required=True, longest=200)
    role = Line(required=True, longest=200)


class PorteurSchema(StrictSchema):
    """A porteur as JSON."""

    makes = Porteur

    name = Line(required=True, longest=200)
    siret = Siret(required=True, longest=30)
    siret_since = JsonDay(load_default=None, allow_none=True)
    rna = Rna(load_default=None, allow_none=True, longest=30)
    nature = Choice(NATURES, required=True)
    address = Table(AddressSchema, load_default=None, allow_none=True)
    representative = Table(RepresentativeSchema, load_default=None, allow_none=True)
    email = Email(load_default=None, allow_none=True)
    phone = PhoneNumber(load_default=None, allow_none=True)
