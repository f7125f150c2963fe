"""A made-up message of every type, the same each time."""

import types
import typing
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid5

from aftercare_contracts.envelope import Envelope
from aftercare_contracts.registry import EVENTS
from pydantic import BaseModel

SPACE = UUID("0192f1f4-0000-7000-8000-000000000000")
AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
PLAIN: dict[type, Any] = {str: "text", int: 486000, bool: True, datetime: AT, date: AT.date()}


def sample(name: str) -> Envelope[Any]:
    """The message."""
    return Envelope[EVENTS[name]](  # type: ignore[misc]
        id=uuid5(SPACE, name), source=name.split(".", 1)[0], type=name, subject=str(uuid5(SPACE, "subject")), time=AT,
        dataschema=f"urn:aftercare:schema:{name}", sequence=7, correlationid=str(uuid5(SPACE, "case")),
        causationid=str(uuid5(SPACE, "cause")), data=_model(EVENTS[name]),
    )  # fmt: skip


def _model(model: type[BaseModel]) -> BaseModel:
    return model(**{name: _value(name, field.annotation) for name, field in model.model_fields.items()})


def _value(name: str, wanted: Any) -> Any:
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Annotated:
        return _value(name, arguments[0])
    if origin in (typing.Union, types.UnionType):
        return _value(name, next(one for one in arguments if one is not type(None)))
    if origin is typing.Literal:
        return arguments[0]
    if origin is tuple:
        return (_value(name, arguments[0]),)
    if wanted is UUID:
        return uuid5(SPACE, name)
    if issubclass(wanted, Enum):
        return next(iter(wanted))
    if issubclass(wanted, BaseModel):
        return _model(wanted)
    return PLAIN[wanted]
