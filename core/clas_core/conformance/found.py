"""What a check finds: where, how grave, why, and how it is mended; and what all of them say of a department."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Self

from clas_core.errors import Path, Problem

Level = Literal["error", "warning", "remark"]
LEVELS: Mapping[Level, str] = MappingProxyType({"error": "erreur", "warning": "alerte", "remark": "remarque"})
"""An error makes a department unfit. A warning is probably a mistake. A remark is to be known."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "file": "Les fichiers se lisent, et chaque clé est connue",
        "folder": "Le dossier et le paquet ont la forme attendue",
        "calendar": "Les jours se suivent et tombent dans leur année",
        "said": "Ce que les textes disent va avec ce que dit le fichier",
        "committees": "Les comités peuvent siéger et trancher",
        "amounts": "Les aides, enveloppes et acomptes vont ensemble",
        "twice": "Rien n'est dit deux fois",
        "names": "Ce qui est nommé existe, et ce qui existe est nommé",
        "identity": "Le code, le nom et les adresses sont du même département",
        "criteria": "Les critères locaux ne desserrent rien et peuvent être remplis",
        "territories": "Les territoires sont du département, et un dossier peut s'y trouver",
        "questions": "Les questions se tiennent",
        "drift": "Les textes ne redisent ni ne contredisent les règles nationales",
        "prose": "Les textes se lisent, et leurs liens mènent quelque part",
        "left": "Rien n'attend d'être écrit",
        "secrets": "Aucun secret n'est écrit",
        "people": "Rien de privé, et rien d'un enfant, n'est écrit ni demandé",
        "unknown": "Ce que les documents ne disent pas",
        "code": "Le code du greffon s'en tient à répondre",
        "served": "Le département répond, et ne desserre rien",
    }
)
"""The kinds of checks, in the order in which they are told: the first word of the name of each."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a check has found. `check` is its name, for ever (``drift.children``); `path` leads to it in
    `file`, at `line`; `mend` is what to do."""

    check: str
    level: Level
    path: Path
    reason: str
    mend: str = ""
    file: str = ""
    line: int | None = None

    @property
    def kind(self) -> str:
        """The kind of its check: one of `KINDS`."""
        return self.check.partition(".")[0]

    @property
    def place(self) -> str:
        """Where it lies in its file, as one reads it there: ``contacts[0].email``."""
        return Problem(self.path, "").dotted

    @property
    def sentence(self) -> str:
        """Why, and how to mend it."""
        return f"{self.reason} {self.mend}".strip()

    @property
    def text(self) -> str:
        """The whole on one line, as an editor can follow it."""
        where = f"{self.file}:{self.line or 1}" if self.file else ""
        return ": ".join(filter(None, (where, self.place, f"{self.sentence} [{self.check}]")))


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found of a department: `problems` make it unfit, `remarks` do not; `to_write` waits for somebody."""

    found: Sequence[Found] = ()

    @classmethod
    def of(cls, found: Iterable[Found]) -> Self:
        """Return what was found, the gravest first, then in the order of the files and their lines; each once."""
        order = list(LEVELS)
        once = {(each.file, each.path, each.check, each.line, each.reason): each for each in found}
        return cls(tuple(sorted(once.values(), key=lambda each: (order.index(each.level), each.file, each.line or 0))))

    @property
    def problems(self) -> Sequence[str]:
        return tuple(each.text for each in self.found if each.level == "error")

    @property
    def remarks(self) -> Sequence[str]:
        return tuple(each.text for each in self.found if each.level != "error" and each.kind != "left")

    @property
    def to_write(self) -> Sequence[str]:
        return tuple(each.text for each in self.found if each.level != "error" and each.kind == "left")

    @property
    def valid(self) -> bool:
        return not self.problems

    @property
    def ready(self) -> bool:
        """Whether nothing is wrong and nothing waits to be written or confirmed."""
        return self.valid and not self.to_write

    def of_level(self, level: Level) -> Sequence[Found]:
        return tuple(each for each in self.found if each.level == level)

    def of_kind(self, kind: str) -> Sequence[Found]:
        return tuple(each for each in self.found if each.kind == kind)
