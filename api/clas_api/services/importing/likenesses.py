"""Names of a file that stand without a SIRET, and the porteurs that they may be: those of the file, and those that the
Caf sees."""

from collections.abc import Mapping, Sequence

from clas_api.context import Context
from clas_api.services.importing.reports import Upload
from clas_api.store.imports import names_in
from clas_core.identifiers import parse_siret
from clas_core.imports.columns import Target
from clas_core.imports.likeness import Nameless, alike, names_with_siret, names_without_siret
from clas_core.imports.mapping import FileMapping


def likenesses(context: Context, slug: str, target: Target, upload: Upload, mapping: FileMapping) -> Sequence[Nameless]:
    """Return the names of a file without a SIRET, each with the porteurs of a like name. Whoever gives the file says
    which one it is, in the mapping: nobody is taken for another."""
    names = names_without_siret(upload.table, target, mapping)
    if not names:
        return ()
    known = {**_sound(names_with_siret(upload.table, target, mapping)), **names_in(context.session, slug)}
    return [Nameless(name=name, rows=rows, proposed=alike(name, known)) for name, rows in names.items()]


def _sound(told: Mapping[str, str]) -> Mapping[str, str]:
    """Keep those whose SIRET is one."""
    found: dict[str, str] = {}
    for siret, name in told.items():
        try:
            found[parse_siret(siret)] = name
        except ValueError:
            continue
    return found
