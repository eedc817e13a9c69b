"""Bilans: what was really done in the year, beside what was foreseen, and what it settles."""
