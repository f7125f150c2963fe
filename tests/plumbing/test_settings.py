"""What a service is told from outside and could not work with, it refuses at its start, by name."""

import pytest
from plumbing.settings import Settings
from pydantic import ValidationError

GOOD = {"database_url": "postgresql://x@y/z", "amqp_url": "amqp://x", "jwks_file": "jwks.json"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pool_size", 3),  # the relay holds one for good, and consumer, timers and doors each want one
        ("prefetch", 0),  # to the broker that is no bound at all
        ("relay_batch", 0),
        ("relay_poll_seconds", 0),
        ("timer_poll_seconds", 0),
        ("publish_timeout_seconds", 0),
        ("pool_wait_seconds", 0),
        ("body_bytes_max", 0),
        ("idempotency_kept_days", 0),
        ("private_kept_seconds", -1),
    ],
)
def test_a_figure_that_stops_the_service_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    monkeypatch.setenv(f"AFTERCARE_{name.upper()}", str(value))
    with pytest.raises(ValidationError, match=name):
        Settings(**GOOD)
    monkeypatch.setenv(f"AFTERCARE_{name.upper()}", "7")
    assert getattr(Settings(**GOOD), name) == 7
