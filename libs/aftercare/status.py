"""``make status``: the whole stack on one screen, what rings, and what to type then.

Exit status: 0 nothing rings, 1 something does, 2 nothing is up here.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence

from rich.console import Console

from . import stack, status_screen
from .errors import CannotStart
from .looking import look

WATCH_SECONDS = 5.0


def main(arguments: Sequence[str]) -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="make status", description=__doc__)
    parser.add_argument("--watch", action="store_true", help="again and again, until interrupted")
    asked = parser.parse_args(arguments)
    try:
        running = stack.from_environment() or stack.already_up()
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if running is None:
        sys.stderr.write("Nothing is up here: `make up` first, or say where the services are.\n")
        return 2
    console = Console(highlight=False)
    found = asyncio.run(look(running))
    try:
        while True:
            if asked.watch:
                console.clear()
            status_screen.show(console, found)
            if not asked.watch:
                break
            time.sleep(WATCH_SECONDS)
            found = asyncio.run(look(running))
    except KeyboardInterrupt:
        pass
    return 1 if found.ringing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
