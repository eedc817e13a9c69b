"""Sessions: who sits, what is on the agenda, opinions, votes, decisions, minutes and corrections."""
