"""What notify hears: everything; the plan says whom it concerns."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from plumbing.inbox import Handler

from .use_cases import notices

LISTENS_TO: Mapping[type[Event], Handler] = {}
ON_EVERY = notices.tell_those_concerned
