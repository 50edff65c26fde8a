"""Puts every Python of a test run, subprocesses too, at another date: `make test-dates` has this folder in PYTHONPATH.

The clock goes on from there. The first process works out how far it is ahead; those that it starts are as far.
"""

import os
import time
from datetime import datetime

AHEAD = "TEST_CLOCK_AHEAD"

if "TEST_DATE" in os.environ:
    import time_machine

    moment = datetime.fromisoformat(f"{os.environ['TEST_DATE']}T10:00:00+08:00").timestamp()
    ahead = float(os.environ.setdefault(AHEAD, str(moment - time.time())))
    time_machine.travel(time.time() + ahead, tick=True).start()
