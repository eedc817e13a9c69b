"""A form of the Caf as it was typed: read by a schema, shown again with whatever kept it from being recorded."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from clas_api.context import Context
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.wording import name_of_field
from clas_api.refusals import NotSignedIn, Stale
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, Path, Unknown
from clas_core.reading import flatten
from clas_core.strict import StrictSchema

NAMES: Mapping[str, str] = {
    "agent": "agent",
    "dossiers": "dossiers",
    "text": "ce qui est demandé",
    "due_on": "jusqu'au",
    "verdict": "recevabilité",
    "message": "message",
    "note": "note",
    "outcome": "décision",
    "advice": "avis de la Caf",
    "groups": "groupes",
    "body": "instance",
    "held_on": "jour",
    "quorum": "quorum",
    "tie": "en cas d'égalité",
    "decides": "ce que fait la séance",
    "seats": "sièges",
    "present": "présents",
    "choice": "vote",
    "scale": "avis",
    "opinion": "pourquoi",
    "seat": "qui se retire",
    "recusal": "motif du déport",
    "signed_on": "jour de la signature",
    "returning": "ce qui est à corriger",
}
"""What the fields of these pages ask for, in words; those of a dossier have theirs."""


@dataclass
class CafForm(TypedForm):
    """A form of the Caf. `labels` are what its fields ask for, in words, where no name of `NAMES` says it."""

    labels: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        return [(name, self.asked(name), message) for name, message in self.errors.items()]

    def asked(self, name: str) -> str:
        """Return what a field asks for, in words."""
        return self.labels.get(name) or NAMES.get(name) or name_of_field(name)

    @property
    def revision(self) -> int:
        """The version of what the form changes, as its page showed it."""
        return self.revision_of("revision")

    def revision_of(self, name: str) -> int:
        """The version that a field of the form holds; that of what is not there yet where it holds none."""
        return _whole(self.value(name))

    def changed_since(self, seen: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return what differs between what the page of the form showed, in words, and what is `seen` now."""
        return tuple(
            (name, f"« {self.value(f'seen/{name}')} » quand vous avez ouvert cette page, « {now} » maintenant.")
            for name, now in seen.items()
            if self.value(f"seen/{name}") != now
        )

    def complete(self, kept: "MultiDict[str, str]", *, sent: Iterable[str] = ()) -> None:
        """Add what the other forms of the page hold, which were not sent; `sent` names begin those of the one that was,
        where a field that is missing was left empty."""
        begun = tuple(sent)
        self.values = self.values.copy()  # what a browser has sent is not changed
        for name in kept:
            if name not in self.values and not (begun and name.startswith(begun)):
                self.values.setlist(name, kept.getlist(name))

    def key(self, name: str) -> UUID | None:
        """Return the key chosen; `None` for nothing, or for what is none."""
        return key_among(self.value(name))

    def keys(self, name: str) -> list[UUID]:
        """Return the keys that are ticked, each once, in their order on the page."""
        return list(dict.fromkeys(filter(None, map(key_among, self.values.getlist(name)))))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def key_among(text: str) -> UUID | None:
    """Return the key that a text is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def load(schema: type[StrictSchema], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Read what was typed. Raises `InvalidInput` with every problem."""
    try:
        read: dict[str, Any] = schema().load({name: each for name, each in typed.items() if each is not None})
    except ValidationError as error:
        raise InvalidInput(flatten(error.messages)) from None
    return read


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was not recorded: the status of the page that says so, and, when somebody else has changed the same
    thing in between, what differs: where, and a sentence."""

    status: int
    differences: tuple[tuple[str, str], ...] | None = None


def joined(path: Path) -> str:
    """Return the field of a place whose parts are its name."""
    return "/".join(map(str, path))


def refused(context: Context, form: CafForm, error: ClasError, field_of: Callable[[Path], str] = joined) -> Refusal:
    """Put into `form` what kept it from being recorded. Raises `error` again when there is no page to show it on.

    `field_of` gives the field of a place, or nothing for a problem of the whole form.
    """
    if isinstance(error, (Unknown, NotSignedIn)):
        raise error
    context.afresh()
    if isinstance(error, Stale):
        told = tuple((form.asked(joined(each.path)), each.message) for each in error.problems)
        return Refusal(status_of(error), told)
    if isinstance(error, InvalidInput):
        form.refuse((field_of(problem.path), problem) for problem in error.problems)
    else:
        form.general.append(error.message)
    return Refusal(status_of(error))
