"""What the links understand of AMQP and of PostgreSQL's protocol, however the bytes are cut."""

import struct
from collections.abc import Iterator

import pytest

from faults import amqp_frames, postgres_messages
from faults.amqp_frames import ACK, DELIVER, NACK, Unreadable
from faults.mischief import (
    CUT_BEFORE_COMMIT,
    DOUBLE_DELIVERY,
    LOSE_ACK,
    LOSE_COMMITTED,
    LOSE_CONFIRM,
    REFUSE_CONFIRM,
    Amqp,
    Mischief,
    Postgres,
)
from faults.proxy import Connection, Cut, Link, Proxies


def frame(kind: int, channel: int, payload: bytes) -> bytes:
    return struct.pack(">BHI", kind, channel, len(payload)) + payload + b"\xce"


def acknowledgement(tag: int, *, multiple: bool = False, channel: int = 1) -> bytes:
    return frame(amqp_frames.METHOD, channel, struct.pack(">HHQB", *ACK, tag, multiple))


def delivery(tag: int, body: bytes, channel: int = 1, pieces: int = 1) -> bytes:
    method = struct.pack(">HH", *DELIVER) + b"\x04ctag" + struct.pack(">QB", tag, 0) + b"\x02ex\x02rk"
    header = struct.pack(">HHQH", 60, 0, len(body), 0)
    size = -(-len(body) // pieces) or 1
    bodies = [body[begin : begin + size] for begin in range(0, len(body), size)]
    return (
        frame(amqp_frames.METHOD, channel, method)
        + frame(amqp_frames.HEADER, channel, header)
        + b"".join(frame(amqp_frames.BODY, channel, piece) for piece in bodies)
    )


HEARTBEAT = frame(8, 0, b"")


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[begin : begin + size] for begin in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 100, 100_000])
def test_units_come_out_whole_however_the_bytes_are_cut(size: int) -> None:
    wire = b"AMQP\0\0\x09\x01" + delivery(7, b"x" * 50, pieces=3) + HEARTBEAT + acknowledgement(9) + delivery(8, b"")
    reader = amqp_frames.Reader()
    units = [unit for piece in cut(wire, size) for unit in reader.read(piece)]
    assert b"".join(unit.raw for unit in units) == wire
    assert [unit.method for unit in units] == [None, DELIVER, None, ACK, DELIVER]
    assert [unit.tag for unit in units if unit.method] == [7, 9, 8]


def test_another_channels_frames_come_through_between_a_messages_frames() -> None:
    message = delivery(7, b"x" * 10, channel=1)
    method_ends = 7 + struct.unpack_from(">I", message, 3)[0] + 1
    reader = amqp_frames.Reader()
    units = list(reader.read(message[:method_ends] + acknowledgement(3, channel=2) + message[method_ends:]))
    assert [(unit.channel, unit.method) for unit in units] == [(2, ACK), (1, DELIVER)]
    assert units[1].raw == message


def test_what_is_no_frame_is_not_passed_off_as_one() -> None:
    with pytest.raises(Unreadable):
        list(amqp_frames.Reader().read(HEARTBEAT[:-1] + b"\x00"))


def test_a_confirm_becomes_a_refusal_of_the_same_messages() -> None:
    (unit,) = amqp_frames.Reader().read(acknowledgement(12, multiple=True))
    refused = unit.as_nack()
    (again,) = amqp_frames.Reader().read(refused.raw)
    assert (again.method, again.tag, refused.raw[-2]) == (NACK, 12, 1)


def message(kind: bytes, payload: bytes = b"") -> bytes:
    return kind + struct.pack(">I", len(payload) + 4) + payload


ENCRYPTION = struct.pack(">II", 8, 80877103)
LOGIN = struct.pack(">II", 16, 196608) + b"user\0a\0\0"
IDLE, INSIDE = message(b"Z", b"I"), message(b"Z", b"T")


def statement(name: bytes, sql: str) -> bytes:
    return message(b"P", name + b"\0" + sql.encode() + b"\0\0\0") + message(b"B", b"\0" + name + b"\0\0\0\0\0\0\0")


@pytest.mark.parametrize("size", [1, 3, 5, 100_000])
def test_messages_come_out_whole_with_a_wish_for_encryption_before_the_login(size: int) -> None:
    session = postgres_messages.Session()
    for piece in cut(ENCRYPTION, size):
        list(session.from_client(piece))
    assert [found.raw for found in session.from_server(b"N")] == [b"N"]
    wire = LOGIN + message(b"Q", b"COMMIT;\0")
    found = [each for piece in cut(wire, size) for each in session.from_client(piece)]
    assert [each.kind for each in found] == [b"", b"Q"]
    assert b"".join(each.raw for each in found) == wire
    assert postgres_messages.is_commit(found[1])
    answered = message(b"C", b"COMMIT\0") + IDLE
    assert [each.kind for piece in cut(answered, size) for each in session.from_server(piece)] == [b"C", b"Z"]


@pytest.mark.parametrize(
    ("sql", "door"),
    [
        ("insert into idempotency (caller) values ($1)", postgres_messages.WEB),
        ("insert into inbox_position as p values ($1)", postgres_messages.INBOX),
        ("update timer set fired_at = $2", postgres_messages.TIMER),
        ("insert into case_file values ($1)", postgres_messages.OTHER),
    ],
)
def test_a_transaction_is_known_by_the_door_it_came_through_also_from_a_statement_prepared_before(
    sql: str, door: str
) -> None:
    session = postgres_messages.Session()
    list(session.from_client(LOGIN + statement(b"s1", sql)))
    list(session.from_server(INSIDE))
    assert session.writes_for is None, "nothing is written yet"
    list(session.from_server(message(b"C", b"INSERT 0 1\0")))
    assert session.writes_for == door
    list(session.from_server(message(b"C", b"COMMIT\0") + IDLE))
    assert session.writes_for is None
    list(session.from_client(message(b"B", b"\0s1\0\0\0\0\0\0\0")))
    list(session.from_server(message(b"C", b"UPDATE 1\0")))
    assert session.writes_for == door


@pytest.fixture
def mischief() -> Iterator[Mischief]:
    proxies = Proxies()
    yield Mischief(Link(proxies, "a link", ("127.0.0.1", 1)))
    proxies.close()


def test_a_confirm_is_lost_once_and_the_next_refused(mischief: Mischief) -> None:
    carrier = Amqp(mischief, Connection({}))
    mischief.plan(LOSE_CONFIRM)
    mischief.plan(REFUSE_CONFIRM)
    assert carrier.to_client(acknowledgement(1)) == b""
    (refused,) = amqp_frames.Reader().read(carrier.to_client(acknowledgement(2)))
    assert refused.method == NACK
    assert carrier.to_client(acknowledgement(3)) == acknowledgement(3)
    assert (mischief.done(LOSE_CONFIRM), mischief.done(REFUSE_CONFIRM)) == (1, 1)


def test_a_doubled_delivery_is_acknowledged_once(mischief: Mischief) -> None:
    carrier = Amqp(mischief, Connection({}))
    mischief.plan(DOUBLE_DELIVERY)
    assert carrier.to_client(delivery(5, b"body")) == delivery(5, b"body") * 2
    assert carrier.to_server(acknowledgement(5)) == acknowledgement(5)
    assert carrier.to_server(acknowledgement(5)) == b"", "the broker sent it once"
    assert carrier.to_client(delivery(6, b"next")) == delivery(6, b"next")


def test_an_acknowledgement_is_lost_where_the_consumer_sends_it_and_not_where_the_broker_does(
    mischief: Mischief,
) -> None:
    carrier = Amqp(mischief, Connection({}))
    mischief.plan(LOSE_ACK)
    assert carrier.to_client(acknowledgement(1)) == acknowledgement(1)
    assert carrier.to_server(acknowledgement(2) + acknowledgement(3)) == acknowledgement(3)


def written(carrier: Postgres) -> None:
    carrier.to_server(LOGIN + statement(b"", "insert into idempotency values ($1)"))
    carrier.to_client(message(b"C", b"INSERT 0 1\0"))


def test_the_answer_to_a_commit_is_lost_only_where_something_was_written(mischief: Mischief) -> None:
    carrier, committed = Postgres(mischief), message(b"C", b"COMMIT\0")
    mischief.plan(f"{LOSE_COMMITTED}: web")
    carrier.to_server(LOGIN)
    assert carrier.to_client(committed + IDLE) == committed + IDLE
    other = Postgres(mischief)
    written(other)
    with pytest.raises(Cut):
        other.to_client(committed)
    assert mischief.done(f"{LOSE_COMMITTED}: web") == 1


def test_a_connection_is_cut_before_a_commit_reaches_the_server(mischief: Mischief) -> None:
    carrier = Postgres(mischief)
    mischief.plan(CUT_BEFORE_COMMIT)
    written(carrier)
    with pytest.raises(Cut):
        carrier.to_server(message(b"Q", b"COMMIT;\0"))
