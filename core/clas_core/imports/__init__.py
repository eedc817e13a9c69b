"""Files of others, taken in: what their cells mean, which columns they are, and what is wrong, row by row."""
