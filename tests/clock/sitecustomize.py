"""Read by each Python that starts with this folder in ``PYTHONPATH``: its wall clock is ``CLOCK_SHIFT`` seconds off.

So the tests, the service that they start and the commands that they run share one moment, which goes on as time does.
"""

import os
import sys
import time

if "CLOCK_SHIFT" in os.environ:
    # Pytest is not to be imported by each service that a test starts: what time-machine offers to it is not used.
    sys.modules["pytest"] = None  # type: ignore[assignment]
    import time_machine

    del sys.modules["pytest"]
    time_machine.travel(time.time() + float(os.environ["CLOCK_SHIFT"])).start()
