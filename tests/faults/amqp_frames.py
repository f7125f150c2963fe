"""AMQP 0-9-1 on the wire, as far as a mischief maker between client and broker must understand it.

A frame is type (1 byte), channel (2), length (4), payload, end (1). A method that carries a message is followed by one header
frame and as many body frames as its length wants, which other channels' frames may come between.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

PROTOCOL_HEADER = b"AMQP"
METHOD, HEADER, BODY = 1, 2, 3
FRAME_END = 0xCE

PUBLISH, RETURN, DELIVER, GET_OK = (60, 40), (60, 50), (60, 60), (60, 71)
ACK, REJECT, NACK = (60, 80), (60, 90), (60, 120)
CARRIES_A_MESSAGE = (PUBLISH, RETURN, DELIVER, GET_OK)


class Unreadable(Exception):
    """These bytes are no AMQP 0-9-1."""


@dataclass(frozen=True)
class Unit:
    """What goes on or stays back as a whole: a frame, or a method with the message it carries."""

    channel: int
    method: tuple[int, int] | None
    """Class and method; none of a heartbeat and of the protocol header."""
    raw: bytes

    @property
    def tag(self) -> int:
        """The delivery tag of a delivery, an acknowledgement or a confirm."""
        at = 7 + 4
        if self.method == DELIVER:
            at += 1 + self.raw[at]
        (tag,) = struct.unpack_from(">Q", self.raw, at)
        return int(tag)

    def as_nack(self) -> "Unit":
        """The broker's confirm turned into its refusal."""
        assert self.method == ACK
        multiple = self.raw[7 + 4 + 8] & 1
        payload = struct.pack(">HHQB", *NACK, self.tag, multiple)
        return replace(self, method=NACK, raw=_frame(METHOD, self.channel, payload))


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return struct.pack(">BHI", kind, channel, len(payload)) + payload + bytes([FRAME_END])


@dataclass
class _Carried:
    """A message of which something is still to come."""

    method: tuple[int, int]
    raw: bytes
    missing: int | None = None
    """Bytes of body still to come; none before the header is there."""


@dataclass
class Reader:
    """One direction of one connection: bytes in, however they are cut, whole units out."""

    _held: bytes = b""
    _carried: dict[int, _Carried] = field(default_factory=dict)

    def read(self, data: bytes) -> Iterator[Unit]:
        """Every unit that is whole now. Raises ``Unreadable``."""
        self._held += data
        while True:
            raw = self._next_frame()
            if raw is None:
                return
            unit = self._gather(raw)
            if unit is not None:
                yield unit

    def _next_frame(self) -> bytes | None:
        held = self._held
        if held[:4] == PROTOCOL_HEADER[: len(held)] and held:
            whole = 8
        elif len(held) < 7:
            return None
        else:
            whole = struct.unpack_from(">I", held, 3)[0] + 8
        if len(held) < whole:
            return None
        raw, self._held = held[:whole], held[whole:]
        if raw[:4] != PROTOCOL_HEADER and raw[-1] != FRAME_END:
            raise Unreadable(f"a frame ends with {raw[-1]:#x}")
        return raw

    def _gather(self, raw: bytes) -> Unit | None:
        if raw[:4] == PROTOCOL_HEADER:
            return Unit(0, None, raw)
        kind, channel, length = struct.unpack_from(">BHI", raw)
        if kind == METHOD:
            method = struct.unpack_from(">HH", raw, 7)
            if method in CARRIES_A_MESSAGE:
                self._carried[channel] = _Carried(method, raw)
                return None
            return Unit(channel, method, raw)
        carried = self._carried.get(channel)
        if kind not in (HEADER, BODY) or carried is None:
            return Unit(channel, None, raw)
        carried.raw += raw
        carried.missing = struct.unpack_from(">Q", raw, 7 + 4)[0] if kind == HEADER else (carried.missing or 0) - length
        if carried.missing:
            return None
        del self._carried[channel]
        return Unit(channel, carried.method, carried.raw)
