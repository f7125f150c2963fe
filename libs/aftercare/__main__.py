"""``python -m aftercare COMMAND``: what the Makefile's targets call."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from aftercare_contracts.values import Role

from . import stack, tokens

STORIES = {
    "demo": "aftercare.demo",
    "load": "aftercare.load",
    "import-units": "aftercare.import_units",
    "status": "aftercare.status",
    "alerts": "aftercare.alerts",
    "dead-letters": "aftercare.dead_letters",
    "backup": "aftercare.backup",
    "restore": "aftercare.restore",
    "reconcile": "aftercare.reconcile",
    "verify-ledger": "aftercare.ledger",
    "rebuild-reports": "aftercare.rebuild_reports",
    "compose-env": "aftercare.compose",
    "revoke": "aftercare.revoke",
    "sbom": "aftercare.sbom",
}


def main(arguments: Sequence[str]) -> int:
    """Exit status of the command; 2 for one we do not know."""
    commands = {"up": _up, "down": _down, "token": _token}
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name in STORIES:
        return int(importlib.import_module(STORIES[name]).main(rest))
    if name in commands:
        return commands[name](rest)
    sys.stderr.write(f"usage: python -m aftercare {' | '.join([*STORIES, *commands])}\n")
    return 2


def _up(_: Sequence[str]) -> int:
    try:
        running = stack.up(print)
    except stack.CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for service, url in running.urls.items():
        print(f"{service:<9}{url}    {url}/openapi.json")
    print(f"mail     {_mail()}")
    print("a token: make -s token ROLE=site_lead PROJECT=P1    stop: make down")
    return 0


def _mail() -> str:
    host = os.environ.get("AFTERCARE_SMTP_HOST")
    if host:
        return f"goes out through {host}"
    return "none goes out: AFTERCARE_SMTP_HOST is not set; notices lie in the inboxes (GET /notices at notify)"


def _down(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make down")
    parser.add_argument("--wipe", action="store_true", help="forget the data too")
    print("stopped" if stack.down(wipe=parser.parse_args(arguments).wipe) else "nothing was up")
    return 0


def _token(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make token")
    parser.add_argument("role", nargs="+", help=", ".join(Role))
    parser.add_argument("--project", action="append", default=[], help="a project's code; none given: all")
    parser.add_argument("--person", default="")
    parser.add_argument("--contractor")
    asked = parser.parse_args(arguments)
    try:
        running = stack.from_environment() or stack.already_up()
        if running is None:
            sys.stderr.write("nothing is up here: `make up` first\n")
            return 1
        projects = asked.project or ["*"]
        print(
            tokens.issue(
                running.private_key, asked.role, projects=projects, person=asked.person, contractor=asked.contractor
            )
        )
    except (tokens.UnknownRole, stack.CannotStart) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
