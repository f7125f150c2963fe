"""PostgreSQL's protocol 3 on the wire, as far as a mischief maker between client and server must understand it.

A message is type (1 byte), length (4, itself included), payload. Only what a client sends before its login has no type, and the
server answers a wish for encryption with a single byte.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

ENCRYPTION_WISHES = (80877103, 80877104)
IDLE = b"I"
"""The server's state outside any transaction."""
WRITES = (b"INSERT", b"UPDATE", b"DELETE", b"COPY")
WEB, INBOX, TIMER, OTHER = "web", "inbox", "timer", "other"


@dataclass(frozen=True)
class Message:
    """One whole message; its kind is empty before the login."""

    kind: bytes
    payload: bytes
    raw: bytes


@dataclass
class Reader:
    """One direction of one connection: bytes in, however they are cut, whole messages out."""

    from_client: bool
    _held: bytes = b""
    _is_typed: bool = field(init=False)
    answers_wanted: int = 0
    """Single bytes that the server still owes for wishes of encryption."""

    def __post_init__(self) -> None:
        self._is_typed = not self.from_client

    def read(self, data: bytes) -> Iterator[Message]:
        """Every message that is whole now."""
        self._held += data
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> Message | None:
        held = self._held
        if self.answers_wanted and held:
            self.answers_wanted -= 1
            return self._take(b"", 0, 1)
        before = 1 if self._is_typed else 0
        if len(held) < before + 4:
            return None
        whole = before + struct.unpack_from(">I", held, before)[0]
        if len(held) < whole:
            return None
        if not self._is_typed:
            (code,) = struct.unpack_from(">I", held, 4)
            self._is_typed = code not in ENCRYPTION_WISHES
        return self._take(held[:before], before + 4, whole)

    def _take(self, kind: bytes, begins: int, whole: int) -> Message:
        raw, self._held = self._held[:whole], self._held[whole:]
        return Message(kind, raw[begins:], raw)


@dataclass
class Session:
    """Both directions of one connection, and what its open transaction did so far."""

    to_server: Reader = field(default_factory=lambda: Reader(from_client=True))
    to_client: Reader = field(default_factory=lambda: Reader(from_client=False))
    _statements: dict[bytes, str] = field(default_factory=dict)
    _said: list[str] = field(default_factory=list)
    _has_written: bool = False

    def from_client(self, data: bytes) -> Iterator[Message]:
        """What goes to the server, noted."""
        for message in self.to_server.read(data):
            if message.kind == b"" and struct.unpack_from(">I", message.raw, 4)[0] in ENCRYPTION_WISHES:
                self.to_client.answers_wanted += 1
            elif message.kind == b"P":
                name, sql, *_ = message.payload.split(b"\0", 2)
                self._statements[name] = sql.decode("utf-8", "replace")
            elif message.kind == b"B":
                self._said.append(self._statements.get(message.payload.split(b"\0", 2)[1], ""))
            yield message

    def from_server(self, data: bytes) -> Iterator[Message]:
        """What goes to the client, noted."""
        for message in self.to_client.read(data):
            if message.kind == b"C" and message.payload.startswith(WRITES):
                self._has_written = True
            elif message.kind == b"Z" and message.payload == IDLE:
                self._said, self._has_written = [], False
            yield message

    @property
    def writes_for(self) -> str | None:
        """Which door opened the transaction under way, or none where it has written nothing."""
        if not self._has_written:
            return None
        said = " ".join(self._said)
        for door, mark in (
            (WEB, "into idempotency"),
            (INBOX, "into inbox_position"),
            (TIMER, "update timer set fired_at"),
        ):
            if mark in said:
                return door
        return OTHER


def is_commit(message: Message) -> bool:
    """The client's wish to commit."""
    return message.kind == b"Q" and message.payload.startswith(b"COMMIT")


def is_committed(message: Message) -> bool:
    """The server's word that it is committed."""
    return message.kind == b"C" and message.payload.startswith(b"COMMIT")
