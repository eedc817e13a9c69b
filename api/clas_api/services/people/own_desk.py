"""What is kept of how somebody of a Caf works: their list and its filters, their mails, what they opened, their acts on
many dossiers, the long work that they asked for, the letters that they sent. It is told to them like the rest."""

from clas_api.services.people.own_parts import Part, Told
from clas_api.store.models import BulkAct, Desk, ImportDraft, Job, LetterRow, MailChoice, OpenedArrival

_MAILS = {
    "messages": "les messages aussitôt, le reste une fois par jour",
    "at_once": "tout aussitôt",
    "daily": "tout une fois par jour",
    "never": "jamais",
}

DESK_PARTS = (
    Part(
        "desks",
        "Vos listes de dossiers",
        Desk.account_id,
        {"seen_until": Told("Vu jusqu'au", Desk.seen_until), "department": Told("Département", Desk.department)},
    ),
    Part(
        "mail_choices",
        "Les courriels que vous avez choisis",
        MailChoice.account_id,
        {
            "mailed_until": Told("Prévenu jusqu'au", MailChoice.mailed_until),
            "department": Told("Département", MailChoice.department),
            "mails": Told("Courriels", MailChoice.mails, _MAILS),
        },
    ),
    Part(
        "opened_arrivals",
        "Ce que vous avez ouvert de ce qui est arrivé",
        OpenedArrival.account_id,
        {"at": Told("Le", OpenedArrival.opened_at), "department": Told("Département", OpenedArrival.department)},
    ),
    Part(
        "bulk_acts",
        "Ce que vous avez fait sur plusieurs dossiers à la fois",
        BulkAct.account_id,
        {"at": Told("Le", BulkAct.begun_at), "department": Told("Département", BulkAct.department)},
    ),
    Part(
        "jobs",
        "Les longues tâches que vous avez demandées",
        Job.account_id,
        {
            "at": Told("Le", Job.begun_at),
            "title": Told("Tâche", Job.title),
            "department": Told("Département", Job.department),
        },
    ),
    Part(
        "import_drafts",
        "Les fichiers que vous avez essayés sans les reprendre encore",
        ImportDraft.account_id,
        {
            "at": Told("Le", ImportDraft.begun_at),
            "file": Told("Fichier", ImportDraft.filename),
            "department": Told("Département", ImportDraft.department),
        },
    ),
    Part(
        "letters",
        "Les courriers que vous avez envoyés",
        LetterRow.sent_by,
        {"at": Told("Le", LetterRow.sent_at), "department": Told("Département", LetterRow.department)},
    ),
)
