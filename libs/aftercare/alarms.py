"""What somebody is woken for, in one place: ``deploy/alerts.yml`` is made from it, ``make status`` goes by it, and
``docs/operations.md`` has a section for each.

An alarm looks at one figure of ``/metrics``. What only a look at several services shows is found by ``make status`` itself.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

PERSON, HEALS = "a person", "it heals by itself once the cause is gone"


@dataclass(frozen=True)
class Alarm:
    """Rings where the worst of a figure's values is over (or under) a bound. ``means`` is a sentence; ``do`` what to do, in order."""

    name: str
    means: str
    do: tuple[str, ...]
    who: str
    figure: str = ""
    """Of ``/metrics``; empty for what is not read there."""
    where: tuple[tuple[str, str], ...] = ()
    side: Literal["over", "under"] = "over"
    bound: float = 0
    apart: tuple[str, ...] = ()
    """Labels by which it rings separately."""
    minutes: int = 0
    """How long before Prometheus rings."""
    unit: str = ""
    of_all: bool = False
    """Each replica tells of itself, and it rings only where none is well."""
    expression: str = ""
    """PromQL where one look cannot tell: it rings in Prometheus only."""

    def is_bad(self, value: float) -> bool:
        """A value that rings."""
        return value > self.bound if self.side == "over" else value < self.bound

    @property
    def promql(self) -> str:
        """For Prometheus; empty where it is found by ``make status`` alone."""
        if self.expression or not self.figure:
            return self.expression
        sign = ">" if self.side == "over" else "<"
        worst = "max" if (self.side == "over") != self.of_all else "min"
        labels = ",".join(f'{name}="{value}"' for name, value in self.where)
        by = ", ".join(("job", *self.apart))
        return f"{worst} by ({by}) ({self.figure}{f'{{{labels}}}' if labels else ''}) {sign} {self.bound:g}"


@dataclass(frozen=True)
class Ringing:
    """An alarm that rings, for whom, and the value."""

    alarm: Alarm
    service: str
    what: str
    value: float | None


Sample = tuple[str, Mapping[str, str], float]
"""A figure's name, its labels, its value."""

ALARMS: tuple[Alarm, ...] = (
    Alarm(
        "ServiceDoesNotAnswer",
        "Nobody answers at the service's address, so nothing can be seen of it and people cannot work with it.",
        ("make status", "Start it again: docker compose restart SERVICE, or make down and make up", "Read the end of its log"),
        PERSON,
        expression='up{job=~"intake|dispatch|finance|survey|notify"} == 0',
        minutes=1,
    ),
    Alarm(
        "NotReady",
        "A part of the service does not work: the database, the relay that publishes, the consumer that hears, or its own work.",
        ("make status", "Is PostgreSQL up, is RabbitMQ up? All parts connect again by themselves",
         "After five minutes with both up: restart the service"),
        HEALS,
        figure="aftercare_part", side="under", bound=1, apart=("part",), minutes=2,
    ),
    Alarm(
        "RestartsOften",
        "The service dies and comes back again and again: most likely of one message, one request or too little memory.",
        ("Read the end of its log before each start",
         "make dead-letters: after 50 deaths the broker itself buries a message that it brings",
         "What waits in the database nobody buries by himself. This is what is tried at each start: select event_id, type"
         " from inbox left join inbox_position using (source, subject)"
         " where state = 'waiting' and sequence = coalesce(last_sequence, 0) + 1",
         "Make what it dies of a dead letter: update inbox set state = 'dead', next_attempt_at = null,"
         " last_failure = 'the service dies of it' where state = 'waiting' and event_id = '<id>'"),
        PERSON,
        expression='changes(process_start_time_seconds{job=~"intake|dispatch|finance|survey|notify"}[15m]) > 3',
    ),
    Alarm(
        "NobodyKeepsTime",
        "No replica has looked for due deadlines for a minute: limits pass and nobody is told.",
        ("make status", "Restart the service; what came due meanwhile fires at once, each once"),
        PERSON,
        figure="aftercare_timer_silent_seconds", bound=60, unit="s", minutes=1, of_all=True,
    ),
    Alarm(
        "DeadlinesDoNotFire",
        "A deadline is overdue and has not fired. Whoever should have been reminded, or relieved, was not.",
        ("Look for 'timer failed' in the service's log: it names the kind and the reason",
         "Mend the cause; it is tried again by itself within ten minutes"),
        HEALS,
        figure="aftercare_timer_overdue_seconds", bound=60, unit="s", minutes=1,
    ),
    Alarm(
        "TimersFail",
        "Some deadline's action fails each time it is tried.",
        ("Look for 'timer failed' in the service's log", "A policy or a person it needs may be missing: put it in",
         "An exception with a place in the code is for the developers"),
        PERSON,
        figure="aftercare_timers_failing", minutes=15,
    ),
    Alarm(
        "LimitPassedUnnoticed",
        "A time limit ran out over a minute ago, and no timer has told anybody of it.",
        ("make status: do deadlines fire at all?", "If they do, the timer is lost: give the developers the service's name and the hour"),
        PERSON,
        figure="aftercare_limits_unnoticed", minutes=5,
    ),
    Alarm(
        "NobodyPublishes",
        "No replica holds the relay's lock, so nothing that the service says leaves it.",
        ("Is RabbitMQ up? The relay waits for it, and takes up the lock by itself", "With RabbitMQ up for a minute: restart the service"),
        HEALS,
        figure="aftercare_relay_at_work", side="under", bound=1, minutes=2,
    ),
    Alarm(
        "MessagesNotPublished",
        "A message has waited over a minute to be published. Nothing is lost: it lies in the service's own database.",
        ("Is RabbitMQ up, has it room on its disk? The relay goes on by itself when it is", "make status"),
        HEALS,
        figure="aftercare_outbox_oldest_seconds", bound=60, unit="s", minutes=1,
    ),
    Alarm(
        "BrokerRefusesMessages",
        "The broker returned or refused a message: an exchange, a queue or a binding is missing, or a queue is full.",
        ("make reconcile: it puts the topology in place and sends again what went nowhere",),
        PERSON,
        figure="aftercare_outbox_refused", minutes=2,
    ),
    Alarm(
        "QueueHasNoConsumer",
        "Nobody takes messages from the service's queue. They are safe there, and are not acted upon.",
        ("make status", "The service attaches itself again within ten seconds; after a minute restart it"),
        HEALS,
        figure="aftercare_queue", where=(("what", "consumers"),), side="under", bound=1, minutes=2, of_all=True,
    ),
    Alarm(
        "QueueIsMissing",
        "The broker has no such queue, so what others say to this service goes nowhere.",
        ("make reconcile: it makes the queue and sends again what went nowhere",),
        PERSON,
    ),
    Alarm(
        "QueueGrows",
        "Over ten thousand messages wait in the service's queue: more is said than it hears.",
        ("make status: is the database slow, are its connections used up?", "Start another replica: docker compose up --scale"),
        HEALS,
        figure="aftercare_queue", where=(("what", "messages"),), bound=10_000, minutes=10,
    ),
    Alarm(
        "DeadLetters",
        "A message could not be applied. Everything about its subject waits behind it at this service, other subjects go on.",
        ("make dead-letters", "make dead-letters ID=<id>: what it is and what to do about it",
         "Then REPLAY=<id>, or MEND=<id> FILE= BY= WHY=, or REFUSE=<id> BY= WHY="),
        PERSON,
        figure="aftercare_inbox", where=(("state", "dead"),),
    ),
    Alarm(
        "DeadLettersLie",
        "A dead letter has lain for a day and nobody has seen to it.",
        ("make dead-letters", "Settle it today: what waits behind it grows"),
        PERSON,
        figure="aftercare_dead_letters_oldest_seconds", bound=86_400, unit="s",
    ),
    Alarm(
        "MessagesFail",
        "A message failed and is tried again, up to fourteen minutes; then it is a dead letter. One that the database takes"
        " over a minute for is tried every ten minutes for ever.",
        ("Nothing, if it goes away", "If it stays: 'to be tried again' in the service's log says the reason",
         "TimeoutError or QueryCanceledError: what in the database makes it wait, a lock or a missing index? Then it goes by itself"),
        HEALS,
        figure="aftercare_inbox", where=(("state", "failing"),), minutes=15,
    ),
    Alarm(
        "GapInMessages",
        "A message waits for an earlier one that has not come for five minutes: it was lost on the way.",
        ("make reconcile DRY=1: what is missing, and from whom", "make reconcile: sends exactly that again"),
        PERSON,
        figure="aftercare_inbox_gap_seconds", bound=300, unit="s",
    ),
    Alarm(
        "SaidButNotHeard",
        "One service has said something that another never got, although it was published over a minute ago.",
        ("make reconcile DRY=1: what is missing, and from whom", "make reconcile: sends exactly that again"),
        PERSON,
    ),
    Alarm(
        "HeardButNotSaid",
        "A service has heard more than its publisher knows of having said: that database was put back to an earlier state.",
        ("Let nobody work on with it", "docs/backup.md, on restoring: it says how the numbers are brought in line"),
        PERSON,
    ),
    Alarm(
        "DeliveriesDoNotGoOut",
        "A mail, text message or call has been due for five minutes and was not tried.",
        ("make status: is notify ready, does its part sending work?", "Restart notify; what is due goes out by itself"),
        HEALS,
        figure="aftercare_sending_oldest_seconds", bound=300, apart=("channel",), unit="s",
    ),
    Alarm(
        "DeliveriesFail",
        "For an hour nothing of all that is tried by this channel has arrived.",
        ("Look for 'not delivered' in notify's log: it has the answer", "Is the mail server or the other system up?",
         "What failed is tried again by itself for days; POST /deliveries/{id}/retries does it at once"),
        HEALS,
        figure="aftercare_sending_fruitless_seconds", bound=3600, apart=("channel",), unit="s",
    ),
    Alarm(
        "UnforeseenErrors",
        "Requests were answered with 500: something nobody foresaw. Nothing was changed by them.",
        ("Look for 'unforeseen' in the service's log; the reference is the one the caller was given", "Give both to the developers"),
        PERSON,
        expression="sum by (job) (increase(aftercare_unforeseen_total[15m])) > 0",
    ),
    Alarm(
        "DatabaseConnectionsRunOut",
        "The database server has given away over 85 of 100 connections; soon services and people are refused.",
        ("Who has them: select usename, state, count(*) from pg_stat_activity group by 1, 2",
         "Fewer replicas, a smaller AFTERCARE_POOL_SIZE (4 at least), or a larger max_connections with a restart of PostgreSQL"),
        PERSON,
        figure="aftercare_database_connections_ratio", bound=0.85, minutes=2,
    ),
    Alarm(
        "TransactionLeftOpen",
        "A session has held a transaction open for over a minute and does nothing; what it locked, others wait for.",
        ("The server ends our own after 30 s, so it is somebody's own session: let him end it",
         "Else: select pg_terminate_backend(pid) from pg_stat_activity where state like 'idle in transaction%'"
         " and state_change < now() - interval '1 minute'",
         "Of other logins a service sees nothing, and does not ring, unless the server lets it: grant pg_read_all_stats to finance"),
        PERSON,
        figure="aftercare_database_idle_in_transaction_seconds", bound=60, unit="s",
    ),
    Alarm(
        "ClocksApart",
        "A service's machine and the database's differ by over five seconds. Deadlines go by the database; logins by the machine.",
        ("timedatectl on both machines; mend the time service",),
        PERSON,
        figure="aftercare_clock_apart_seconds", bound=5, unit="s", minutes=2,
    ),
    Alarm(
        "DiskFills",
        "Under a tenth of the disk with photos and papers is free. The disks of PostgreSQL and RabbitMQ cannot be seen from here.",
        ("df -h on the machine; free some space, or a larger disk", "Never delete below the papers' folder: rows name what lies there"),
        PERSON,
        figure="aftercare_disk_free_ratio", side="under", bound=0.1, apart=("what",), minutes=5,
    ),
)  # fmt: skip
BY_NAME = {alarm.name: alarm for alarm in ALARMS}


def ringing(service: str, samples: Sequence[Sample]) -> list[Ringing]:
    """Which alarms a service's figures ring, with the worst value of each."""
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for alarm in ALARMS:
        for name, labels, value in samples:
            if name == alarm.figure and set(alarm.where) <= set(labels.items()) and alarm.is_bad(value):
                what = ", ".join(labels[label] for label in alarm.apart if label in labels)
                values[alarm.name, what].append(value)
    return [
        Ringing(BY_NAME[name], service, what, max(bad) if BY_NAME[name].side == "over" else min(bad))
        for (name, what), bad in values.items()
    ]


def rules() -> str:
    """The text of ``deploy/alerts.yml``."""
    lines = [
        "# Rules for Prometheus, made by `make alerts` from libs/aftercare/alarms.py; docs/operations.md has more on each.",
        "groups:",
        "  - name: aftercare",
        "    rules:",
    ]
    for alarm in ALARMS:
        if not alarm.promql:
            continue
        lines += [f"      - alert: {alarm.name}", f"        expr: {alarm.promql}"]
        lines += [f"        for: {alarm.minutes}m"] if alarm.minutes else []
        shown = " ".join(f"{{{{ $labels.{label} }}}}" for label in ("job", *alarm.apart))
        lines += [
            "        labels:",
            f"          severity: {'page' if alarm.who == PERSON else 'watch'}",
            "        annotations:",
            f"          summary: {_quoted(f'{shown}: {alarm.means} (now {{{{ $value }}}})')}",
            f"          action: {_quoted('. '.join(alarm.do) + '.')}",
            f"          more: {_quoted(f'docs/operations.md#{alarm.name.lower()}')}",
        ]
    return "\n".join(lines) + "\n"


def manual() -> str:
    """The sections of ``docs/operations.md`` between its marks."""
    return "\n".join(_section(alarm) for alarm in ALARMS)


def _section(alarm: Alarm) -> str:
    kind = "`page`: a person must act." if alarm.who == PERSON else f"`watch`: {alarm.who}."
    steps = "".join(f"{number}. {step}\n" for number, step in enumerate(alarm.do, 1))
    return f"### {alarm.name}\n\n{alarm.means}\n\nRings {_when(alarm)}. {kind}\n\n{steps}"


def _when(alarm: Alarm) -> str:
    if not alarm.promql:
        return "in `make status` only, which alone looks at several services"
    lasting = f" for {alarm.minutes} min" if alarm.minutes else ""
    if alarm.expression:
        return f"in Prometheus only{lasting}: `{alarm.expression}`"
    figure = alarm.figure + "".join(f"{{{name}={value}}}" for name, value in alarm.where)
    return f"when `{figure}` is {alarm.side} {alarm.bound:,g}{f' {alarm.unit}' if alarm.unit else ''}{lasting}"


def _quoted(text: str) -> str:
    """As YAML wants it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
