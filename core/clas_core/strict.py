"""The root of every schema: it refuses unknown keys in French, and builds what its tables describe."""

from collections.abc import Callable
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, missing

from clas_core.errors import UNKNOWN, did_you_mean


class StrictSchema(Schema):
    """A schema that refuses unknown keys, says so in French, and builds `makes` from what it has read."""

    makes: ClassVar[Callable[..., Any]] = dict
    error_messages = {  # noqa: RUF012  # marshmallow declares it as an attribute of the instance
        "unknown": UNKNOWN,
        "type": "Une table (des champs et leurs valeurs) est attendue ici.",
    }

    class Meta:
        unknown = RAISE

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        """Add what was probably meant to each unknown key."""
        if isinstance(error.messages, dict):
            for key, messages in error.messages.items():
                if messages == [UNKNOWN]:
                    written = [field.data_key or name for name, field in self.load_fields.items()]
                    error.messages[key] = [UNKNOWN + did_you_mean(str(key), written)]

    def load(self, data: Any, **options: Any) -> Any:
        """Read `data` and build what the schema makes. Raises `ValidationError` with every problem."""
        loaded = None if any(options.values()) else self._load_sound(data)
        if loaded is None:
            loaded = super().load(data, **options)
        makes = type(self).makes
        return loaded if makes is dict else makes(**loaded)

    def _load_sound(self, data: Any) -> dict[str, Any] | None:
        """Return what a faultless table is read as, or `None`: marshmallow then tells each of its problems.

        The same fields read it, without what marshmallow does around each of them in case it fails.
        """
        if type(data) is not dict:
            return None
        loaded, known = {}, 0
        try:
            for name, field in self.load_fields.items():
                key = field.data_key or name
                value = data.get(key, missing)
                known += value is not missing
                read = field.deserialize(value, key, data)
                if read is not missing:
                    loaded[name] = read
        except ValidationError:
            return None
        return loaded if known == len(data) else None
