"""What leaves for others that somebody has asked for: webhooks, publications."""

from clas_api.services.people.own_parts import Part, Told
from clas_api.store.models import Publication, Webhook

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
)
