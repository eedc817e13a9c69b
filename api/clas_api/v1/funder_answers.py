"""What is answered to the people of a funder."""

from clas_api.answers import Answer, Call, Count, Kept, Key, Many, Money, Named, OneOf, Words, Year
from clas_api.v1.committee_answers import AidTotalSchema
from clas_core.dossiers.lifecycle import STATES
from clas_core.dossiers.schemas import ContentSchema


class FundedSummarySchema(Answer):
    dossier = Key(of="row.id")
    receipt = Words(of="version.receipt")
    school_year = Year(of="row.school_year")
    call = Call(of="row.call")
    porteur = Words(of=lambda each: each.version.porteur["name"], about="its name when it deposited")
    state = OneOf(STATES, of="row.state")
    groups = Count(of="row.groups")
    children = Count(of="row.children")
    asked = Money(of="asked_cents", about="what the rules of the funder gave at the deposit")
    granted = Money(of="granted_cents")
    paid = Money(about="by the funder, less what was given back to it")
    due = Money(allow_none=True, about="none until the dossier is settled")
    aids = Many(AidTotalSchema, of=lambda each: each.granted or each.asked)


class FundedDossiersSchema(Answer):
    dossiers = Many(FundedSummarySchema)


class FundedDossierSchema(FundedSummarySchema):
    deposited_as = Named(of="version.porteur", about="who the porteur is, as it deposited")
    content = Kept(ContentSchema, of="version.content")
