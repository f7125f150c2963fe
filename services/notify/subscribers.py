"""What notify hears: everything; the plan says whom it concerns."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from plumbing.inbox import Handler

from . import use_cases

LISTENS_TO: Mapping[type[Event], Handler] = {}
ON_EVERY = use_cases.tell_those_concerned
