"""What is asked on one dossier of a session: recusals, opinions, votes. A decision is read by the core."""

from clas_core.committees.committee import CHOICES, SCALES
from clas_core.fields import Choice, Flag, Key, Listing, Table, Whole, Words
from clas_core.limits import LONGEST_OPINION, MOST_SEATS
from clas_core.strict import StrictSchema


class NewRecusalSchema(StrictSchema):
    reason = Words(required=True, longest=LONGEST_OPINION)
    seat = Key(load_default=None, allow_none=True, metadata={"description": "for the secretariat; one's own otherwise"})


class SettledRecusalSchema(StrictSchema):
    keeps = Flag(required=True, metadata={"description": "true: the seat takes no part; false: it does"})
    reason = Words(required=True, longest=LONGEST_OPINION)


class AskedOpinionSchema(StrictSchema):
    scale = Choice(SCALES, required=True)
    reason = Words(required=True, longest=LONGEST_OPINION)
    given = Flag(load_default=False, metadata={"description": "false: a draft that its author alone sees"})


class AskedVoteSchema(StrictSchema):
    choice = Choice(CHOICES, required=True)


class SeatVoteSchema(AskedVoteSchema):
    seat = Key(required=True)
    revision = Whole(required=True, metadata={"description": "of the vote that is changed; 0 when there is none yet"})


class AskedVotesSchema(StrictSchema):
    votes = Listing(Table(SeatVoteSchema), required=True, least=1, most=MOST_SEATS)
