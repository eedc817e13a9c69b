"""Checks of criteria that their declaration cannot make: the field, the kind and the bounds of each go together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from clas_core.eligibility.criteria import BOUNDS, KINDS
from clas_core.eligibility.vocabulary import FIELDS, SUBJECTS
from clas_core.errors import REQUIRED, Problem, did_you_mean
from clas_core.reading import tables_in


def check_criteria(tables: Mapping[str, Any], *names: str) -> Iterator[Problem]:
    """Report criteria whose field, kind and bounds do not go together: those of the file, or those at `names`."""
    for path, table in tables_in(tables, *(names or ("criteria",))):
        subject = table.get("subject")
        known = FIELDS.get(subject) if subject in SUBJECTS else None
        kind = KINDS.get(str(table.get("kind")))
        if known is None or kind is None:
            continue
        name = str(table.get("field", ""))
        field = known.get(name)
        if "question" in table and "field" in table:
            yield Problem(
                (*path, "field"), "Un critère porte sur un champ, ou sur une question : gardez l'un des deux."
            )
        elif "question" not in table and "field" not in table:
            yield Problem((*path, "field"), REQUIRED)
        if name and field is None:
            message = f"Un critère de « {table['subject']} » ne peut pas porter sur « {name} »."
            yield Problem((*path, "field"), message + did_you_mean(name, known) + f" Champs : {', '.join(known)}.")
        if field is not None and field.kind != kind.applies_to:
            yield Problem((*path, "kind"), f"« {table['kind']} » ne s'applique pas au champ « {name} ».")
        for bound in BOUNDS:
            if bound in kind.needs and bound not in table:
                yield Problem((*path, bound), f"« {table['kind']} » demande « {bound} ».")
            if bound not in kind.needs and bound in table:
                yield Problem((*path, bound), f"« {table['kind']} » n'emploie pas « {bound} » : retirez-le.")
        lower, upper = table.get("min"), table.get("max")
        if isinstance(lower, int) and isinstance(upper, int) and lower > upper:
            yield Problem((*path, "max"), f"Le maximum ({upper}) est sous le minimum ({lower}).")
        options = table.get("options")
        if field is not None and field.choices and isinstance(options, list):
            for index, option in enumerate(options):
                if isinstance(option, str) and option not in field.choices:
                    message = f"« {option} » n'est pas une valeur de « {name} »." + did_you_mean(option, field.choices)
                    yield Problem((*path, "options", index), message)


def prefixed(
    slug: str, among: str = "criteria", what: str = "Un critère local"
) -> Callable[[Mapping[str, Any]], Iterator[Problem]]:
    """Return a check that what is local carries its department's slug, so that none can pass for a national one."""

    def check(tables: Mapping[str, Any]) -> Iterator[Problem]:
        for path, table in tables_in(tables, among):
            identifier = table.get("id")
            if isinstance(identifier, str) and not identifier.startswith(f"{slug}."):
                message = f"{what} commence par « {slug}. » : écrivez « {slug}.{identifier} »."
                yield Problem((*path, "id"), message)

    return check


def reserved(
    slug: str, names: Iterable[str], *, where: str | None = None
) -> Callable[[Mapping[str, Any]], Iterator[Problem]]:
    """Return a check that no written criterion takes the name of one that is made from other parts of the file; of
    those files alone that have the key `where`, if one is given."""
    taken = {f"{slug}.{name}" for name in names}

    def check(tables: Mapping[str, Any]) -> Iterator[Problem]:
        for path, table in tables_in(tables, "criteria"):
            identifier = table.get("id")
            if isinstance(identifier, str) and identifier in taken and (where is None or where in tables):
                message = f"« {identifier} » est déjà fait à partir d'une autre partie du fichier : renommez-le."
                yield Problem((*path, "id"), message)

    return check
