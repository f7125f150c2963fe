"""Bugs that a careful person could make, each a small change of a source file, and the tests that must notice it."""

from dataclasses import dataclass

from simulation.plan import Fault

PLUMBING, FINANCE = "libs/plumbing", "services/finance"


@dataclass(frozen=True)
class Bug:
    """``edits`` are pairs of a text that the file holds exactly once and what stands there instead.

    ``faults`` make of a short history of the deterministic tier the one that must notice it; ``tests`` are pytest's, and every
    one of them must, too.
    """

    name: str
    breaks: str
    file: str
    edits: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...] = ()
    tests: tuple[str, ...] = ()


LOST = tuple(Fault("intake", "publish", nth, "lost before confirm") for nth in range(1, 6))
LATE = (Fault("intake", "publish", 1, "delayed", minutes=45, where="dispatch"),)
DOUBLED = tuple(Fault("intake", "publish", nth, "doubled", minutes=1) for nth in range(1, 6))
DIES = tuple(Fault("dispatch", "point", nth, "crash at point", where="inbox.committed") for nth in range(1, 6))
FIRING = tuple(Fault("intake", "point", nth, "crash at point", where="timer.handled") for nth in (1, 3))
CRASHED = tuple(Fault("intake", "request", nth, "crash after commit") for nth in range(2, 5))
CHANGED = tuple(Fault("intake", "request", nth, "another body") for nth in (4, 6, 8))
NONE = (Fault("survey", "clock", 1, "skewed", minutes=1),)
"""Nothing that matters: the bug shows by itself."""

BUGS = (
    Bug(
        "acknowledged before the commit",
        "a process that dies with a message in hand loses it",
        f"{PLUMBING}/consumer.py",
        (("ack_policy=AckPolicy.REJECT_ON_ERROR", "ack_policy=AckPolicy.ACK_FIRST"),),
        tests=("tests/plumbing/test_consumer.py::test_what_a_consumer_that_ends_had_in_hand_comes_again",),
    ),
    Bug(
        "marked as published before the broker confirms",
        "what the broker never got is never sent again",
        f"{PLUMBING}/relay.py",
        (
            ('        reach("relay.selected")\n', '        await self._mark(session, [row["id"] for row in rows])\n'),
            ('        reach("relay.confirmed")\n        await self._mark(session, confirmed)\n', ""),
        ),
        faults=LOST,
    ),
    Bug(
        "an unconfirmed publish counts as confirmed",
        "a broken connection looks like success",
        f"{PLUMBING}/relay.py",
        (
            ("            elif isinstance(result, BaseException):\n", "            elif False:\n"),
        ),
        faults=LOST,
    ),
    Bug(
        "the message's work outside the inbox's transaction",
        "a death between the two loses the work, and the message counts as applied",
        f"{PLUMBING}/inbox.py",
        (
            ("        await self._handle(tx, body, head)\n", ""),
            (
                '            reach("inbox.committed")\n            return outcome\n',
                '            reach("inbox.committed")\n            if outcome is Outcome.APPLIED:\n'
                "                async with db.transaction(_cause(head)) as tx:\n"
                "                    await self._handle(tx, body, head)\n            return outcome\n",
            ),
        ),
        faults=DIES,
    ),
    Bug(
        "any later number is the next one",
        "what comes early overtakes, and what it overtook is dropped as a duplicate",
        f"{PLUMBING}/inbox.py",
        (("if head.sequence > last + 1:", "if head.sequence > last + 1_000_000:"),),
        faults=LATE,
    ),
    Bug(
        "what comes early is forgotten",
        "a gap is never filled",
        f"{PLUMBING}/inbox.py",
        (("            await _keep(tx, head, body)\n            return Outcome.EARLY", "            return Outcome.EARLY"),),
        faults=LATE,
    ),
    Bug(
        "what is applied already is applied again",
        "a message doubled by the broker has two effects",
        f"{PLUMBING}/inbox.py",
        (("if head.sequence <= last:", "if head.sequence < last:"),),
        faults=DOUBLED,
    ),
    Bug(
        "a handler's failure escapes from the inbox",
        "the broker drops what could have been tried again",
        f"{PLUMBING}/inbox.py",
        (("            outcome = await self._set_aside(db, head, body, error)\n", "            raise error\n"),),
        tests=("tests/plumbing/test_inbox.py::test_a_failure_is_rolled_back_and_tried_again_with_growing_delay_then_buried_with_its_reason",),
    ),
    Bug(
        "two relays at work at once",
        "messages of one subject leave the house twice and out of order",
        f"{PLUMBING}/relay.py",
        (('while not await session.fetchval("select pg_try_advisory_lock($1)", RELAY_LOCK):', "while False:"),),
        tests=("tests/plumbing/test_outbox_and_relay.py::test_two_relays_are_never_at_work_at_once",),
    ),
    Bug(
        "a message that the broker returned counts as sent",
        "what nobody would get is gone without a word",
        f"{PLUMBING}/relay.py",
        (("on_return_raises=True", "on_return_raises=False"),),
        tests=("tests/plumbing/test_outbox_and_relay.py::test_a_message_nobody_would_get_stays_and_is_sent_once_somebody_listens",),
    ),
    Bug(
        "a number that a rollback does not give back",
        "a gap in the numbers, behind which every consumer waits for ever",
        f"{PLUMBING}/outbox.py",
        (
            (
                "last_sequence = p.last_sequence + 1 returning last_sequence",
                "last_sequence = p.last_sequence + 1 returning nextval(pg_get_serial_sequence('outbox', 'id'))",
            ),
        ),
        faults=NONE,
        tests=("tests/plumbing/test_outbox_and_relay.py::test_what_is_rolled_back_is_never_announced_and_leaves_no_gap",),
    ),
    Bug(
        "a timer by the local clock",
        "limits pass early or late where the clocks of two machines differ",
        f"{PLUMBING}/timers.py",
        (("                tx.now, list(when_due),", "                datetime.now(tx.now.tzinfo), list(when_due),"),),
        faults=NONE,
        tests=("tests/plumbing/test_timers.py::test_a_timer_fires_at_its_moment_and_not_before",),
    ),
    Bug(
        "a timer marked in a transaction of its own",
        "a death between mark and work loses a limit",
        f"{PLUMBING}/timers.py",
        (
            (" order by due_at limit 1 for update skip locked", " order by due_at limit 1"),
            (
                '            await tx.execute("update timer set fired_at = $2 where id = $1", row["id"], tx.now)\n',
                "            async with db.transaction() as other:\n"
                '                await other.execute("update timer set fired_at = $2 where id = $1", row["id"], tx.now)\n',
            ),
        ),
        faults=FIRING,
        tests=("tests/plumbing/test_timers.py::test_an_action_that_fails_leaves_nothing_and_is_tried_again",),
    ),
    Bug(
        "a due timer is not held while it fires",
        "two replicas fire the same limit",
        f"{PLUMBING}/timers.py",
        ((" order by due_at limit 1 for update skip locked", " order by due_at limit 1"),),
        tests=("tests/plumbing/test_timers.py::test_each_timer_fires_once_with_many_replicas",),
    ),
    Bug(
        "a key claimed outside the request's transaction",
        "a refused request leaves its key taken, and its repetition gets an empty answer",
        f"{PLUMBING}/web.py",
        (
            (
                '            reach("web.claimed")\n',
                '        async with self.transaction() as tx:\n            reach("web.claimed")\n',
            ),
        ),
        faults=NONE,
        tests=("tests/plumbing/test_web.py::test_a_refused_request_leaves_nothing_and_its_key_can_be_used_again",),
    ),
    Bug(
        "the answer kept outside the request's transaction",
        "whoever repeats a request whose answer was lost gets none",
        f"{PLUMBING}/web.py",
        (
            (
                "                await idempotency.keep_answer(tx, asked, answer)\n"
                '                reach("idempotency.kept")\n'
                '        reach("web.committed")\n',
                '        reach("web.committed")\n'
                "        if not replayed:\n            async with self.transaction() as tx:\n"
                "                await idempotency.keep_answer(tx, asked, answer)\n",
            ),
        ),
        faults=CRASHED,
    ),
    Bug(
        "a key answers for any request",
        "who changes his mind and repeats is told that the new thing is done",
        f"{PLUMBING}/idempotency.py",
        (('if row["fingerprint"] != request.fingerprint:', "if not request.fingerprint:"),),
        faults=CHANGED,
        tests=("tests/plumbing/test_web.py::test_a_key_used_for_another_request_is_refused",),
    ),
    Bug(
        "money as a float",
        "a fen is lost here and there",
        f"{FINANCE}/store/ledger.py",
        (("p.destination, p.amount_fen) for", "p.destination, int(p.amount_fen / 100 * 100)) for"),),
        faults=NONE,
    ),
    Bug(
        "a deduction without its unique key",
        "the same claim can be deducted twice",
        f"{FINANCE}/store/ledger.py",
        (("        entry.reference, entry.kind,", '        f"{entry.reference} {__import__(\'uuid\').uuid4()}", entry.kind,'),),
        tests=("tests/services/finance/test_books.py::test_a_reference_is_posted_once_however_often_it_is_tried",),
    ),
    Bug(
        "a hash that skips a field",
        "who changes the amount of a posting is not found",
        f"{FINANCE}/migrations/003_ledger_chain.sql",
        (("jsonb_build_array(p.source, p.destination, p.amount_fen)", "jsonb_build_array(p.source, p.destination)"),),
        tests=("tests/services/finance/test_ledger_chain.py::test_an_entry_that_was_touched_is_the_first_wrong_one",),
    ),
)  # fmt: skip
