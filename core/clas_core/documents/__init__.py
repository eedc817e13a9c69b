"""Documents: what a framing note or a call page says, made from the same data as the amounts.

Each is made by a module of its own, which whoever makes it imports: a command that writes one waits for no other.
"""

from clas_core.documents.model import Document, of_a_rehearsal, title_of_a_rehearsal

__all__ = ["Document", "of_a_rehearsal", "title_of_a_rehearsal"]
