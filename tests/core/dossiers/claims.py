"""One claim of a bonus, as whoever studies its dossier is shown it."""

from clas_core.dossiers import BonusClaim, DossierAction, DossierContent, DossierGroup
from clas_core.dossiers.additionality import ClaimView, additionality
from clas_core.national import Referential


def view_of(referential: Referential, bonus: str, text: str) -> ClaimView:
    """Return what is shown of a claim of `bonus` that says `text`."""
    group = DossierGroup(bonuses=(BonusClaim(id=bonus, beyond=text),))
    (view,) = additionality(DossierContent(actions=(DossierAction(groups=(group,)),)), referential)
    return view
