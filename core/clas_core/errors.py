"""The errors of the core, each a French sentence that says what is wrong and what to do.

::

    ClasError
    ├── InvalidInput            all the problems of one input at once
    │   ├── InvalidFile         … of one file, each with its line
    │   └── InvalidFiles        … of several files of one whole
    ├── Unknown                 something that was named does not exist
    │   ├── UnknownSchoolYear
    │   ├── UnknownDepartment
    │   ├── UnknownCampaign
    │   └── NotFound            … or is not for whoever asks
    ├── Refused                 something that the state or the calendar does not allow now
    │   ├── OutOfTime           the call is not open, or not any more
    │   └── Duplicate           what is to be created exists already
    ├── MissingFigure           an amount that no source has published
    └── DepartmentUnavailable   an installed department that cannot be used, with its reason
        └── DepartmentBusy      … whose code answers as many requests as it may
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

REQUIRED = "Ce champ est obligatoire."
NOT_NULL = "Ce champ ne peut pas être vide."

UNKNOWN = "Champ inconnu."

MOST_PROBLEMS = 100
"""Problems that are told of one input: whoever sends more of them corrects these first."""

MOST_UNKNOWN = 20
"""Unknown fields of one table that are told one by one, each with what was perhaps meant."""

LONGEST_GUESS = 60
"""Nobody means a known word by a longer one, and comparing it would take the square of its length."""

Path = tuple[str | int, ...]
"""Where a problem lies in its input: ``("groups", 0, "children")``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place of an input; `line` is known when the input is a file."""

    path: Path
    message: str
    line: int | None = None

    @property
    def dotted(self) -> str:
        """The place as one reads it in a file: ``groups[0].children``."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
        return text

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer (RFC 6901): ``/groups/0/children``."""
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self.path)


class ClasError(Exception):
    """The root of the tree: whoever calls the core may catch this one and show its sentence.

    Each kind of error says its `kind`, a word for machines, and its `title`, a few words for people; one below it that
    says none is of its kind. The core knows no web: how each is answered over HTTP is the service's to say.
    """

    kind: ClassVar[str] = "unexpected"
    title: ClassVar[str] = "Erreur du service"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(ClasError, ValueError):
    """An input with problems; all of them are in `problems`, in the order of the input."""

    kind = "invalid-input"
    title = "Demande à corriger"

    def __init__(self, problems: Iterable[Problem], message: str = "La demande comporte des erreurs.") -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__(message)

    def __str__(self) -> str:
        listed = (": ".join(filter(None, (problem.dotted, problem.message))) for problem in self.problems)
        return "\n".join([self.message, *listed])


class InvalidFile(InvalidInput):
    """A file with problems, each written ``file:line: path: what is wrong``."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        super().__init__(problems, f"Le fichier {file} est à corriger.")

    @property
    def lines(self) -> Sequence[str]:
        """The problems, one text line each, as an editor can follow them."""
        return tuple(
            ": ".join(part for part in (f"{self.file}:{problem.line or 1}", problem.dotted, problem.message) if part)
            for problem in self.problems
        )

    def __str__(self) -> str:
        return "\n".join(self.lines)


class InvalidFiles(InvalidInput):
    """Several files of one whole with problems."""

    def __init__(self, files: Iterable[InvalidFile]) -> None:
        self.files: Sequence[InvalidFile] = tuple(files)
        super().__init__((problem for file in self.files for problem in file.problems), "Des fichiers sont à corriger.")

    @property
    def lines(self) -> Sequence[str]:
        """The problems of all the files, one text line each."""
        return tuple(line for file in self.files for line in file.lines)

    def __str__(self) -> str:
        return "\n".join(self.lines)


class Unknown(ClasError, LookupError):
    """Something that was named does not exist; the sentence names what does."""

    kind = "unknown"
    title = "Introuvable"


class UnknownSchoolYear(Unknown):
    """No national referential for this school year."""

    def __init__(self, year: object, known: Iterable[object]) -> None:
        listed = ", ".join(str(each) for each in known) or "aucune"
        super().__init__(f"Aucun référentiel national n'existe pour {year}. Années connues : {listed}.")


class UnknownDepartment(Unknown):
    """No enabled department has this slug."""

    def __init__(self, slug: str, known: Iterable[str]) -> None:
        listed = ", ".join(known) or "aucun"
        super().__init__(f"Le département « {slug[:60]} » n'est pas servi ici. Départements servis : {listed}.")


class UnknownCampaign(Unknown):
    """The department has no call for this school year."""

    def __init__(self, department: str, year: object, known: Iterable[object]) -> None:
        listed = ", ".join(str(each) for each in known) or "aucun"
        super().__init__(f"{department} n'a pas d'appel à projets pour {year}. Appels connus : {listed}.")


class NotFound(Unknown):
    """Nothing of that name exists, as far as whoever asks may know. `what` begins with its article."""

    def __init__(self, what: str) -> None:
        said = {
            "Cette": "n'existe pas, ou ne vous est pas ouverte",
            "La": "n'existe pas, ou ne vous est pas ouverte",
            "Ces": "n'existent pas, ou ne vous sont pas ouvertes",
        }.get(what.partition(" ")[0], "n'existe pas, ou ne vous est pas ouvert")
        super().__init__(f"{what} {said}. Revenez à votre liste.")


class Refused(ClasError):
    """What is asked is sound, and the state of things does not allow it now."""

    kind = "refused"
    title = "Refusé dans l'état actuel"


class OutOfTime(Refused):
    """The call is not open yet, or not any more."""

    kind = "out-of-time"
    title = "Hors délai"


class Duplicate(Refused):
    """What is to be created exists already, or seems to: nothing is ever merged in silence.

    `problems` may say by which field it is known.
    """

    kind = "duplicate"
    title = "Existe déjà"

    def __init__(self, message: str, field: str = "") -> None:
        self.problems: Sequence[Problem] = (Problem((field,), message),) if field else ()
        super().__init__(message)


class MissingFigure(ClasError, LookupError):
    """A calculation needs a figure that no source has published: it is refused, never guessed."""

    kind = "missing-figure"
    title = "Montant non publié"

    def __init__(self, label: str, year: object) -> None:
        super().__init__(
            f"{label} : aucun montant n'est publié pour {year}, le calcul est donc refusé. "
            "Retirez cette demande, ou attendez la publication du montant."
        )


class DepartmentUnavailable(ClasError):
    """An installed department cannot be used; other departments are not touched."""

    kind = "department-unavailable"
    title = "Département indisponible"

    def __init__(self, slug: str, reason: str) -> None:
        self.slug = slug
        self.reason = reason
        super().__init__(
            f"Le département « {slug} » est momentanément indisponible ; les autres ne sont pas touchés. "
            "Réessayez plus tard ou prévenez sa Caf."
        )


class DepartmentBusy(DepartmentUnavailable):
    """The code of a department answers as many requests as it may at once; other departments are not touched."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug, "Ses places sont prises : son code répond lentement, ou ne répond plus.")
        self.message = (
            f"Le département « {slug} » répond déjà à autant de demandes qu'il le peut ; les autres ne sont pas "
            "touchés. Réessayez dans quelques instants."
        )


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return `` Vouliez-vous dire « … » ?`` when something close to `given` is known, else nothing."""
    close = [] if len(given) > LONGEST_GUESS else get_close_matches(given, list(known), n=1, cutoff=0.6)
    return f" Vouliez-vous dire « {close[0]} » ?" if close else ""


def unknown_fields(table: Mapping[str, object], known: Collection[str], path: Path = ()) -> list[Problem]:
    """Return a problem for each key of `table` that is not `known`; a single one where they are many."""
    unknown = [key for key in table if key not in known]
    if len(unknown) > MOST_UNKNOWN:
        shown = ", ".join(f"« {key[:40]} »" for key in unknown[:3])
        return [Problem(path, f"{len(unknown)} champs inconnus, dont {shown} : retirez-les.")]
    return [Problem((*path, key), UNKNOWN + did_you_mean(key, known)) for key in unknown]
