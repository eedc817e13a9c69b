"""From an empty draft to a receipt: writing, documents, deposits, complements, and what a porteur finds."""
