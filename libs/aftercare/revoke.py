"""``make revoke``: end tokens before their time, at every service at once."""

import argparse
import fcntl
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plumbing.revoked import Revoked

from . import stack, tokens

VARIABLE = "AFTERCARE_REVOKED_FILE"


def main(arguments: Sequence[str]) -> int:
    """Exit status 0, or 1 where there is no file to write to, or it cannot be understood."""
    parser = argparse.ArgumentParser(prog="make revoke")
    parser.add_argument("--person", help="whose tokens issued until now end, by their `sub`")
    parser.add_argument("--contractor", help="likewise of all people of a contractor")
    parser.add_argument("--token", help="the one token with this `jti`")
    parser.add_argument("--everybody", action="store_true", help="every token issued until now")
    asked = parser.parse_args(arguments)
    if not (asked.person or asked.contractor or asked.token or asked.everybody):
        parser.error("say who: PERSON=li, CONTRACTOR=C1, TOKEN=<jti> or EVERYBODY=1")
    path = _file()
    if path is None:
        sys.stderr.write(f"nothing is up here: `make up` first, or set {VARIABLE} to the file that the services read\n")
        return 1
    try:
        kept = _add(path, asked)
    except (OSError, ValueError, TypeError) as error:
        sys.stderr.write(
            f"{path} cannot be used: {error}\nNothing was ended. While it is so, services that read it let nobody in.\n"
        )
        return 1
    sys.stdout.write(f"ended; {path} now says: {json.dumps(kept, ensure_ascii=False)}\n")
    return 0


def _add(path: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Write it into the file, which must be one that services understand, and return what it says now.

    One who writes waits for another, and loses nothing of his. The file stays the same one, as a container has it mounted, and
    never gets shorter, so that whoever reads it twice alike has all of it: JSON lets blanks follow.
    Raises ``OSError``, ``ValueError``, ``TypeError``.
    """
    with path.open("r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before = file.read()
        kept: dict[str, Any] = json.loads(before)
        Revoked.of(kept)
        kept = revoked(kept, asked, int(time.time()))
        os.pwrite(file.fileno(), json.dumps(kept, indent=2, ensure_ascii=False).encode().ljust(len(before)) + b"\n", 0)
    return kept


def revoked(kept: dict[str, Any], asked: argparse.Namespace, now_seconds: int) -> dict[str, Any]:
    """What the file says from now on."""
    if asked.person:
        kept.setdefault("persons", {})[asked.person] = now_seconds
    if asked.contractor:
        kept.setdefault("contractors", {})[asked.contractor] = now_seconds
    if asked.token:
        kept["tokens"] = sorted({*kept.get("tokens", []), asked.token})
    if asked.everybody:
        kept["everybody"] = now_seconds
    return kept


def _file() -> Path | None:
    if VARIABLE in os.environ:
        return Path(os.environ[VARIABLE])
    running = stack.already_up()
    return running.private_key.parent / tokens.REVOKED if running else None
