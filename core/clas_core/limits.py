"""Bounds that several places hold: how long what people write may be, how many there are of a thing. Each stands once.

A form, the JSON that says the same, and the table that keeps it all read their bound here. One that a single place
holds stays there.
"""

LONGEST_TEXT = 10_000
"""In characters, of what is told at length: a narrative of a project, a message, an answer, a note."""

LONGEST_OPINION = 5_000
"""In characters, of what a member of a committee says: an opinion, why they do not vote."""

LONGEST_REASON = 2_000
"""In characters, of why something is decided, granted, given back or given up."""

LONGEST_EMAIL = 254
"""In characters: RFC 5321 gives a path 256, of which two are its brackets."""

MOST_SEATS = 100
"""Seats of a committee."""

MOST_ITEMS = 1_000
"""Dossiers on the agenda of one session."""
