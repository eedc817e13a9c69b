"""What the national team answers to what a Caf says of a draft."""

from types import MappingProxyType

OUTCOMES = MappingProxyType({"retained": "retenu", "not_retained": "non retenu", "to_study": "à étudier"})
"""Each answer, in words."""

MOST_COMMENTS = 300
"""Of one department on one year."""
