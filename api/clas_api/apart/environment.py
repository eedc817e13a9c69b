"""What a process of somebody else's code is told of its surroundings: where packages are, and no setting of ours."""

import os
import sys
from collections.abc import Mapping


def environment_apart() -> Mapping[str, str]:
    """Return the environment without the settings of the installation, whose secrets are none of that code's business;
    its packages are where ours are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLAS_")}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
