"""A file that a PDF carries, for a machine to read what the document tells people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A JSON file: its name, what it is in words, and its text. Only a PDF carries it."""

    name: str
    description: str
    text: str
