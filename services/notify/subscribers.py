"""What notify hears: everything; it is noted as facts, and the plan says whom it concerns."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from plumbing.inbox import Handler

from .use_cases import hearing

LISTENS_TO: Mapping[type[Event], Handler] = {}
ON_EVERY = hearing.take
