"""``make dead-letters``: what could not be applied; replay it once its cause is mended, mend it, or refuse it for good.

The services' own doors say which letters there are, and note who did what and why. Nothing personal is shown unless the words
are asked for, which is noted too.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import Role
from plumbing import topology
from rich.console import Console

from . import stack
from .errors import CannotStart

SECONDS = 30
FIXED = ("id", "source", "type", "subject", "sequence")
"""What a mended message shares with the one it stands in for."""
NO_REASON = "no reason given"


class Told(Exception):
    """It cannot be done; the text says why and what would help."""


class Away(Told):
    """The service does not answer."""


class Doors:
    """The operator's doors of the services asked about."""

    def __init__(self, running: stack.Stack, services: Sequence[str], person: str) -> None:
        headers = {"Authorization": f"Bearer {running.token(Role.OPERATOR, person=person)}"}
        self._clients = {
            service: httpx.Client(base_url=running.urls[service], headers=headers, timeout=SECONDS)
            for service in services
        }

    def __enter__(self) -> "Doors":
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    @property
    def services(self) -> list[str]:
        """Those asked about."""
        return list(self._clients)

    def get(self, service: str, path: str) -> Any:
        """Raises ``Told``."""
        return self._answer(service, "GET", path)

    def post(self, service: str, path: str, body: dict[str, Any]) -> Any:
        """Raises ``Told`` with the service's own words where it refuses."""
        return self._answer(service, "POST", path, json=body, headers={"Idempotency-Key": str(uuid4())})

    def pages(self, service: str, path: str) -> Iterator[dict[str, Any]]:
        """Every item of a list. Raises ``Told``."""
        cursor = ""
        while True:
            page = self.get(service, f"{path}?limit=200{cursor}")
            yield from page["items"]
            if not page["next"]:
                return
            cursor = f"&cursor={page['next']}"

    def find(self, letter_id: str) -> tuple[str, dict[str, Any]]:
        """The service whose letter it is, and the letter. Raises ``Told``."""
        away = ""
        for service in self._clients:
            try:
                answer = self._ask(service, "GET", f"/dead-letters/{letter_id}")
            except Away as told:
                away += f"; {told}"
                continue
            if answer.status_code not in (httpx.codes.NOT_FOUND, httpx.codes.UNPROCESSABLE_ENTITY):
                return service, self._opened(service, answer)
        raise Told(f"no dead letter {letter_id}{away}")

    def _answer(self, service: str, method: str, path: str, **how: Any) -> Any:
        return self._opened(service, self._ask(service, method, path, **how))

    def _ask(self, service: str, method: str, path: str, **how: Any) -> httpx.Response:
        try:
            return self._clients[service].request(method, path, **how)
        except httpx.TransportError as error:
            raise Away(f"{service} does not answer ({type(error).__name__}); make status says more") from error

    def _opened(self, service: str, answer: httpx.Response) -> Any:
        if answer.is_success:
            return answer.json()
        try:
            said = answer.json()
            faults = "".join(f"\n  {each['pointer']}: {each['detail']}" for each in said.get("errors", []))
            raise Told(f"{service}: {said['detail']}{faults}")
        except (ValueError, KeyError, AttributeError):
            raise Told(f"{service} answered {answer.status_code}") from None


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 nothing of that id or refused by the service, 2 no running stack."""
    asked = _asked(arguments)
    try:
        running = stack.from_environment() or stack.already_up()
        if running is None:
            sys.stderr.write("Nothing is up here: `make up` first, or say where the services are.\n")
            return 2
        services = [asked.service] if asked.service else sorted(topology.HEARS)
        with Doors(running, services, asked.by or Role.OPERATOR) as doors:
            _run(doors, asked, Console(soft_wrap=True, highlight=False))
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except Told as told:
        sys.stderr.write(f"{told}\n")
        return 1
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make dead-letters", description=__doc__)
    parser.add_argument("--service", choices=sorted(topology.HEARS), help="only this service's")
    parser.add_argument("--id", help="look at one in detail")
    parser.add_argument(
        "--words", action="store_true", help="with what it says, personal values and all; this is noted"
    )
    parser.add_argument("--replay", metavar="ID", help="a letter's id, or `all`")
    parser.add_argument("--mend", metavar="ID", help="with the data (or the whole message) of --file")
    parser.add_argument("--file", type=Path, help="JSON")
    parser.add_argument("--refuse", metavar="ID", help="never apply it; what waits behind it goes on")
    parser.add_argument("--past", action="store_true", help="what was done, by whom and why")
    parser.add_argument("--by", default="", help="who you are")
    parser.add_argument("--why", default="")
    asked = parser.parse_args(arguments)
    if (asked.words or asked.mend or asked.refuse) and not (asked.by.strip() and asked.why.strip()):
        parser.error("this is put on record: say who you are with BY= and why with WHY=")
    if bool(asked.mend) != bool(asked.file):
        parser.error("MEND=<id> and FILE=<mended.json> go together")
    return asked


def _run(doors: Doors, asked: argparse.Namespace, console: Console) -> None:
    if asked.refuse:
        _refuse(doors, asked, console)
    elif asked.mend:
        _mend(doors, asked, console)
    elif asked.replay:
        _replay(doors, asked, console)
    elif asked.id:
        _look_at(doors, asked, console)
    elif asked.past:
        _show_past(doors, console)
    else:
        _list(doors, console)


def _list(doors: Doors, console: Console) -> None:
    found, away = 0, []
    for service in doors.services:
        try:
            for letter in doors.pages(service, "/dead-letters"):
                found += 1
                _show(console, service, letter)
        except Away as told:
            away.append(str(told))
    if found:
        console.print("\nIn detail, and what to do about it: make dead-letters ID=<id>")
    elif not away:
        console.print("no dead letters")
    if away:
        raise Told("\n".join(away))


def _look_at(doors: Doors, asked: argparse.Namespace, console: Console) -> None:
    service, letter = doors.find(asked.id)
    _show(console, service, letter)
    where = (
        f"{letter['source']} · {letter['subject']} · number {letter['sequence']}" if letter["source"] else "no place"
    )
    console.print(f"    {where} · {letter['bytes']} bytes", markup=False)
    if letter["envelope"]:
        console.print_json(json.dumps(letter["envelope"]), indent=2)
    else:
        console.print("    It cannot be read as a message; WORDS=1 BY= WHY= shows it as it came.")
    if asked.words:
        said = doors.post(service, f"/dead-letters/{asked.id}/readings", {"why": asked.why})
        console.print(said["words"], markup=False)
    console.print(f"\nWhat to do: {letter['advice']}", markup=False)


def _replay(doors: Doors, asked: argparse.Namespace, console: Console) -> None:
    """Of all, each that can be: what is in the way of one, or of a service, is told at the end."""
    wanted, refused = _all_in_order(doors) if asked.replay == "all" else ([doors.find(asked.replay)], [])
    for service, letter in wanted:
        _show(console, service, letter)
        try:
            doors.post(service, f"/dead-letters/{letter['letter_id']}/replays", {"why": asked.why or NO_REASON})
            console.print("    is tried anew")
        except Told as told:
            console.print("    is NOT tried anew")
            refused.append(f"{letter['letter_id']}: {told}")
    if refused:
        raise Told("\n".join(refused))
    if not wanted:
        console.print("nothing to replay")


def _all_in_order(doors: Doors) -> tuple[list[tuple[str, dict[str, Any]]], list[str]]:
    """Those with a place among the messages of a subject, and which services could not be asked."""
    wanted, away = [], []
    for service in doors.services:
        try:
            wanted += [(service, letter) for letter in doors.pages(service, "/dead-letters") if letter["source"]]
        except Away as told:
            away.append(str(told))
    return wanted, away


def _mend(doors: Doors, asked: argparse.Namespace, console: Console) -> None:
    service, letter = doors.find(asked.mend)
    data = _data(asked.file, letter)
    done = doors.post(service, f"/dead-letters/{asked.mend}/mendings", {"why": asked.why, "data": data})
    console.print(f"{service}: tried anew with other data at {', '.join(done['changed'])}", markup=False)


def _data(file: Path, letter: dict[str, Any]) -> dict[str, Any]:
    """The data of the file, or of the whole message in it. Raises ``Told``."""
    try:
        written = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Told(f"{file} cannot be read as JSON: {error}") from error
    if not isinstance(written, dict):
        raise Told(f"{file} must hold one JSON object: the data, or the whole message")
    if "specversion" not in written:
        return written
    own = letter["envelope"] or {}
    if other := [name for name in FIXED if written.get(name) != own.get(name)]:
        raise Told(f"{file} is another message: {', '.join(other)} must stay as in the letter")
    if not isinstance(written.get("data"), dict):
        raise Told(f"{file} holds no data")
    data: dict[str, Any] = written["data"]
    return data


def _refuse(doors: Doors, asked: argparse.Namespace, console: Console) -> None:
    service, letter = doors.find(asked.refuse)
    _show(console, service, letter)
    done = doors.post(service, f"/dead-letters/{asked.refuse}/refusals", {"why": asked.why})
    console.print(f"    refused for good; {done['behind']} that waited behind it go on")


def _show_past(doors: Doors, console: Console) -> None:
    acts = [(act, service) for service in doors.services for act in doors.pages(service, "/dead-letter-acts")]
    for act, service in sorted(acts, key=lambda each: each[0]["at"]):
        console.print(f"{_moment(act['at'])} {act['by']} {act['verb']} {act['letter_id']} of {service}", markup=False)
        console.print(f"    why: {act['why']}", markup=False)
        console.print(f"    {act['type']}: {act['reason']}", markup=False)
        if act["changed"]:
            console.print(f"    changed: {', '.join(act['changed'])}", markup=False)
    if not acts:
        console.print("nothing was done")


def _show(console: Console, service: str, letter: dict[str, Any]) -> None:
    console.print(f"[bold]{service}[/] {letter['letter_id']}")
    console.print(f"    {letter['type']} at {_moment(letter['buried_at'])}", markup=False)
    attempts = "unknown" if letter["attempts"] is None else letter["attempts"]
    console.print(f"    {letter['reason']} (attempts: {attempts})", markup=False)
    if letter["behind"]:
        console.print(f"    {letter['behind']} wait behind it")


def _moment(written: str) -> str:
    return datetime.fromisoformat(written).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
