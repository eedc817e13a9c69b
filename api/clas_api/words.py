"""French words for the words of machines: what pages and commands show in their place."""

STATES = {"open": "ouvert", "announced": "annoncé", "upcoming": "à venir", "closed": "clos"}
"""The state of a call."""

STATUSES = {"draft": "projet", "consultation": "en consultation", "in_force": "en vigueur", "closed": "année close"}
"""The status of a referential."""

STANDINGS = {"published": "publié", "expected": "attendu"}
"""The standing of a figure."""

AUDITED = {"none": "non conforme", "partial": "partiellement conforme", "full": "totalement conforme"}
"""What an audit of accessibility found, as the law has every page say it; ``none`` without an audit, too."""
