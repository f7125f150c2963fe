"""Places where a process may die, named, so that each can be tried for real.

Nothing happens at them unless the process is started with ``AFTERCARE_CRASH_AT=<name>[:<nth>]``; what then happens the nth time
(the first, if not said) is ``AFTERCARE_CRASH_HOW``: ``kill`` and ``stop`` send itself SIGKILL or SIGSTOP, ``raise`` raises
``CrashPoint``. ``AFTERCARE_CRASH_LOG`` names a file to which each name is added when it is first reached, and ``fired <name>``.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path

POINTS = {
    "web.before": "a request is read, no transaction is open",
    "web.claimed": "its Idempotency-Key is claimed",
    "outbox.before": "the change is written, what it announces is not",
    "outbox.written": "the announcement is written too",
    "idempotency.kept": "the answer is kept, nothing is committed",
    "web.committed": "all is committed, nothing is answered",
    "web.answering": "the head of the answer is sent, its body is not",
    "relay.locked": "this relay is the one at work",
    "relay.selected": "a batch is read, nothing is published",
    "relay.one_published": "one message of the batch is confirmed, others are on their way",
    "relay.confirmed": "the broker has confirmed the batch, nothing is marked",
    "relay.marked": "the batch is marked as published",
    "inbox.before": "a delivery is read, no transaction is open",
    "inbox.positioned": "the subject's position is held",
    "inbox.handled": "the message has had its effect, the position has not moved",
    "inbox.moved": "the position has moved, nothing is committed",
    "inbox.committed": "all is committed, nothing is acknowledged",
    "inbox.failed": "the message failed and is not set aside yet",
    "inbox.set_aside": "it is set aside, nothing is acknowledged",
    "timer.selected": "a due timer is held",
    "timer.handled": "it is marked and has had its effect, nothing is committed",
    "timer.committed": "all is committed",
    "sending.leased": "a delivery is claimed, nothing has left the house",
    "sending.accepted": "the other side has accepted it, nothing is on record",
    "sending.noted": "what came back is on record",
}
"""By name, what is done by then."""


class CrashPoint(Exception):
    """A failure that was ordered here."""


class _Order:
    """What this process was told to do, and where."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.name, _, nth = environment.get("AFTERCARE_CRASH_AT", "").partition(":")
        if self.name and self.name not in POINTS:
            raise ValueError(f"AFTERCARE_CRASH_AT={self.name}: one of {', '.join(POINTS)}")
        self.left = int(nth or 1)
        self.how = environment.get("AFTERCARE_CRASH_HOW", "kill")
        if self.how not in ("kill", "stop", "raise"):
            raise ValueError(f"AFTERCARE_CRASH_HOW={self.how}: kill, stop or raise")
        log = environment.get("AFTERCARE_CRASH_LOG")
        self._log = Path(log) if log else None
        self._noted: set[str] = set()

    def reached(self, name: str) -> None:
        self._note(name)
        if name != self.name or self.left <= 0:
            return
        self.left -= 1
        if self.left == 0:
            self._note(f"fired {name}")
            self._fire(name)

    def _fire(self, name: str) -> None:
        if self.how == "raise":
            raise CrashPoint(name)
        os.kill(os.getpid(), signal.SIGKILL if self.how == "kill" else signal.SIGSTOP)

    def _note(self, line: str) -> None:
        if self._log and line not in self._noted:
            self._noted.add(line)
            with self._log.open("a") as file:
                file.write(f"{line}\n")


def _ordered() -> Callable[[str], None] | None:
    given = {name: value for name, value in os.environ.items() if name.startswith("AFTERCARE_CRASH_")}
    return _Order(given).reached if given else None


on_reach: Callable[[str], None] | None = _ordered()
"""Called with each name that is reached; a simulation sets its own."""


def reach(name: str) -> None:
    """This place is reached."""
    if on_reach is not None:
        on_reach(name)
