"""``python -m planted.histories <a bug's name>``: the short history that must notice it; what does not hold is said, with exit 1.
``every`` runs those of all bugs, one after the other."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence

from simulation.campaign import run_history
from simulation.plan import Act, Plan
from simulation.town import open_town

from .bugs import BUGS, Bug

ORDER = (("order", "a"),)
ACTS = (
    Act(0, "estate", 0), Act(1, "register", 1), Act(1, "order", 0, (*ORDER, ("expected_fen", 30_003))), Act(1, "receipt", 1, ORDER),
    Act(1, "decline", 1, ORDER), Act(2, "register", 1), Act(2, "feedback", 1),
    Act(2, "feedback", 4_400),
)  # fmt: skip
"""A case whose order the squad takes over after two days, so that a limit passes and money is held; and one beside it."""


async def first_that_fails(bugs: Sequence[Bug]) -> str | None:
    """What does not hold, or none."""
    town = await open_town(os.environ["AFTERCARE_POSTGRES_URL"], json.loads(os.environ["PLANTED_TEMPLATES"]))
    try:
        for faults in dict.fromkeys(bug.faults for bug in bugs if bug.faults):
            result = await run_history(town, Plan(1, ACTS, faults))
            if result.findings:
                return result.findings[0]
        return None
    finally:
        await town.close()


if __name__ == "__main__":
    found = asyncio.run(first_that_fails([bug for bug in BUGS if sys.argv[1] in ("every", bug.name)]))
    sys.stdout.write(f"{found}\n" if found else "")
    sys.exit(1 if found else 0)
