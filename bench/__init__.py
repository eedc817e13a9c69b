"""Repeatable measures of what the platform promises to be fast at: ``python -m bench``.

What can be a ratio is one, of two things measured in turn in the same run, so that a slower machine gives the same
verdicts. Nothing is installed, nothing is left behind, and only 127.0.0.1 is spoken to.
"""
