"""Figures for ``/metrics``. Labels are types and states, never a case."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


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
        self.requests = Histogram(
            "aftercare_request_seconds", "Time to answer", ["method", "route", "status"], registry=self.registry
        )

    def _counter(self, name: str, text: str, label: str) -> Counter:
        return Counter(name, text, [label], registry=self.registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self.registry)
