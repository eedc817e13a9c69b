"""Fields of text: words, identifiers, choices, keys, addresses."""

import re
from collections.abc import Iterable
from typing import Any

from marshmallow import ValidationError, fields, validate

from clas_core.errors import did_you_mean
from clas_core.fields.messages import french
from clas_core.limits import LONGEST_EMAIL

_PLAIN_URL = re.compile(r"https?://(?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?\.)+[a-z]{2,6}(?:/[!-~]*)?", re.ASCII)
"""An address that any reader of addresses takes."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _not_blank(text: str) -> None:
    if text and not text.strip():
        raise ValidationError("Un texte est attendu, et non des blancs seuls.")


_BEFORE_ANYTHING = 4
"""How many times longer than it may be a text is, before anybody looks at it: blanks and marks of it may yet go."""


class Text(fields.String):
    """A text of one to `longest` characters."""

    default_error_messages = french(fields.String, invalid="Un texte entre guillemets est attendu.")

    def __init__(self, *, longest: int = 500, **options: Any) -> None:
        self.longest = longest
        self._bounds = validate.Length(min=1, max=longest, error=f"Un texte de 1 à {longest} caractères est attendu.")
        further = options.pop("validate", [])
        super().__init__(validate=[self._bounds, _not_blank, *further], **options)
        self._longest_plain = longest if type(self)._deserialize is Text._deserialize and not further else 0

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Take a sound plain text as it is: most of every file is one, and the general way costs ten times as much."""
        if type(value) is str and 0 < len(value) <= self._longest_plain and not value.isspace():
            return value
        if type(value) is str and len(value) > _BEFORE_ANYTHING * self.longest:
            self._bounds(value)
        return super().deserialize(value, attr, data, **kwargs)


class Words(Text):
    """A text that somebody typed: any script, lines and tabs, and no other control character."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text.isprintable() and (found := _CONTROLS.search(text)):
            raise ValidationError(
                f"Ce texte contient un caractère de contrôle (code {ord(found[0])}) : retirez-le, ou retapez le texte."
            )
        return text


class Identifier(Text):
    """A name for machines: lower-case letters, digits, ``_``, ``-`` and ``.``"""

    def __init__(self, **options: Any) -> None:
        shape = validate.Regexp(
            re.compile(r"[a-z0-9][a-z0-9_.-]*\Z", re.ASCII),
            error="Un identifiant en minuscules est attendu (lettres, chiffres, « _ », « - », « . »).",
        )
        super().__init__(longest=80, validate=[shape], **options)


class Choice(Text):
    """One of a few words."""

    def __init__(self, options: Iterable[str], **settings: Any) -> None:
        self.choices = tuple(options)
        super().__init__(**settings)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text not in self.choices:
            raise ValidationError(
                f"« {text[:60]} » n'est pas admis ; choix possibles : {', '.join(self.choices)}."
                + did_you_mean(text, self.choices)
            )
        return text


class Key(fields.UUID):
    """The key of something that is kept: a UUID, as text."""

    default_error_messages = french(fields.UUID, invalid_uuid="Une clé est attendue, telle que l'API l'a donnée.")


class Url(fields.Url):
    """An ``https`` or ``http`` address."""

    default_error_messages = french(fields.Url, invalid="Une adresse qui commence par https:// est attendue.")

    def __init__(self, **options: Any) -> None:
        super().__init__(schemes={"https", "http"}, **options)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Take a plain address as it is: to know them all, marshmallow compiles every alphabet, for 40 ms."""
        if type(value) is str and _PLAIN_URL.fullmatch(value) and len(self.validators) == 1:
            return value
        return super().deserialize(value, attr, data, **kwargs)


class Email(fields.Email):
    """A mail address, no longer than the protocol of mails lets one be."""

    default_error_messages = french(fields.Email, invalid="Une adresse de courriel est attendue.")

    def __init__(self, **options: Any) -> None:
        bounds = validate.Length(max=LONGEST_EMAIL, error=f"Une adresse compte {LONGEST_EMAIL} caractères au plus.")
        self._bounds = bounds
        super().__init__(validate=[bounds, *options.pop("validate", [])], **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            self._bounds(value)  # before its shape is looked at, sign by sign
        return super()._deserialize(value, attr, data, **kwargs)
