"""More than a service can do: a queue that grew while it was away, and a processor that it hardly gets."""

import json
import re
import time
from pathlib import Path
from uuid import uuid4

from plumbing import topology

from ..estate import Replica
from ..levers import starving
from ..levers.sessions import ask
from ..trial import CannotRun, Cell, Trial
from .messages import publish

SERVICE = "survey"
TYPE = "intake.case.handed_up.v1"
"""One that it has no use for, which costs all of what every message costs and nothing besides."""
SUBJECTS, OF_EACH = 1_000, 20
AT_ONCE = 2_000
CATCHES_UP_SECONDS = 420
GROWS_BYTES_MAX = 100_000_000
STARVED = "dispatch"
STARVED_SECONDS, PERCENT_OF_A_CORE = 15, 20


def _messages(run: str) -> list[bytes]:
    return [
        json.dumps({
            "specversion": "1.0", "id": str(uuid4()), "source": "intake", "type": TYPE, "subject": f"backlog-{run}-{subject}",
            "time": "2026-03-10T00:00:00Z", "dataschema": f"urn:aftercare:schema:{TYPE}", "sequence": f"{sequence:012d}",
            "correlationid": "backlog", "datacontenttype": "application/json", "data": {},
        }).encode()
        for sequence in range(1, OF_EACH + 1)
        for subject in range(SUBJECTS)
    ]  # fmt: skip


def _memory_bytes(replica: Replica) -> int:
    assert replica.child
    status = Path(f"/proc/{replica.child.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def deep_queue(trial: Trial) -> None:
    """20,000 messages wait; catching up takes no more memory than keeping up, and all are applied."""
    town, url, run = trial.town, trial.town.database_urls[SERVICE], uuid4().hex[:8]
    for replica in town.of(SERVICE):
        replica.kill()
    bodies = _messages(run)
    for begin in range(0, len(bodies), AT_ONCE):
        publish(trial, [("", topology.queue(SERVICE), body, {}, "") for body in bodies[begin : begin + AT_ONCE]])
    trial.saw("messages that waited", len(bodies))
    for replica in town.of(SERVICE):
        replica.start()
    for replica in town.of(SERVICE):
        replica.until_ready()
    at_first = {replica.name: _memory_bytes(replica) for replica in town.of(SERVICE)}
    most, began = dict(at_first), time.monotonic()
    applied = f"select count(*) from inbox where subject like 'backlog-{run}-%' and state = 'applied'"

    def caught_up() -> bool:
        for replica in town.of(SERVICE):
            most[replica.name] = max(most[replica.name], _memory_bytes(replica))
        time.sleep(0.5)
        return bool(ask(url, applied) == len(bodies))

    if not trial.until("it has caught up", caught_up, CATCHES_UP_SECONDS):
        trial.blame(f"after {CATCHES_UP_SECONDS} s {ask(url, applied)} of {len(bodies)} are applied")
    trial.saw("seconds to catch up", round(time.monotonic() - began))
    grown = max(most[name] - at_first[name] for name in most)
    trial.saw("megabytes grown", grown // 1_000_000)
    if grown > GROWS_BYTES_MAX:
        trial.blame(f"a replica grew by {grown} bytes while it caught up")
    for table in ("inbox", "inbox_position"):
        ask(url, f"delete from {table} where subject like 'backlog-{run}-%'")


def starved(trial: Trial) -> None:
    """Both replicas of the service with most deadlines together get a fifth of one core."""
    if not starving.can_starve():
        raise CannotRun("processes cannot be starved here: that takes root and a cgroup of version 1")
    pids = [replica.child.pid for replica in trial.town.of(STARVED) if replica.child]
    with starving.starved(pids, PERCENT_OF_A_CORE) as group:
        trial.load.wait(STARVED_SECONDS)
        trial.saw("times held back", group.times_throttled)


CELLS = (
    Cell(
        "backlog",
        "20,000 messages pile up while survey is away; it catches up",
        deep_queue,
        stories_per_second=0,  # a story waits for its return visit no longer than a person does
    ),
    Cell("starved", "dispatch gets a fifth of a core for 15 s: no deadline is lost", starved),
)
