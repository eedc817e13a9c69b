"""The labels of a department: words of the Caf's own by which it sorts its dossiers, which no porteur sees."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, func, select

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import held_for
from clas_api.services.instruction.desk_requests import MOST_LABELS
from clas_api.services.instruction.desks import account_in
from clas_api.services.trace import record
from clas_api.store.dossier_filters import labels_of
from clas_api.store.models import Label, LabelledDossier
from clas_core.errors import InvalidInput, NotFound, Problem


def list_labels(
    context: Context, slug: str, dossiers: Iterable[UUID] = ()
) -> tuple[Mapping[UUID, str], Mapping[UUID, Sequence[UUID]]]:
    """Return the labels of a department by their keys, by name, and those of each of these dossiers."""
    account_in(context, slug)
    return labels_of(context.session, slug, sorted(dossiers))


@command
def make_label(context: Context, slug: str, name: str) -> Label:
    """Add a label to those of a department. Commits. Raises `InvalidInput` for one that is there, or one too many."""
    account_in(context, slug, writing=True)
    known = context.session.scalars(select(Label).where(Label.department == slug).with_for_update()).all()
    if any(each.name.casefold() == name.casefold() for each in known):
        raise InvalidInput([Problem(("name",), f"L'étiquette « {name} » existe déjà.")])
    if len(known) >= MOST_LABELS:
        message = f"Le département a {MOST_LABELS} étiquettes, le plus possible : retirez-en une d'abord."
        raise InvalidInput([Problem(("name",), message)])
    label = Label(department=slug, name=name)
    context.session.add(label)
    context.session.flush()
    record(context, "label.made", label.id, chain=slug, after={"name": name})
    context.session.commit()
    return label


def find_label(context: Context, slug: str, key: UUID) -> tuple[Label, int]:
    """Return a label of a department, and how many dossiers have it. Raises `NotFound`."""
    account_in(context, slug)
    label = context.session.scalar(select(Label).where(Label.id == key, Label.department == slug))
    if label is None:
        raise NotFound("Cette étiquette")
    counted = select(func.count()).select_from(LabelledDossier).where(LabelledDossier.label_id == key)
    return label, context.session.scalar(counted) or 0


@command
def remove_label(context: Context, slug: str, key: UUID) -> str:
    """Take a label away from a department and from its dossiers; return its name. Commits. Raises `NotFound`."""
    account_in(context, slug, writing=True)
    label = context.session.scalar(select(Label).where(Label.id == key, Label.department == slug).with_for_update())
    if label is None:
        raise NotFound("Cette étiquette")
    context.session.execute(delete(LabelledDossier).where(LabelledDossier.label_id == key))
    context.session.delete(label)
    record(context, "label.removed", key, chain=slug, before={"name": label.name})
    context.session.commit()
    return label.name


@command
def label_dossier(context: Context, key: UUID, labels: Iterable[UUID], *, without: Iterable[UUID] = ()) -> None:
    """Give labels of its department to a dossier, and take others away. Commits. Raises `NotFound`, `InvalidInput`."""
    row = held_for(context, key, "dossiers.study")
    names, of_each = labels_of(context.session, row.department, [row.id])
    has, given, gone = set(of_each.get(row.id, ())), set(labels), set(without)
    if (given | gone) - set(names):
        raise InvalidInput([Problem(("labels",), "Choisissez une étiquette du département.")])
    added, taken = given - has, (gone & has) - given
    if not added and not taken:
        return
    for each in sorted(added):
        context.session.add(LabelledDossier(dossier_id=row.id, label_id=each, department=row.department))
    if taken:
        of_it = LabelledDossier.dossier_id == row.id
        context.session.execute(delete(LabelledDossier).where(of_it, LabelledDossier.label_id.in_(taken)))
    told = {"added": sorted(names[each] for each in added), "removed": sorted(names[each] for each in taken)}
    record(context, "dossier.labelled", row.id, chain=row.department, after=told)
    context.session.commit()
