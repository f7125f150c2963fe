"""Figures for ``/metrics``. Labels are types and states, never a case."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector


class Metrics:
    """One service's figures, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.published = self._counter("aftercare_published", "Messages confirmed by the broker", "type")
        self.publish_failures = self._counter(
            "aftercare_publish_failures", "Publishes refused, returned or lost", "why"
        )
        self.heard = self._counter("aftercare_heard", "Messages received, by what became of them", "outcome")
        self.timers_fired = self._counter("aftercare_timers_fired", "Timers fired", "kind")
        self.timer_failures = self._counter(
            "aftercare_timer_failures", "Timers whose action failed and is tried again", "kind"
        )
        self.problems = self._counter("aftercare_problems", "Requests refused", "problem")
        self.unforeseen = Counter(
            "aftercare_unforeseen", "Requests answered with 500 as nobody foresaw what happened", registry=self.registry
        )
        self.waiting = self._gauge("aftercare_outbox_waiting", "Messages not yet published")
        self.waiting_age = self._gauge("aftercare_outbox_oldest_seconds", "Age of the oldest message not yet published")
        self.inbox = Gauge("aftercare_inbox", "Messages kept in the inbox, by state", ["state"], registry=self.registry)
        self.inbox_age = self._gauge(
            "aftercare_inbox_oldest_seconds", "Age of the oldest message that waits to be applied"
        )
        self.timer_age = self._gauge("aftercare_timer_overdue_seconds", "How long the oldest due timer has not fired")
        self.timers_silent = self._gauge(
            "aftercare_timer_silent_seconds", "Since this process last looked for due timers"
        )
        self._watch_messages()
        self._watch_surroundings()
        ProcessCollector(registry=self.registry)
        self.requests = Histogram(
            "aftercare_request_seconds", "Time to answer", ["method", "route", "status"], registry=self.registry
        )

    def _watch_messages(self) -> None:
        self.part = Gauge("aftercare_part", "1 where a part works, else 0", ["part"], registry=self.registry)
        self.relay_at_work = self._gauge("aftercare_relay_at_work", "Relays that hold the lock: 1, of all replicas")
        self.outbox_refused = self._gauge(
            "aftercare_outbox_refused", "Messages that the broker returned or refused so far"
        )
        self.inbox_gap = self._gauge(
            "aftercare_inbox_gap_seconds", "How long the oldest early message waits for one that is nowhere"
        )
        self.dead_age = self._gauge("aftercare_dead_letters_oldest_seconds", "Age of the oldest dead letter")
        self.timers_failing = self._gauge("aftercare_timers_failing", "Timers that failed and will be tried again")
        self.limits_unnoticed = self._gauge(
            "aftercare_limits_unnoticed", "Limits that ran out over a minute ago and nobody was told"
        )
        self.queue = Gauge("aftercare_queue", "The broker's word on our queue", ["what"], registry=self.registry)

    def _watch_surroundings(self) -> None:
        self.connections = self._gauge(
            "aftercare_database_connections_ratio", "Connections to the server, of those it allows"
        )
        self.idle_in_transaction = self._gauge(
            "aftercare_database_idle_in_transaction_seconds",
            "How long the idlest open transaction of ours has done nothing",
        )
        self.database_bytes = self._gauge("aftercare_database_bytes", "Size of the database")
        self.clock_apart = self._gauge(
            "aftercare_clock_apart_seconds", "This machine's clock from the database's, at most"
        )
        self.disk_free = Gauge(
            "aftercare_disk_free_ratio", "Free part of a disk we can see", ["what"], registry=self.registry
        )

    def _counter(self, name: str, text: str, label: str) -> Counter:
        return Counter(name, text, [label], registry=self.registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self.registry)
