"""A RabbitMQ of ours that says its disk is full, or forgets a password."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from aftercare.private import Private, rabbitmq_program

ENOUGH = "200MB"


def control(server: Private, *command: str) -> str:
    """What ``rabbitmqctl`` says to a server whose port is open. Raises ``CalledProcessError``."""
    program = rabbitmq_program()
    assert program
    tool = program.with_name("rabbitmqctl")
    environment = {**os.environ, **server.environment}
    done = subprocess.run([str(tool), *command], env=environment, capture_output=True, text=True, check=True, cwd="/")
    return done.stdout


@contextmanager
def disk_alarm(server: Private) -> Iterator[None]:
    """The broker wants more room on its disk than there is, and blocks every publisher until it has it."""
    control(server, "set_disk_free_limit", "900GB")
    try:
        yield
    finally:
        control(server, "set_disk_free_limit", ENOUGH)


def has_alarm(server: Private) -> bool:
    """It holds its publishers back."""
    return "disk" in control(server, "eval", "rabbit_alarm:get_alarms().")


def change_password(server: Private, user: str, password: str) -> None:
    """And end the user's connections, so that everybody has to say the new one."""
    control(server, "change_password", user, password)
    control(server, "close_all_user_connections", user, "the password was changed")


def password_in(url: str) -> str:
    """Of a login's address."""
    return urlsplit(url).password or ""
