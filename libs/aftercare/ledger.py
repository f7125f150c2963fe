"""``make verify-ledger``: walk the whole ledger and say the first entry that is wrong.

An auditor who wrote the chain's end down earlier gives it again, and learns whether anything before it was changed since.
"""

import argparse
import sys
from collections.abc import Sequence

import httpx
from aftercare_contracts.values import Role

from . import stack, tokens

LONGEST_SECONDS = 3600


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 the ledger holds, 1 it does not, 2 no running stack."""
    parser = argparse.ArgumentParser(prog="make verify-ledger", description=__doc__)
    parser.add_argument("--noted", metavar="POSITION:HASH", help="the chain's end as it was written down earlier")
    asked = parser.parse_args(arguments)
    running = stack.from_environment() or stack.already_up()
    if running is None:
        sys.stderr.write("Nothing is up here: `make up` first, or say where the services are.\n")
        return 2
    position, _, noted_hash = (asked.noted or "").partition(":")
    query = {"noted_position": position, "noted_hash": noted_hash} if asked.noted else {}
    token = tokens.issue(running.private_key, [Role.OPERATOR], projects=["*"])
    answer = httpx.get(
        f"{running.urls['finance']}/ledger/verification", params=query, timeout=LONGEST_SECONDS,
        headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    if answer.status_code != httpx.codes.OK:
        sys.stderr.write(f"{answer.text}\n")
        return 2
    return _say(answer.json())


def _say(found: dict[str, object]) -> int:
    end = f"{found['entries']}:{found['head_hash']}"
    if found["holds"]:
        print(f"The ledger holds: {found['entries']} entries. Its end, to be written down: {end}")
        return 0
    wrong = found["wrong"]
    assert isinstance(wrong, dict)
    print(f"The ledger does not hold. First wrong: position {wrong['position']} {wrong['reference']}: {wrong['what']}")
    print("Nothing was changed. Keep the database as it is, tell the auditor, and compare with the last backup.")
    return 1
