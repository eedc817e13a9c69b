"""Refusals that come from who asks or how, and not from the rules: each a sentence, like every error of the core."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clas_core.errors import ClasError, Problem, Refused

if TYPE_CHECKING:  # a command that refuses nothing of a dossier does not read what dossiers are
    from clas_core.dossiers.merging import Merged


class Unreadable(ClasError):
    """A body that is not the JSON it says it is (400)."""

    kind = "http-400"
    title = "Demande illisible"

    def __init__(self, message: str) -> None:
        self.problems = (Problem((), message),)
        super().__init__(message)


class NotSignedIn(ClasError):
    """Nobody is known to be asking (401)."""

    kind = "not-signed-in"
    title = "Connexion nécessaire"

    def __init__(self, message: str = "Connectez-vous : cette adresse demande de savoir qui vous êtes.") -> None:
        super().__init__(message)


class Forbidden(ClasError):
    """Whoever asks is known, and has no role that allows it (403)."""

    kind = "forbidden"
    title = "Action non permise"

    def __init__(self, message: str = "Votre rôle ne permet pas cette action. Adressez-vous à votre Caf.") -> None:
        super().__init__(message)


class CodeNeeded(ClasError):
    """The password is right, and the account has a second factor whose code is not given (401)."""

    kind = "code-needed"
    title = "Code nécessaire"

    def __init__(self) -> None:
        super().__init__(
            "Ce compte a un second facteur : donnez aussi, dans « code », celui que montre votre application, ou un de "
            "vos codes de secours."
        )


class Stale(ClasError):
    """What is to be changed has changed since it was read (412).

    `since` is a sentence: what the last change was, and when; `own` says that whoever asks made it, elsewhere.
    `problems` may say what differs, place by place.
    """

    kind = "stale"
    title = "Version dépassée"

    def __init__(self, since: str = "", problems: Iterable[Problem] = (), *, own: bool = False) -> None:
        self.since = since
        self.own = own
        self.problems = tuple(problems)
        super().__init__(
            "Quelqu'un a enregistré une autre version entre-temps : la vôtre n'est pas perdue, mais elle n'est pas "
            f"enregistrée. {since}{' ' if since else ''}Relisez la version actuelle, reportez vos changements, puis "
            "enregistrez de nouveau."
        )


class Clash(Stale):
    """A question was answered otherwise elsewhere since it was shown (412): `merged` says which, and how."""

    def __init__(self, since: str, merged: "Merged", *, own: bool = False) -> None:
        self.merged = merged
        super().__init__(since, own=own)


class VersionNotSaid(ClasError):
    """A change that does not say which version it changes (428)."""

    kind = "version-not-said"
    title = "Version à préciser"

    def __init__(self) -> None:
        super().__init__(
            "Dites quelle version vous changez : envoyez dans l'en-tête If-Match l'ETag reçu en la lisant."
        )


class TooManyAttempts(ClasError):
    """Too many attempts in too short a time (429)."""

    kind = "too-many-attempts"
    title = "Trop de tentatives"

    def __init__(self, minutes: int, otherwise: str = "") -> None:
        self.seconds = minutes * 60
        wait = f"Attendez {minutes} minute{'s' if minutes > 1 else ''}, puis réessayez."
        super().__init__(" ".join(filter(None, ("Trop de tentatives.", wait, otherwise))))


class NotServed(Refused):
    """The call that a dossier stands under is not served here any more (409): it is read, and nothing is changed."""

    def __init__(self, department: str, year: str) -> None:
        super().__init__(
            f"L'appel à projets {year} ({department}) n'est plus servi ici : ce qui a été écrit et déposé se lit "
            "toujours, mais rien n'y est plus changé, déposé ni décidé. Prévenez la Caf, qui le fera rétablir."
        )


class StorageUnavailable(ClasError):
    """The database, the disk or another part of the installation does not answer (503)."""

    kind = "storage-unavailable"
    title = "Enregistrement indisponible"

    def __init__(
        self,
        message: str = "L'enregistrement n'est pas possible pour l'instant et rien n'a été modifié. Réessayez dans "
        "quelques minutes.",
    ) -> None:
        super().__init__(message)


class DocumentAltered(StorageUnavailable):
    """The bytes of a document are not those that were joined (503): they are given to nobody."""

    def __init__(self) -> None:
        super().__init__(
            "Ce document a été modifié hors de la plateforme : il n'est plus celui qui a été joint, et n'est donc pas "
            "remis. Prévenez la Caf, qui le fera rétablir d'une sauvegarde."
        )


class DocumentWithheld(Refused):
    """A document that the antivirus has not looked at yet, or in which it has recognised a virus (409)."""

    def __init__(self, threat: str) -> None:
        super().__init__(
            f"L'antivirus a reconnu un virus dans ce document ({threat}) : il n'est remis à personne."
            if threat
            else "L'antivirus n'a pas encore vérifié ce document : il sera remis ensuite. Réessayez plus tard."
        )


class NotAFile(ClasError):
    """An upload that cannot be received: no form (415), or a file that is too large (413)."""

    kind = "not-a-file"
    title = "Document refusé"

    def __init__(self, message: str, status: int, *, field: str | None = "file") -> None:
        self.status = status
        self.problems = (Problem(() if field is None else (field,), message),)
        super().__init__(message)
