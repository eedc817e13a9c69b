"""Whether a department is sound: its files word for word, its code, its years, and that it loosens no national rule.

Used by ``clas departments check``, by ``pytest --clas-department`` and by the tests, over whatever is installed. What
is served is not taken away for what is found here: what it says was read and relied upon. `checking` does it; it stands
apart, for a service that only tells what was found needs none of what looks for it.
"""

from clas_core.conformance.found import KINDS, LEVELS, Found, Level, Report

__all__ = ["KINDS", "LEVELS", "Found", "Level", "Report"]
