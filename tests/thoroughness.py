"""How hard the races and the random walks try: enough for every day, or (THOROUGH=1, `make thorough`) as promised.

Small rounds find races that one big round does not; the promised figures stand in docs/security.md.
"""

import os

THOROUGH = os.environ.get("THOROUGH") == "1"
AT_ONCE = 24  # threads
ROUNDS = 20 if THOROUGH else 5
RUNS = 200 if THOROUGH else 10  # of a state machine
STEPS = 50 if THOROUGH else 30  # in each run
