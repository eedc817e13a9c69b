"""Statistics: what a year comes to in counts and amounts, and what of it is told outside a department."""
