"""What minutes say of what is rarer: late recusals, local aid, other programmes, funders' envelopes, advice alone."""

from dataclasses import replace

from clas_core.committees.programmes import GrantedProgramme
from clas_core.committees.session import RecordedEnvelope, RecordedRecusal, SessionRecord
from clas_core.documents.minutes import envelope_name, minutes
from clas_core.estimates import AidTotal
from tests.core.committees.test_session_record import APPROVAL, RECORD
from tests.core.documents.words import words_of


def _with(**more: object) -> SessionRecord:
    first, *others = RECORD.items
    return replace(RECORD, items=(replace(first, **more), *others))  # type: ignore[arg-type]


def test_what_somebody_declared_of_themselves_stays_their_own_and_a_late_recusal_says_how_it_was_settled() -> None:
    declared = RecordedRecusal(seat="a", reason="Ma sœur y travaille.", detected=False)
    lifted = RecordedRecusal(seat="b", reason="Le même organisme.", detected=True, lifted=True, settled="Homonyme.")
    kept = replace(lifted, seat="c", lifted=False, settled="Il y siège.")
    said = words_of(minutes(_with(recusals=(declared, lifted, kept))))
    where = "51-2025-00001, Les Tilleuls"
    assert f"Dominique Roy (Caf) | {where} | intérêt déclaré par la personne | déclaré" in said
    assert f"Alex Petit (MSA) | {where} | Le même organisme. | constaté, levé par qui préside : Homonyme." in said
    assert [each for each in said if each.endswith("constaté, maintenu par qui préside : Il y siège.")]
    assert not [each for each in said if "Ma sœur" in each]


def test_local_aid_and_other_programmes_have_tables_of_their_own() -> None:
    decision = replace(
        APPROVAL,
        by_rule=("Le groupe CM1 a moins de 8 enfants.",),
        aids=(
            AidTotal(id="ville", label="Aide de la ville", amount=15_050),
            AidTotal(id="x", label="Projets", amount=100, payer="Agglo", ruled=200, reason="Moins de sorties."),
        ),
        programmes=(GrantedProgramme(id="reaap", label="Reaap", asked=50_000, amount=30_000, reason="Enveloppe."),),
    )
    said = words_of(minutes(_with(decision=decision, asked_programmes=2)))
    assert "Aide de la ville | la Caf |  | 150,50\u00a0€ | " in said
    assert "Projets | Agglo | 2,00\u00a0€ | 1,00\u00a0€ | Moins de sorties." in said
    assert "Reaap | la Caf | 500,00\u00a0€ | 300,00\u00a0€ | Enveloppe." in said
    assert "Selon le règlement : Le groupe CM1 a moins de 8 enfants." in said
    assert "Motif : selon le règlement seul" in said
    assert "Demande : 3\u202f500,00\u00a0€ pour 2 groupe(s) et 2 autres programmes, dépôt n° 1" in said
    assert "Montant accordé par la séance : 3\u202f580,20\u00a0€." in said
    groups = "Groupe | Dépenses demandées | Dépenses retenues | Bonus accordés et raisons | {}Montant"
    assert groups.format("Ps | Bonus | Aide locale | ") in said
    bare = replace(APPROVAL, groups=APPROVAL.groups[1:])
    assert groups.format("") in words_of(minutes(_with(decision=bare)))


def test_a_session_that_gives_advice_decides_nothing_and_has_no_envelope() -> None:
    items = tuple(replace(each, decision=None) for each in RECORD.items)
    said = words_of(minutes(replace(RECORD, decides=False, items=items)))
    assert "Cette séance ne décide de rien : elle éclaire qui décide." in said
    assert "Rôle : donne un avis, sans décider" in said
    assert [
        each
        for each in said
        if each.endswith("abstention : avis favorable ; voix non comptées, par déport ou absence : 2")
    ]
    assert not [each for each in said if each.startswith(("À égalité", "Décision", "Montants accordés"))]


def test_a_session_that_is_not_closed_is_a_draft_and_a_dossier_may_have_no_decision_yet() -> None:
    said = words_of(minutes(replace(_with(decision=None), closed_at=None)))
    assert "Clôture : la séance n'est pas close" in said
    assert "Projet : la séance n'est pas close, rien de ce qui suit n'est encore décidé." in said
    assert "Décision : aucune" in said


def test_an_envelope_is_named_by_its_kind_or_by_its_aid_and_who_pays_it() -> None:
    ps = RecordedEnvelope(kind="ps", amount=1, before=0, session=0)
    assert envelope_name(ps) == "Ps"
    ville = replace(ps, kind="aid", aid="ville", label="Aide de la ville")
    assert envelope_name(ville) == "Aide de la ville"
    assert envelope_name(replace(ville, payer="Ville")) == "Aide de la ville (Ville)"
