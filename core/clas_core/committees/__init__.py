"""Committees: who sits and votes on a dossier, what is decided of it, and the record of a session."""
