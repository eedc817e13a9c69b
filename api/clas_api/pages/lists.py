"""How long a list of a page is."""

ROWS = 20
"""Rows of a page of a list: with what surrounds them they are read within six screens of a phone. What is done to all
of a filter at once does not go page after page."""
