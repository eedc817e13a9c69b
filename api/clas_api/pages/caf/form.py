"""A form of the Caf as it was typed: read by a schema, shown again with whatever kept it from being recorded."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from werkzeug.datastructures import MultiDict

from clas_api.context import Context
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.wording import name_of_field
from clas_api.pages.typed import key_among
from clas_api.refusals import NotSignedIn, Stale
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, Path, Unknown


@dataclass
class CafForm(TypedForm):
    """A form of the Caf. `labels` are what its fields ask for, in words, where their name does not say it."""

    labels: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        return [(name, self.asked(name), message) for name, message in self.errors.items()]

    def asked(self, name: str) -> str:
        """Return what a field asks for, in words."""
        return self.labels.get(name) or name_of_field(name)

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


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was not recorded: the status of the page that says so, and, when the same thing was changed elsewhere
    in between, what differs: where, and a sentence; `own` says that whoever asks changed it, `since` what is to be read
    again, in a sentence, where it is known."""

    status: int
    differences: tuple[tuple[str, str], ...] | None = None
    own: bool = False
    since: str = ""


def refused(
    context: Context, form: CafForm, error: ClasError, field_of: Callable[[Path], str] | None = None
) -> Refusal:
    """Put into `form` what kept it from being recorded. Raises `error` again when there is no page to show it on.

    `field_of` gives the field of a place where the form itself does not know it, or nothing for a problem of the whole.
    """
    if isinstance(error, (Unknown, NotSignedIn)):
        raise error
    if isinstance(error, Stale):
        told = tuple((form.asked(form.field_of(each.path)), each.message) for each in error.problems)
        return Refusal(status_of(error), told, error.own, error.since)
    if isinstance(error, InvalidInput) and field_of is not None:
        form.refuse((field_of(problem.path), problem) for problem in error.problems)
    else:
        form.refuse_by(error)
    return Refusal(status_of(error))
