"""Fields that hold others: lists, tables, tables by name."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from marshmallow import ValidationError, fields

from clas_core.fields.messages import french
from clas_core.fields.texts import Identifier
from clas_core.strict import reading_under_way


class Listing(fields.List[Any]):
    """A list, given as a tuple, of at least `least` and at most `most` items."""

    default_error_messages = french(fields.List, invalid="Une liste est attendue.")

    def __init__(
        self,
        inner: fields.Field[Any] | type[fields.Field[Any]],
        *,
        least: int = 0,
        most: int = 10_000,
        **options: Any,
    ) -> None:
        self.least, self.most = least, most
        super().__init__(inner, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise self.make_error("invalid")
        if len(value) > self.most:
            raise ValidationError(f"{len(value)} éléments : {self.most} au plus.")
        items = self._items(value, **kwargs)
        if len(items) < self.least:
            raise ValidationError(f"Au moins {self.least} élément est attendu.")
        return tuple(items)

    def _items(self, value: Sequence[Any], **kwargs: Any) -> list[Any]:
        """Return the items read. Raises `ValidationError` with the wrong ones, or the first of very many."""
        items: list[Any] = []
        wrong: dict[int, Any] = {}
        reading = reading_under_way()
        for index, each in enumerate(value):
            before = reading.found
            try:
                items.append(self.inner.deserialize(each, **kwargs))
            except ValidationError as error:
                wrong[index] = error.messages
                if reading.found == before:  # a table has counted what is wrong with it
                    reading.found += 1
                if reading.over:
                    break
        if wrong:
            raise ValidationError(wrong, valid_data=items)
        return items


class ByQuestion(fields.Field[Mapping[str, Any]]):
    """Answers by the identifier of their question: which they are is not known here, nor how each is answered."""

    default_error_messages = french(fields.Field)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError("Une table est attendue : la réponse à chaque question, par son identifiant.")
        return value


class Table(fields.Nested):
    """A table with a schema of its own."""

    default_error_messages = french(fields.Nested, type="Une table est attendue.")


class AnyTable(fields.Dict):
    """A table that is read elsewhere, as it is."""

    default_error_messages = french(fields.Dict, invalid="Une table (des champs et leurs valeurs) est attendue ici.")


class Tables(fields.Dict):
    """Tables by identifier: ``[sources.note-2025]``. Each value is told its own key as `id`."""

    default_error_messages = french(fields.Dict, invalid="Des tables nommées sont attendues.")

    def __init__(self, table: Table, **options: Any) -> None:
        super().__init__(keys=Identifier(), values=table, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, Mapping):
            named = [key for key, item in value.items() if isinstance(item, dict) and "id" in item]
            if named:
                message = "Le nom de la table est déjà l'identifiant : retirez « id »."
                raise ValidationError({key: {"id": [message]} for key in named})
            value = {key: {"id": key, **item} if isinstance(item, dict) else item for key, item in value.items()}
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]  # untyped there
        except ValidationError as error:
            # marshmallow puts an item's errors under "key" or "value"; a reader of the file knows no such level.
            messages = error.messages
            if isinstance(messages, dict):
                messages = {
                    key: cast("dict[str, Any]", each).get("value") or cast("dict[str, Any]", each).get("key")
                    for key, each in messages.items()
                }
            raise ValidationError(messages) from None
