"""Where a stack's data lie: five databases, the broker, the papers."""

import os
from dataclasses import dataclass

from . import stack
from .errors import CannotStart
from .processes import SERVICES

DATABASE_VARIABLES = {service: f"AFTERCARE_{service.upper()}_DATABASE_URL" for service in SERVICES}
WHAT_TO_SET = (
    "Nothing is up here: `make up` first. For a stack that runs elsewhere set AFTERCARE_RABBITMQ_URL (a login that may "
    f"configure the vhost) and {', '.join(DATABASE_VARIABLES.values())}; for dispatch's papers AFTERCARE_PAPERS_URL."
)


@dataclass(frozen=True)
class Places:
    """What commands about the data need to know."""

    database_urls: dict[str, str]
    """By service."""
    amqp_url: str
    """A login that may configure the vhost."""
    papers_url: str = ""
    """Dispatch's photos and papers; empty where nobody said."""


def from_environment() -> Places | None:
    """The places that the environment names, or none. Raises ``CannotStart`` where it names some of them only."""
    given = {service: os.environ[name] for service, name in DATABASE_VARIABLES.items() if os.environ.get(name)}
    if not given:
        return None
    amqp_url = os.environ.get("AFTERCARE_RABBITMQ_URL", "")
    if len(given) < len(SERVICES) or not amqp_url:
        wanted = [*DATABASE_VARIABLES.values(), "AFTERCARE_RABBITMQ_URL"]
        missing = ", ".join(name for name in wanted if not os.environ.get(name))
        raise CannotStart(f"to reach the data of a stack that runs elsewhere, set {missing} too")
    return Places(given, amqp_url, os.environ.get("AFTERCARE_PAPERS_URL", ""))


def found() -> Places:
    """Those of the environment, else those of the stack that ``make up`` left running. Raises ``CannotStart``."""
    given = from_environment()
    if given is not None:
        return given
    running = stack.already_up()
    if running is None:
        raise CannotStart(WHAT_TO_SET)
    return Places(running.database_urls, running.amqp_url, running.papers_url)
