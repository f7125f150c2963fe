"""One request, one effect: the answer is kept in the same transaction as what the request did."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from aftercare_contracts.errors import Invalid, Problem

from .database import Transaction

KEY_LENGTH_MAX = 255
HEADER = "Idempotency-Key"


class KeyMissing(Invalid):
    """This request creates something: send an Idempotency-Key header, any text of 1 to 255 characters that is new for each thing you create, and the same again when you repeat the request."""  # noqa: E501


class KeyReused(Invalid):
    """This Idempotency-Key was used for another request; take a new key for a new request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What makes two requests the same: caller, route and key; and the fingerprint of what was sent."""

    caller: str
    route: str
    key: str
    fingerprint: str

    @classmethod
    def of(cls, caller: str, route: str, key: str | None, sent: bytes) -> "Request":
        """Raises ``KeyMissing``."""
        if not key or len(key) > KEY_LENGTH_MAX or not key.isprintable():
            raise KeyMissing(
                "",
                Problem(
                    f"header:{HEADER}",
                    "missing or not 1 to 255 printable characters",
                    "a text that is new for each thing you create",
                ),
            )
        return cls(caller, route, key, hashlib.sha256(sent).hexdigest())


async def earlier_answer(tx: Transaction, request: Request) -> Answer | None:
    """The answer given to this request before, or none: then it is claimed, and a second one at once waits for this one's
    end. Raises ``KeyReused`` where the key came with another request."""
    claimed = await tx.fetchval(
        "insert into idempotency (caller, route, key, fingerprint, created_at) values ($1, $2, $3, $4, $5)"
        " on conflict do nothing returning true",
        request.caller, request.route, request.key, request.fingerprint, tx.now,
    )  # fmt: skip
    if claimed:
        return None
    row = await tx.fetchrow(
        "select fingerprint, status, answer from idempotency where caller = $1 and route = $2 and key = $3",
        request.caller, request.route, request.key,
    )  # fmt: skip
    assert row is not None
    if row["fingerprint"] != request.fingerprint:
        raise KeyReused("", Problem(f"header:{HEADER}", "used for another request", "a new key"))
    return Answer(row["status"], row["answer"])


async def keep_answer(tx: Transaction, request: Request, answer: Answer) -> None:
    """Keep the answer for whoever repeats the request."""
    await tx.execute(
        "update idempotency set status = $4, answer = $5 where caller = $1 and route = $2 and key = $3",
        request.caller, request.route, request.key, answer.status, answer.body,
    )  # fmt: skip


async def forget(tx: Transaction, kept_days: int) -> None:
    """Drop answers kept long enough."""
    await tx.execute("delete from idempotency where created_at < $1", tx.now - timedelta(days=kept_days))
