"""What is done to single frames: each kind of mischief so many times, on whichever connection of a link is the next to offer one."""

from collections import Counter
from dataclasses import dataclass, field

from . import amqp_frames, postgres_messages
from .proxy import TO_CLIENT, Connection, Cut, Link

LOSE_CONFIRM, REFUSE_CONFIRM, LOSE_ACK = "confirm lost", "confirm turned into a nack", "acknowledgement lost"
LOSE_DELIVERY, DOUBLE_DELIVERY, DELAY_DELIVERY = "delivery lost", "delivery doubled", "delivery delayed"
LOSE_COMMITTED, CUT_BEFORE_COMMIT = "answer to a commit lost", "cut before a commit"
DELAY_SECONDS_MAX = 0.4


@dataclass
class Mischief:
    """By name, how often it is still to be done. Counted in ``link.seen`` when it is."""

    link: Link
    left: Counter[str] = field(default_factory=Counter)

    def plan(self, what: str, times: int = 1) -> None:
        """That often from now on; a commit's names may end with ``": web"``, ``": inbox"`` or ``": timer"``."""
        self.left[what] = times

    def stop(self) -> None:
        """No more of it."""
        self.left.clear()

    def done(self, what: str) -> int:
        """How often it was done so far."""
        return self.link.seen[what]

    def due(self, what: str) -> bool:
        """It is to be done to this one; counted as done."""
        if self.left[what] <= 0:
            return False
        self.left[what] -= 1
        self.link.seen[what] += 1
        return True


class Amqp:
    """Carries one AMQP connection."""

    def __init__(self, mischief: Mischief, connection: Connection) -> None:
        self._mischief, self._connection = mischief, connection
        self._from_client, self._from_server = amqp_frames.Reader(), amqp_frames.Reader()
        self._doubled: set[tuple[int, int]] = set()
        self._answered: set[tuple[int, int]] = set()

    def to_server(self, data: bytes) -> bytes:
        """Acknowledgements may get lost; the second one of a doubled delivery always does, as the broker sent one."""
        return b"".join(self._client_says(unit) for unit in self._from_client.read(data))

    def to_client(self, data: bytes) -> bytes:
        """Confirms may get lost or turn into refusals, deliveries may be lost, doubled or late."""
        return b"".join(self._server_says(unit) for unit in self._from_server.read(data))

    def _client_says(self, unit: amqp_frames.Unit) -> bytes:
        if unit.method not in (amqp_frames.ACK, amqp_frames.NACK, amqp_frames.REJECT):
            return unit.raw
        if (known := (unit.channel, unit.tag)) in self._doubled:
            if known in self._answered:
                return b""
            self._answered.add(known)
        if unit.method == amqp_frames.ACK and self._mischief.due(LOSE_ACK):
            return b""
        return unit.raw

    def _server_says(self, unit: amqp_frames.Unit) -> bytes:
        if unit.method == amqp_frames.ACK:
            if self._mischief.due(LOSE_CONFIRM):
                return b""
            return unit.as_nack().raw if self._mischief.due(REFUSE_CONFIRM) else unit.raw
        if unit.method != amqp_frames.DELIVER or self._mischief.due(LOSE_DELIVERY):
            return unit.raw if unit.method != amqp_frames.DELIVER else b""
        raw = unit.raw
        if self._mischief.due(DOUBLE_DELIVERY):
            self._doubled.add((unit.channel, unit.tag))
            raw += unit.raw
        if self._mischief.due(DELAY_DELIVERY):
            seconds = self._mischief.link.random.uniform(0, DELAY_SECONDS_MAX)
            self._mischief.link.later(seconds, lambda: self._connection.send(TO_CLIENT, raw))
            return b""
        return raw


class Postgres:
    """Carries one connection to PostgreSQL."""

    def __init__(self, mischief: Mischief) -> None:
        self._mischief, self._session = mischief, postgres_messages.Session()

    def to_server(self, data: bytes) -> bytes:
        """A commit of something written may be the last thing said. Raises ``Cut``."""
        passed = b""
        for message in self._session.from_client(data):
            if postgres_messages.is_commit(message) and self._is_due(CUT_BEFORE_COMMIT):
                raise Cut
            passed += message.raw
        return passed

    def to_client(self, data: bytes) -> bytes:
        """The answer to it may get lost. Raises ``Cut``."""
        passed = b""
        for message in self._session.from_server(data):
            if postgres_messages.is_committed(message) and self._is_due(LOSE_COMMITTED):
                raise Cut
            passed += message.raw
        return passed

    def _is_due(self, what: str) -> bool:
        door = self._session.writes_for
        return door is not None and (self._mischief.due(f"{what}: {door}") or self._mischief.due(what))
