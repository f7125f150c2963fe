"""``make alerts``: write the alarms as rules for Prometheus, and into the manual for whoever is on duty."""

import sys
from collections.abc import Sequence
from pathlib import Path

from . import alarms

RULES, MANUAL = Path("deploy/alerts.yml"), Path("docs/operations.md")
BEGIN, END = "<!-- alarms -->\n", "<!-- /alarms -->\n"


def main(_: Sequence[str]) -> int:
    """Exit status 0."""
    RULES.write_text(alarms.rules(), "utf-8")
    MANUAL.write_text(manual(MANUAL.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"{RULES} and the alarms of {MANUAL} are written\n")
    return 0


def manual(text: str) -> str:
    """The manual with the alarms as they are now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{alarms.manual()}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
