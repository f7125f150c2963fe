"""``make faults``: hurt a running system in every way we know, one cell after the other, and say what came of it.

Exit status: 0 every chosen cell was tried and held, 1 one did not, 2 there is no such cell or no servers, 3 some could not be run
here and the others held.
"""

import argparse
import contextlib
import logging
import os
import sys
import time
from collections.abc import Sequence

from aftercare.errors import CannotStart
from plumbing.crash_points import POINTS

from .cells import CELLS, chosen
from .estate import Estate, estate
from .trial import Cell, Result, run_cell


def main(arguments: Sequence[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--only", default="", help="cells whose names begin so, separated by commas")
    parser.add_argument("--list", action="store_true", help="only say which cells there are")
    parser.add_argument("--seed", type=int, default=1, help="the same seed chooses the same victims and moments")
    parser.add_argument(
        "--load", type=float, default=1.0, help="so many times the usual load; less than 1 on a busy machine"
    )
    asked = parser.parse_args(arguments)
    try:
        cells = chosen(asked.only)
    except KeyError as word:
        sys.stderr.write(f"No cell begins with {word}. `make faults LIST=1` says which there are.\n")
        return 2
    if asked.list:
        sys.stdout.write("".join(f"{cell.name:<40} {cell.what}\n" for cell in cells))
        return 0
    logging.getLogger("aiormq").setLevel(logging.CRITICAL)
    try:
        return report(run(cells, asked.seed, asked.load), asked.seed)
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 2


def run(cells: Sequence[Cell], seed: int, load: float) -> list[Result]:
    """Each on the estate of the one before, where that is still whole. Raises ``CannotStart``."""
    results: list[Result] = []
    with contextlib.ExitStack() as estates:
        town: Estate | None = None
        for number, cell in enumerate(cells):
            if town is None:
                began = time.monotonic()
                say(f"starting two servers and two replicas of each service… ({number + 1} of {len(cells)})")
                town = estates.enter_context(estate(say=say, seed=seed))
                say(f"all are ready after {time.monotonic() - began:.0f} s; load {os.getloadavg()[0]:.1f}")
            result = run_cell(town, cell, f"F{number}", seed, load)
            results.append(result)
            say(str(result))
            if result.wrong:
                keep(town, result)
            if cell.ruins or result.wrong:
                estates.close()
                town = None
    return results


def keep(town: Estate, result: Result) -> None:
    """Of a cell that failed, what its processes wrote: where ``AFTERCARE_FAULT_LOGS`` names a folder."""
    if folder := os.environ.get("AFTERCARE_FAULT_LOGS"):
        target = os.path.join(folder, result.name)
        os.makedirs(target, exist_ok=True)
        for log in town.folder.glob("*.log"):
            with open(os.path.join(target, log.name), "wb") as file:
                file.write(log.read_bytes())


def report(results: Sequence[Result], seed: int) -> int:
    """The table's last line. Returns the exit status."""
    failed = [result.name for result in results if result.state == "FAILED"]
    not_run = [result.name for result in results if result.not_run]
    drained = [result.drained_seconds for result in results if result.drained_seconds is not None]
    say(
        f"\n{len(results)} cells with seed {seed}: {len(results) - len(failed) - len(not_run)} held, {len(failed)} failed,"
        f" {len(not_run)} not run; the slowest drained in {max(drained, default=0):.1f} s"
    )
    fired = {what.removeprefix("fired ") for result in results for what in result.seen if what.startswith("fired ")}
    if fired:
        missed = [name for name in POINTS if name not in fired]
        say(f"crash points that fired: {len(fired)} of {len(POINTS)}; never: {', '.join(missed) or 'none'}")
    if failed:
        say(f"failed: {', '.join(failed)}\nagain: make faults ONLY={','.join(failed)} SEED={seed}")
    if not_run:
        say(f"not run: {', '.join(not_run)}")
    return 1 if failed else 3 if not_run else 0


def say(text: str) -> None:
    """At once, wherever it goes."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    assert CELLS
    sys.exit(main(sys.argv[1:]))
