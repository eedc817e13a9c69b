"""The root of every schema: it refuses unknown keys in French, and builds what its tables describe.

What is read may be a stranger's, with a hundred thousand mistakes: reading ends soon after `MOST_PROBLEMS` of them.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, missing

from clas_core.errors import MOST_PROBLEMS, MOST_UNKNOWN, UNKNOWN, unknown_fields


class Reading:
    """The reading of one input, from its outermost table down: first in a hurry, then telling what is wrong.

    In a hurry, the first mistake anywhere ends it. Telling, `found` counts what is told.
    """

    def __init__(self) -> None:
        self.hurried = False
        self.found = 0

    @property
    def over(self) -> bool:
        """Whether nobody would be told of a further mistake."""
        return self.hurried or self.found > MOST_PROBLEMS


_UNDER_WAY: ContextVar[Reading | None] = ContextVar("reading", default=None)


def reading_under_way() -> Reading:
    """Return the reading that a field is part of; one of its own when no schema reads."""
    return _UNDER_WAY.get() or Reading()


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
        """Count what is told, and add what was probably meant to each unknown key."""
        if not isinstance(error.messages, dict):
            return
        reading = reading_under_way()
        reading.found += sum(not isinstance(messages, dict) for messages in error.messages.values())
        if isinstance(data, dict):
            for problem in unknown_fields(data, self._written):
                if problem.path and error.messages.get(problem.path[0]) == [UNKNOWN]:
                    error.messages[problem.path[0]] = [problem.message]

    def load(self, data: Any, **options: Any) -> Any:
        """Read `data` and build what the schema makes.

        Raises `ValidationError` with every problem, or with the first ones of very many.
        """
        reading = _UNDER_WAY.get()
        if reading is not None:
            return self._load(data, options, reading)
        reading = Reading()
        token = _UNDER_WAY.set(reading)
        try:
            return self._load(data, options, reading)
        finally:
            _UNDER_WAY.reset(token)

    def _load(self, data: Any, options: dict[str, Any], reading: Reading) -> Any:
        loaded = None if any(options.values()) else self._load_sound(data, reading)
        if loaded is None:
            if reading.over:
                raise ValidationError({})
            if type(data) is dict and self.unknown == RAISE:
                self._refuse_many(data)
            loaded = super().load(data, **options)
        makes = type(self).makes
        return loaded if makes is dict else makes(**loaded)

    def _load_sound(self, data: Any, reading: Reading) -> dict[str, Any] | None:
        """Return what a faultless table is read as, or `None`: marshmallow then tells each of its problems.

        The same fields read it, without what marshmallow does around each of them in case it fails.
        """
        if type(data) is not dict:
            return None
        loaded, known = {}, 0
        hurried, reading.hurried = reading.hurried, True
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
        finally:
            reading.hurried = hurried
        return loaded if known == len(data) else None

    def _refuse_many(self, data: dict[str, Any]) -> None:
        """Refuse a table with too many unknown keys at once, before they are looked at one by one."""
        if len(data) > MOST_UNKNOWN:
            problems = unknown_fields(data, self._written)
            if problems and not problems[0].path:
                raise ValidationError(problems[0].message)

    @property
    def _written(self) -> frozenset[str]:
        """The keys of a table, as they are written."""
        return frozenset(field.data_key or name for name, field in self.load_fields.items())
