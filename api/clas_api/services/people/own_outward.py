"""What leaves for others, or comes in from files, that somebody has asked for, and what they say of draft rules."""

from typing import Any

from clas_api.services.people.own_parts import Part, Told
from clas_api.store.models import ImportRow, Publication, RuleComment, Webhook


def _of_file(name: str, title: str, by: Any, at: Any) -> Part:
    """Return a list of files that were taken in, or taken back, each at a moment."""
    told = {"at": Told("Le", at), "file": Told("Fichier", ImportRow.filename)}
    return Part(name, title, by, {**told, "department": Told("Département", ImportRow.department)})


OUTWARD_PARTS = (
    Part(
        "webhooks",
        "Les webhooks que vous avez enregistrés",
        Webhook.registered_by,
        {
            "at": Told("Le", Webhook.created_at),
            "department": Told("Département", Webhook.department),
            "label": Told("À quoi il sert", Webhook.label),
        },
    ),
    Part(
        "publications",
        "Les données que vous avez publiées",
        Publication.published_by,
        {
            "at": Told("Le", Publication.published_at),
            "department": Told("Département", Publication.department),
            "call": Told("Appel", Publication.call),
            "number": Told("Publication", Publication.number),
        },
    ),
    Part(
        "rule_comments",
        "Les avis que vous avez donnés sur des projets de règles",
        RuleComment.author,
        {
            "at": Told("Le", RuleComment.changed_at),
            "department": Told("Département", RuleComment.department),
            "year": Told("Année scolaire", RuleComment.school_year),
            "text": Told("Avis", RuleComment.text),
        },
    ),
    Part(
        "rule_answers",
        "Les réponses que vous avez données à ces avis",
        RuleComment.answered_by,
        {
            "at": Told("Le", RuleComment.answered_at),
            "year": Told("Année scolaire", RuleComment.school_year),
            "text": Told("Motif", RuleComment.reason),
        },
    ),
    _of_file("imports", "Les fichiers que vous avez repris", ImportRow.imported_by, ImportRow.imported_at),
    _of_file("imports_undone", "Les reprises que vous avez annulées", ImportRow.undone_by, ImportRow.undone_at),
)
