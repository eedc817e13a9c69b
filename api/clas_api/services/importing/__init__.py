"""Files taken in: tried first, taken in piece by piece, undone as a whole."""
