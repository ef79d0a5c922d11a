"""How many families a therapist is told about: whole steps only, and nothing below the smallest group. Plain Python.

The steps are far apart so that one family more or less is hardly ever seen, and two numbers of two days, or of two
therapists next door, cannot be subtracted to find one family.
"""

STEPS = (3, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000)


def told(families: int, smallest_group: int) -> int:
    """Return the number to tell, rounded down to a step; 0: nothing is told."""
    if families < smallest_group:
        return 0
    return max((step for step in STEPS if smallest_group <= step <= families), default=smallest_group)
