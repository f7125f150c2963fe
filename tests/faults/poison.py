"""Messages that no service can apply, one of every kind, and what is to become of each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NESTED_LEVELS = 10_000
LARGE_BYTES = 5_000_000


@dataclass(frozen=True)
class Poison:
    """One kind of bad message, made from a good one of the same publisher."""

    name: str
    spoil: Callable[[bytes], bytes]
    reason: str
    """Words that its dead letter's reason holds."""

    def of(self, good: bytes) -> bytes:
        """A bad message made of a good one, which must be compact JSON."""
        bad = self.spoil(good)
        assert bad != good, f"{self.name} left the message as it was"
        return bad


def _set(**fields: Any) -> Callable[[bytes], bytes]:
    """The good message with some of its envelope's fields set otherwise; ``...`` takes one away."""

    def spoil(good: bytes) -> bytes:
        message = json.loads(good) | fields
        return json.dumps({name: value for name, value in message.items() if value is not ...}).encode()

    return spoil


def _set_data(**fields: Any) -> Callable[[bytes], bytes]:
    def spoil(good: bytes) -> bytes:
        message = json.loads(good)
        message["data"] |= fields
        return json.dumps(message).encode()

    return spoil


def _nested(good: bytes) -> bytes:
    deep = b"[" * NESTED_LEVELS + b"]" * NESTED_LEVELS
    return good.replace(b'"data":{', b'"data":{"deep":' + deep + b",", 1)


def _of_another_publisher(good: bytes) -> bytes:
    message = json.loads(good)
    return _set(source="finance" if message["source"] != "finance" else "survey")(good)


UNREADABLE = "not a message we can read"
POISONS = (
    Poison("an empty body", lambda good: b"", UNREADABLE),
    Poison("broken JSON", lambda good: good[:-2], UNREADABLE),
    Poison("not JSON but NUL bytes", lambda good: b"\x00" * 100, UNREADABLE),
    Poison("not UTF-8", lambda good: good.replace(b'"subject":"', b'"subject":"\xff\xfe', 1), UNREADABLE),
    Poison("half a surrogate pair", lambda good: good.replace(b'"subject":"', b'"subject":"\\ud800', 1), UNREADABLE),
    Poison("a list", lambda good: b"[" + good + b"]", UNREADABLE),
    Poison("null", lambda good: b"null", UNREADABLE),
    Poison("nested ten thousand deep", _nested, UNREADABLE),
    Poison("a body of 5 MB", lambda good: b"x" * LARGE_BYTES, UNREADABLE),
    Poison("an envelope without an id", _set(id=...), "id: "),
    Poison("an envelope without data", _set(data=...), "data: "),
    Poison("another envelope's version", _set(specversion="0.3"), "specversion: "),
    Poison("a type that is none", _set(type="drop table"), "type: "),
    Poison("a version nought", lambda good: good.replace(b".v1", b".v0"), "type: "),
    Poison("a moment without a zone", _set(time="2026-03-10T00:00:00"), "time: "),
    Poison("number nought", _set(sequence="000000000000"), "sequence: "),
    Poison("number minus one", _set(sequence="-1"), "sequence: "),
    Poison("a number of 64 bits", _set(sequence=str(2**63)), "sequence: "),
    Poison("a number of a thousand digits", _set(sequence="9" * 1000), "sequence: "),
    Poison("a number of ten thousand digits", _set(sequence="9" * 10_000), "sequence: "),
    Poison("NUL in the subject", _set(subject="bad\x00"), "subject: "),
    Poison("NUL in the correlation", _set(correlationid="bad\x00"), "correlationid: "),
    Poison("the words of another publisher", _of_another_publisher, "type: "),
    Poison("data that are not the event's", _set(data={"nothing": "of it"}), "data/"),
)
UNSTORABLE = Poison("NUL in a name", _set_data(case_no="bad\x00"), "Unstorable")
"""One that only the database refuses, and only where its handler keeps what is bad."""
