"""``make import-units FILE=units.csv``: sends a file of units to the stack that is up, shows how far it has come, and says what
came of it.

The columns and what each must be are in ``services/intake/README.md``.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import httpx
from aftercare_contracts.values import Role
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from . import stack

CHUNK_BYTES = 65_536
POLL_SECONDS = 0.2
SECONDS_MAX = 600
TRIES = 5
FAULTS_SHOWN = 20
STATES = {"reading": "reading", "taking_in": "taking in", "done": "taken in", "refused": "refused"}


class Refused(Exception):
    """The file was not accepted; the text says why."""


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 every row is in the registry, 1 some are not or the file cannot be used, 2 no stack is up."""
    parser = argparse.ArgumentParser(prog="make import-units", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--project", default="", help="the project of rows that name none")
    parser.add_argument("--mode", choices=("whole", "rows"), default="whole", help="all rows or none, or the good ones")
    parser.add_argument("--update", action="store_true", help="change what is registered otherwise")
    asked = parser.parse_args(arguments)
    console = Console(soft_wrap=True, highlight=False)
    try:
        given = stack.from_environment() or stack.already_up()
        if given is None:
            console.print("[red]nothing is up here: `make up` first")
            return 2
        with asked.file.open("rb") as file, _client(given) as http:
            return report(console, _import(http, file, asked, console))
    except (OSError, Refused) as error:
        console.print(f"[red]{asked.file}:[/] {escape(str(error))}")
        return 1
    except (stack.CannotStart, httpx.HTTPError) as error:
        console.print(f"[red]{escape(str(error))}")
        return 2


def _client(given: stack.Stack) -> httpx.Client:
    headers = {"Authorization": f"Bearer {given.token(Role.RECORDS_CLERK, person='importer')}"}
    return httpx.Client(base_url=given.urls["intake"], headers=headers, timeout=60)


def _import(http: httpx.Client, file: BinaryIO, asked: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Send it and wait until it has ended. Raises ``Refused``."""
    size = asked.file.stat().st_size
    query = {"mode": asked.mode, "update": str(asked.update).lower()} | (
        {"project": asked.project} if asked.project else {}
    )
    headers = {"Content-Type": "text/csv", "Content-Length": str(size), "Idempotency-Key": str(uuid4())}
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        sending = progress.add_task("sending", total=size, rows="")
        answer = _sent(http, file, query, headers, progress, sending)
        if not answer.is_success:
            raise Refused(refusal(answer))
        return _until_ended(http, answer.json(), progress)


def _sent(
    http: httpx.Client, file: BinaryIO, query: dict[str, str], headers: dict[str, str], progress: Progress, bar: TaskID
) -> httpx.Response:
    """Again with the same key where the connection breaks: then it is the same request."""
    for tries_left in reversed(range(TRIES)):
        file.seek(0)
        progress.reset(bar)
        try:
            return http.post("/units/imports", content=_chunks(file, progress, bar), params=query, headers=headers)
        except httpx.TransportError:
            if not tries_left:
                raise
            time.sleep(POLL_SECONDS)
    raise AssertionError("unreachable")


def _chunks(file: BinaryIO, progress: Progress, bar: TaskID) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
        progress.advance(bar, len(chunk))


def _until_ended(http: httpx.Client, found: dict[str, Any], progress: Progress) -> dict[str, Any]:
    bar = progress.add_task("reading", total=found["bytes"], rows="")
    ends_at = time.monotonic() + SECONDS_MAX
    while True:
        what = STATES[found["state"]]
        progress.update(bar, description=what, completed=found["bytes_read"], rows=f"{found['rows_read']:,} rows")
        if found["ended_at"]:
            return found
        if time.monotonic() > ends_at:
            raise Refused(f"not done after {SECONDS_MAX} s; GET /units/imports/{found['import_id']} says how far it is")
        time.sleep(POLL_SECONDS)
        answer = http.get(f"/units/imports/{found['import_id']}")
        answer.raise_for_status()
        found = answer.json()


def refusal(answer: httpx.Response) -> str:
    """What a problem document says, and where."""
    try:
        problem = answer.json()
    except ValueError:
        return f"{answer.status_code} {answer.text[:200]}"
    lines = [
        f"{one['pointer']}: {one['detail']}; {one.get('expected', '')}".rstrip("; ")
        for one in problem.get("errors", [])
    ]
    return "\n  ".join([str(problem.get("detail", answer.status_code)), *lines])


def report(console: Console, found: dict[str, Any]) -> int:
    """Print what came of it. Returns the exit status."""
    counts = ", ".join(f"{found[name]:,} {name}" for name in ("added", "changed", "unchanged"))
    colour = "green" if found["state"] == "done" and not found["rows_bad"] else "yellow"
    console.print(
        f"[{colour}]{STATES[found['state']]}:[/] {found['rows_read']:,} rows read, {counts}, {found['rows_bad']:,} bad"
    )
    for fault in found["faults"][:FAULTS_SHOWN]:
        console.print(told(fault), markup=False)
    if found["faults_total"] > FAULTS_SHOWN:
        console.print(f"{found['faults_total']:,} in all: GET /units/imports/{found['import_id']}/faults.csv")
    if found["state"] == "refused":
        console.print("nothing was taken in; correct these rows, or take the good ones with MODE=rows")
    return 0 if found["state"] == "done" and not found["rows_bad"] else 1


def told(fault: dict[str, Any]) -> str:
    """One thing wrong with one row, in a line."""
    where = f"line {fault['line']}" + (f", {fault['column']} “{fault['value']}”" if fault["column"] else "")
    return f"{where}: {fault['reason']}" + (f"; right would be {fault['expected']}" if fault["expected"] else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
