"""The sheets that can be taken out of a call, and those of their columns that no question declares.

Their values come in records by the names of the columns; the columns of answers (`answered`) are added to these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from clas_core.documents.breakdowns import FIGURES
from clas_core.dossiers.budget import SIDES, Layout
from clas_core.dossiers.lifecycle import OUTCOMES, STATES
from clas_core.porteurs import NATURES
from clas_core.sheets.column import Column, Kind

_STATES = {str(state): words for state, words in STATES.items()}
_OUTCOMES = {str(each): STATES[each] for each in OUTCOMES}
BILAN_STATES = {"draft": "attendu", "filed": "déposé"}

DEPOSIT = "dernier dépôt du dossier"
BILAN = "bilan du dossier"
_SHEET = "porteur"
_DOSSIER = "dossier"
_STUDY = "instruction par la Caf"
_DECISION = "décision"
_LAST_DECISION = "dernière décision du dossier"
_PAYMENT = "paiement"
_SETTLEMENT = "solde du dossier"


def _column(
    name: str, label: str, source: str, kind: Kind = "text", choices: Mapping[str, str] = MappingProxyType({})
) -> Column:
    return Column(name=name, label=label, source=source, kind=kind, choices=choices)


IDENTITY = (
    _column("receipt", "Récépissé", _DOSSIER, "code"),
    _column("porteur", "Porteur", _SHEET),
    _column("siret", "SIRET", _SHEET, "code"),
)
"""By what a row tells of which dossier it is, on every sheet."""

_STATE = _column("state", "État", _DOSSIER, choices=_STATES)
_GRANTED = _column("granted", "Accordé", _LAST_DECISION, "amount")
_COUNTS = (
    _column("groups", "Groupes", DEPOSIT, "whole"),
    _column("children", "Enfants", DEPOSIT, "whole"),
)
_ASSIGNEE = _column("assignee", "Affecté à", _STUDY)

_WORK_LIST = (
    *IDENTITY[1:2],
    _STATE,
    _column("next", "Étape suivante", "règles de la vie d'un dossier"),
    _column("due", "Échéance", "ce que le dossier attend", "day"),
    _ASSIGNEE,
    _column("amount", "Estimé ou accordé", "dernier dépôt, ou dernière décision", "amount"),
    _column("labels", "Étiquettes", _STUDY, "several"),
    IDENTITY[0],
    IDENTITY[2],
    _column("cities", "Communes", DEPOSIT, "several"),
    *_COUNTS,
    _column("deposited", "Déposé", _DOSSIER, "moment"),
    _column("updated", "Modifié", _DOSSIER, "moment"),
)
_DOSSIERS = (
    *IDENTITY,
    _column("rna", "Numéro RNA", _SHEET, "code"),
    _column("nature", "Nature juridique", _SHEET, choices=NATURES),
    _column("email", "Courriel du porteur", _SHEET),
    _column("phone", "Téléphone du porteur", _SHEET, "code"),
    _column("postal_code", "Code postal", _SHEET, "code"),
    _column("city", "Commune du siège", _SHEET),
    _STATE,
    _column("outcome", "Décision", _LAST_DECISION, choices=_OUTCOMES),
    _column("given_up", "Retiré ou abandonné", _DOSSIER, "yes_no"),
    _column("deposited_at", "Déposé le", _DOSSIER, "moment"),
    _column("versions", "Dépôts", _DOSSIER, "whole"),
    _column("updated_at", "Modifié le", _DOSSIER, "moment"),
    _column("actions", "Actions", DEPOSIT, "whole"),
    *_COUNTS,
    _column("asked", "Demandé", DEPOSIT, "amount"),
    _GRANTED,
    _column("settled", "Droit réel", _SETTLEMENT, "amount"),
    _column("convention_signed_on", "Convention signée le", _DOSSIER, "day"),
    _ASSIGNEE,
    _column("key", "Identifiant du dossier", _DOSSIER, "code"),
)
_ACTION = _column("action", "Numéro de l'action", DEPOSIT, "whole")
_PLACE = (_ACTION, _column("position", "Numéro du groupe", DEPOSIT, "whole"))
_GROUPS = (
    *IDENTITY,
    *_PLACE,
    _column("eligible", "Éligible au dépôt", "estimation du dépôt", "yes_no"),
    _column("ps_estimated", "Ps estimée", "estimation du dépôt", "amount"),
    _column("total_estimated", "Total estimé", "estimation du dépôt", "amount"),
    _column("retained", "Retenu", _LAST_DECISION, "yes_no"),
    _column("ps", "Ps accordée", _LAST_DECISION, "amount"),
    _column("bonuses", "Bonus accordés", _LAST_DECISION, "amount"),
    _column("supplements", "Compléments locaux accordés", _LAST_DECISION, "amount"),
    _column("total", "Total accordé", _LAST_DECISION, "amount"),
)
_DECISIONS = (
    *IDENTITY,
    _column("number", "Numéro de la décision", _DECISION, "whole"),
    _column("last", "Dernière décision", _DECISION, "yes_no"),
    _column("outcome", "Décision", _DECISION, choices=_OUTCOMES),
    _column("reason", "Motif", _DECISION),
    _column("by_rule", "Écarté par les règles", _DECISION, "several"),
    _column("granted", "Accordé en tout", _DECISION, "amount"),
    _column("ps", "Dont Ps", _DECISION, "amount"),
    _column("bonuses", "Dont bonus", _DECISION, "amount"),
    _column("supplements", "Dont compléments locaux", _DECISION, "amount"),
    _column("programmes", "Dont autres programmes", _DECISION, "amount"),
    _column("retained", "Groupes retenus", _DECISION, "whole"),
    _column("provisional", "Provisoire", "règles du dépôt", "yes_no"),
    _column("session_day", "Séance du", "séance du comité", "day"),
    _column("decided_at", "Décidé le", _DECISION, "moment"),
    _column("notified_at", "Notifié le", "notification", "moment"),
    _column("convention", "Convention à signer", "notification", "yes_no"),
)
_A_PAYMENT = (
    *IDENTITY,
    _column("kind", "Paiement", _PAYMENT),
    _column("aid", "Aide", _PAYMENT),
    _column("payer", "Payé par", _PAYMENT),
    _column("amount", "Montant", _PAYMENT, "amount"),
    _column("due_on", "À payer au plus tard le", _PAYMENT, "day"),
    _column("due_words", "Échéance, telle que l'appel la dit", _PAYMENT),
)
_TO_MAKE = (*_A_PAYMENT, _column("late", "En retard", "jour de l'export", "yes_no"))
_MADE = (
    *_A_PAYMENT,
    _column("reference", "Référence", _PAYMENT, "code"),
    _column("paid_on", "Payé le", _PAYMENT, "day"),
)
_BILANS = (
    *IDENTITY,
    _column("state", "Bilan", BILAN, choices=BILAN_STATES),
    _column("due_on", "Attendu au plus tard le", BILAN, "day"),
    _column("due_words", "Échéance, telle que l'appel la dit", BILAN),
    _column("filed_at", "Déposé le", BILAN, "moment"),
    _column("groups", "Groupes retenus", _LAST_DECISION, "whole"),
    _column("children_forecast", "Enfants, prévu", DEPOSIT, "whole"),
    _column("children_actual", "Enfants, réel", BILAN, "whole"),
    _column("costs_forecast", "Dépenses de fonctionnement, prévu", _LAST_DECISION, "amount"),
    _column("costs_actual", "Dépenses de fonctionnement, réel", BILAN, "amount"),
    _column("granted", "Droit prévisionnel", _LAST_DECISION, "amount"),
    _column("due", "Droit réel", _SETTLEMENT, "amount"),
    _column("paid", "Déjà versé au solde", _SETTLEMENT, "amount"),
    _column("balance", "Solde à verser", _SETTLEMENT, "amount"),
    _column("overpayment", "Indu", _SETTLEMENT, "amount"),
    _column("settled_at", "Soldé le", _SETTLEMENT, "moment"),
)
_ACTIVITY = (
    _column("number", "Numéro", "trace du département", "whole"),
    _column("at", "Le", "trace du département", "moment"),
    _column("who", "Qui", "trace du département"),
    _column("act", "Acte", "trace du département"),
    IDENTITY[0],
    _column("about", "Identifiant de ce qui a changé", "trace du département", "code"),
)
_PEOPLE = (
    _column("name", "Nom", "compte"),
    _column("email", "Adresse de courriel", "compte"),
    _column("role", "Rôle", "rôle"),
    _column("institution", "Institution ou financeur", "rôle"),
    _column("since", "Depuis", "rôle", "moment"),
    _column("closed", "Compte fermé", "compte", "yes_no"),
)
_COUNTED = "décompte de l'année"
_STATISTICS = (
    _column("table", "Tableau", _COUNTED),
    _column("line", "Ligne", _COUNTED),
    *(
        _column(name, label, _COUNTED, "amount" if name in ("asked", "approved", "settled") else "whole")
        for name, label in FIGURES.items()
    ),
)


def budget_columns(layout: Layout) -> Sequence[Column]:
    """Return the columns of budgets, with the accounts and the funders of the layout of their year."""
    return (
        *IDENTITY,
        _column("side", "Partie", layout.label, choices={str(side): words for side, words in SIDES.items()}),
        _column("account", "Compte", DEPOSIT, "code"),
        _column("account_label", "Intitulé du compte", layout.source),
        _column("label", "Précision", DEPOSIT),
        _column("funder", "Financeur", DEPOSIT, choices=layout.funders),
        _column("amount", "Montant", DEPOSIT, "amount"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """A sheet that can be asked for: its title, what it tells, and its columns beside those of the `subject` of whose
    questions it has the answers."""

    title: str
    about: str
    columns: Sequence[Column] = IDENTITY
    subject: str = ""


SHEETS: Mapping[str, SheetForm] = MappingProxyType(
    {
        "work_list": SheetForm(
            title="Liste de travail", about="la liste des dossiers telle qu'elle est filtrée", columns=_WORK_LIST
        ),
        "dossiers": SheetForm(title="Dossiers", about="un dossier par ligne", columns=_DOSSIERS),
        "answers": SheetForm(
            title="Réponses du dossier", about="les réponses de chaque dossier déposé", subject="dossier"
        ),
        "actions": SheetForm(
            title="Actions",
            about="une action par ligne, avec ses réponses",
            columns=(*IDENTITY, _ACTION),
            subject="action",
        ),
        "groups": SheetForm(
            title="Groupes",
            about="un groupe par ligne, avec ses réponses et ses montants",
            columns=_GROUPS,
            subject="group",
        ),
        "budgets": SheetForm(title="Budgets", about="un compte par ligne"),
        "decisions": SheetForm(title="Décisions", about="une décision par ligne", columns=_DECISIONS),
        "payments_to_make": SheetForm(
            title="Paiements à faire", about="ce qui reste à payer ou à récupérer", columns=_TO_MAKE
        ),
        "payments_made": SheetForm(title="Paiements faits", about="ce qui est payé, avec sa référence", columns=_MADE),
        "bilans": SheetForm(
            title="Bilans", about="le prévu à côté du réel, par dossier", columns=_BILANS, subject="bilan"
        ),
        "bilan_groups": SheetForm(
            title="Groupes au bilan",
            about="le prévu à côté du réel, par groupe retenu",
            columns=(*IDENTITY, *_PLACE),
            subject="bilan_group",
        ),
        "statistics": SheetForm(title="Statistiques", about="les tableaux de l'année", columns=_STATISTICS),
        "activity": SheetForm(title="Activité", about="ce qui a été fait dans le département", columns=_ACTIVITY),
        "people": SheetForm(title="Personnes", about="les personnes du département", columns=_PEOPLE),
    }
)
"""Every sheet, by its name for machines."""
