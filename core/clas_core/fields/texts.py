"""Fields of text: words, identifiers, choices, keys, addresses."""

import re
from collections.abc import Iterable
from typing import Any

from marshmallow import ValidationError, fields, validate

from clas_core.errors import did_you_mean
from clas_core.fields.messages import french
from clas_core.limits import LONGEST_EMAIL
from clas_core.mail_addresses import NOT_AN_ADDRESS, sent_address
from clas_core.plain_text import is_line, line_of, lines_of, pasted

_PLAIN_URL = re.compile(r"https?://(?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?\.)+[a-z]{2,6}(?:/[!-~]*)?", re.ASCII)
"""An address that any reader of addresses takes."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_SPREAD = 3
"""A sign that is typed decomposed is this many at most."""

_LONGEST_URL = 2_000

_PASTED_BLANKS = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
"""Blanks that programs write and nobody types."""


def _not_blank(text: str) -> None:
    if text and not text.strip():
        raise ValidationError("Un texte est attendu, et non des blancs seuls.")


_BEFORE_ANYTHING = 4
"""How many times longer than it may be a text is, before anybody looks at it: blanks and marks of it may yet go."""


class Text(fields.String):
    """A text of one to `longest` characters, as it is: what is for people is a `Line` or `Words`, made of it."""

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


class _Typed(Text):
    """A text that somebody typed or pasted: `clean` takes it as it is to be kept."""

    @staticmethod
    def clean(text: str) -> str:
        raise NotImplementedError

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        # What is far too long is not looked at sign by sign: its length is told.
        return text if len(text) > _SPREAD * self.longest else self.clean(text)


class Line(_Typed):
    """A name, a place, a label: one line, of any script, without anything that cannot be seen."""

    clean = staticmethod(line_of)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._longest_seen = (
            0 if self.validators[2:] or type(self)._deserialize is not Line._deserialize else self.longest
        )

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Take a sound plain line as it is: most of every file is one."""
        if type(value) is str and 0 < len(value) <= self._longest_seen and is_line(value):
            return value
        return super().deserialize(value, attr, data, **kwargs)


class Words(_Typed):
    """What somebody tells at length: any script, lines and tabs, without anything that cannot be seen."""

    clean = staticmethod(lines_of)


class Pasted(_Typed):
    """A number or an address, which people paste with the blanks and hyphens of a page or a spreadsheet."""

    clean = staticmethod(pasted)


class Secret(Text):
    """A password or a key, exactly as it is: whoever chose an odd sign types it again."""

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
        if type(value) is str:
            if _PLAIN_URL.fullmatch(value) and len(self.validators) == 1:
                return value
            value = _without_blanks(value)
        return super().deserialize(value, attr, data, **kwargs)


class Email(fields.Email):
    """A mail address that a mail can be sent to, no longer than the protocol of mails lets one be."""

    default_error_messages = french(fields.Email, invalid=NOT_AN_ADDRESS)

    def __init__(self, **options: Any) -> None:
        bounds = validate.Length(max=LONGEST_EMAIL, error=f"Une adresse compte {LONGEST_EMAIL} caractères au plus.")
        self._bounds = bounds
        super().__init__(validate=[bounds, *options.pop("validate", [])], **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            value = _without_blanks(value)
            self._bounds(value)  # before its shape is looked at, sign by sign
            try:
                sent_address(value)
            except ValueError as error:
                raise ValidationError(str(error)) from None
        return super()._deserialize(value, attr, data, **kwargs)


def _without_blanks(text: str) -> str:
    """Return an address as it would be typed; a blank that one typed stays in it, and is then refused."""
    return text if len(text) > _LONGEST_URL else pasted(_PASTED_BLANKS.sub("", text.strip()))
