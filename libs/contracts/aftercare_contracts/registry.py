"""From the type on the wire to the model, and from bytes to a message."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from pydantic import BaseModel, ConfigDict

from . import events
from .envelope import Envelope, Event


class UnknownType(ValueError):
    """No published event has this type."""


def _published() -> dict[str, type[Event]]:
    modules = [import_module(f"{events.__name__}.{found.name}") for found in iter_modules(events.__path__)]
    models = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and "type" in vars(value)
    }
    return {model.type: model for model in sorted(models, key=lambda model: model.type)}


EVENTS: dict[str, type[Event]] = _published()
"""Every published event by its type."""

SOURCES: tuple[str, ...] = tuple(sorted({event.source() for event in EVENTS.values()}))
"""The services that say them."""


class _Opaque(BaseModel):
    model_config = ConfigDict(extra="allow")


@cache
def _reader(name: str) -> type[Envelope[Event]]:
    """Made once it is asked for: all of them together take longer than the rest of a service's start."""
    if name not in EVENTS:
        raise UnknownType(name)
    return Envelope[EVENTS[name]]  # type: ignore[valid-type]  # known at run time only


def head(body: bytes) -> Envelope[_Opaque]:
    """A message of any type, its data unread. Raises pydantic's ``ValidationError`` for anything malformed."""
    return Envelope[_Opaque].model_validate_json(body)


def parse(body: bytes) -> Envelope[Event]:
    """A message with its data as the event's own model.

    Raises ``UnknownType`` for a type we do not publish and pydantic's ``ValidationError`` for anything malformed.
    """
    return _reader(head(body).type).model_validate_json(body)
