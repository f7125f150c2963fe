"""``make alerts``: write the alarms as rules for Prometheus, to ``deploy/alerts.yml``."""

import sys
from collections.abc import Sequence
from pathlib import Path

from . import alarms

RULES = Path("deploy/alerts.yml")


def main(_: Sequence[str]) -> int:
    """Exit status 0."""
    RULES.write_text(alarms.rules(), "utf-8")
    sys.stdout.write(f"{RULES} is written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
