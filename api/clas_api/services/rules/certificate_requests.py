"""What is asked to verify a certificate: the certificate itself, and its digest as paper says it."""

import re

from marshmallow import validate

from clas_core.fields import AnyTable, Pasted
from clas_core.strict import StrictSchema

_DIGEST = validate.Regexp(
    re.compile(r"sha256:[0-9a-f]{64}\Z", re.ASCII),
    error="Une empreinte est attendue : « sha256: » et 64 chiffres ou lettres de a à f.",
)


class CertificateCheckSchema(StrictSchema):
    """A certificate is read by the core as it is: one that is cleaned would be another."""

    certificate = AnyTable(
        required=True, metadata={"description": "as `/dossiers/{key}/certificates/{amount}.json` gives it"}
    )
    digest = Pasted(
        load_default=None, allow_none=True, validate=[_DIGEST], metadata={"description": "as noted elsewhere, on paper"}
    )
