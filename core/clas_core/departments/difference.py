"""What a department's call changed from one school year to the next, in the words of a porteur."""

from collections.abc import Iterator, Mapping

from clas_core.departments.campaign import Campaign
from clas_core.departments.funders import Aid
from clas_core.money import write_euros
from clas_core.national import Change
from clas_core.years import write_at, write_when


def campaign_changes(older: Campaign, newer: Campaign) -> tuple[Change, ...]:
    """Return what changed from `older` to `newer` for whoever deposits: from its days to its local aid."""
    return tuple(_changes(older, newer))


def _changes(older: Campaign, newer: Campaign) -> Iterator[Change]:
    closed, closes = older.calendar.closes, newer.calendar.closes
    said, before = (write_at(each) if each else "un jour pas encore connu" for each in (closes, closed))
    yield Change(
        kind="changed",
        subject="calendar.closes",
        sentence=f"Clôture de l'appel : {said} (l'année précédente, {before}).",
        before=write_when(closed) if closed else None,
        after=write_when(closes) if closes else None,
    )
    yield from compared("Pièce à joindre", "attachments", _documents(older), _documents(newer))
    yield from compared("Critère local", "criteria", _criteria(older), _criteria(newer))
    yield from compared("Aide locale", "supplements", _supplements(older), _supplements(newer))
    yield from compared("Programme", "programmes", _programmes(older), _programmes(newer))
    yield from compared("Question du dossier", "questions", _questions(older), _questions(newer))
    needed = [bool(each.bilan and each.bilan.needed_for_next_deposit) for each in (older, newer)]
    if needed[0] != needed[1]:
        states = ["demandé" if each else "non demandé" for each in needed]
        yield Change(
            kind="changed",
            subject="bilan.needed_for_next_deposit",
            sentence=f"Bilan de l'année précédente pour déposer : {states[1]} ; il était {states[0]}.",
            before=states[0],
            after=states[1],
        )


def _documents(campaign: Campaign) -> dict[str, str]:
    return {each.id: each.label for each in campaign.deposit.attachments}


def _criteria(campaign: Campaign) -> dict[str, str]:
    """The local criteria; the closing day, which is one of them, is told by itself."""
    return {
        each.id: f"{each.label} (exigé : {each.expected})"
        for _, each in campaign.rules.criteria
        if each.decides == "eligibility"
    }


def _questions(campaign: Campaign) -> dict[str, str]:
    return {each.id: each.compared for each in campaign.questions}


def _supplements(campaign: Campaign) -> dict[str, str]:
    """All the local aid: who pays it, how much of what, within which bounds."""
    return {each.id: _aid(campaign, each) for each in campaign.local_aid}


def _programmes(campaign: Campaign) -> dict[str, str]:
    """The other programmes than the Clas: who pays each, and what may be asked."""
    said = {each.id: (each.label, campaign.payer_of(each)[1], each.bounds) for each in campaign.programmes}
    return {
        name: ", ".join(filter(None, (f"{label} ({payer})" if payer else label, bounds)))
        for name, (label, payer, bounds) in said.items()
    }


def _aid(campaign: Campaign, aid: Aid) -> str:
    payer = campaign.payer_of(aid)[1]
    bounds = "".join(f", {write_euros(cents)} au plus {words}" for words, cents in aid.bounds)
    return f"{aid.label}{f' ({payer})' if payer else ''}, {aid.measure}{bounds}"


def compared(what: str, subject: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Yield what came, went or became another, of things by identifier, each in the words that describe it."""
    for identifier in {**before, **after}:
        old, new = before.get(identifier), after.get(identifier)
        place = f"{subject}.{identifier}"
        if old is None:
            yield Change(kind="added", subject=place, sentence=f"{what} en plus : {new}.", after=new)
        elif new is None:
            yield Change(kind="removed", subject=place, sentence=f"{what} en moins : {old}.", before=old)
        elif old != new:
            sentence = f"{what} modifié : « {old} » devient « {new} »."
            yield Change(kind="changed", subject=place, sentence=sentence, before=old, after=new)
