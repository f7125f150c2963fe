"""``make demo``: the whole way of one case, live, and then the books."""

import argparse
import secrets
import sys
import time
from collections.abc import Sequence

import httpx
from rich.console import Console

from . import stack
from .stage import Stage, StoryBroken, money
from .story import Story


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 told to the end, 1 something did not happen as told, with the reason."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument(
        "--kill", metavar="SERVICE", help="kill this service (kill -9) after every act and start it again"
    )
    asked = parser.parse_args(arguments)
    console, began = Console(soft_wrap=True), time.monotonic()
    try:
        given = stack.from_environment()
        if given is not None:
            _tell(given, console, kill=None)
        else:
            with console.status("starting PostgreSQL, RabbitMQ and five services…"), stack.running_stack() as running:
                console.print(f"five services are ready after {time.monotonic() - began:.1f} s")
                _tell(running, console, asked.kill)
    except (StoryBroken, AssertionError, httpx.HTTPError, stack.CannotStart) as error:
        console.print(f"[bold red]The story broke:[/] {error}", highlight=False, markup=True)
        return 1
    console.print(f"[bold green]Told to the end[/] in {time.monotonic() - began:.1f} s.")
    return 0


def _tell(theatre: stack.Stack, console: Console, kill: str | None) -> None:
    with Stage(theatre, f"P{secrets.token_hex(3).upper()}", console) as stage:
        story = Story(stage)
        for act in story.acts():
            act()
            if kill:
                stage.say(f"[red]kill -9 {kill}[/], and started again")
                theatre.kill(kill)
                theatre.restart(kill)
        _books(story)


def _books(story: Story) -> None:
    """The ledger with its sum, the notices, and the messages by type."""
    stage, project = story.stage, story.stage.project
    balances = story.director.get("finance", "/ledger/balances")
    ours = [row for row in balances["accounts"] if project in row["account"] or row["account"].startswith("company:")]
    stage.table("The ledger 总账", ["account", "balance"], [
        *([row["account"], money(row["balance_fen"])] for row in ours), ["[bold]sum of all accounts[/]", money(balances["sum_fen"])],
    ])  # fmt: skip
    if balances["sum_fen"] != 0:
        raise AssertionError("the ledger does not sum to zero")
    notices = story.director.get("notify", "/notices", case_id=story.case_id, limit=200)["items"]
    stage.say(
        f"{len(notices)} notices went out on this case, from {notices[-1]['notice_no']} to {notices[0]['notice_no']}"
    )
    said: dict[str, int] = {}
    for service in stage.theatre.urls:
        said |= story.director.get(service, "/messages")["said"]
    rows = [[name, str(count)] for name, count in sorted(said.items())]
    stage.table("Messages by type 消息", ["type", "count"], [*rows, ["[bold]all[/]", str(sum(said.values()))]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
