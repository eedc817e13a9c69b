"""After the decision: telling it, payments, bilan, settlement, and the counts of a year."""
