"""A RabbitMQ of ours that says its disk is full, or takes another password than its clients have."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..broker import Broker

MORE_THAN_THERE_IS = "900GB"
ENOUGH = "200MB"


@contextmanager
def disk_alarm(broker: Broker) -> Iterator[None]:
    """The broker wants more room on its disk than there is, and blocks every publisher until it has it."""
    broker.ctl("set_disk_free_limit", MORE_THAN_THERE_IS)
    try:
        yield
    finally:
        broker.ctl("set_disk_free_limit", ENOUGH)


def has_alarm(broker: Broker) -> bool:
    """It holds its publishers back."""
    return "disk" in broker.ctl("eval", "rabbit_alarm:get_alarms().")


def change_password(broker: Broker, user: str, password: str) -> None:
    """And end the user's connections, so that everybody has to say the new one."""
    broker.ctl("change_password", user, password)
    broker.ctl("close_all_user_connections", user, "the password was changed")
