"""What an event's fields can hold, so that a line of the table that could never go out, or not to anybody, cannot be loaded."""

from dataclasses import dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin


@dataclass(frozen=True, slots=True)
class Field:
    """``values`` is all that it, or one of several, can hold; none where that cannot be listed."""

    values: frozenset[Any] | None = None
    is_number: bool = False
    holds_several: bool = False


def field_of(annotation: Any) -> Field:
    """From a model's annotation."""
    inner = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Literal:
            return Field(frozenset(inner))
        case origin if origin in (Union, UnionType):
            return Field(_all_of([field_of(each).values for each in inner]))
        case origin if origin is tuple:
            return Field(field_of(inner[0]).values, holds_several=True)
    if annotation is NoneType:
        return Field(frozenset({None}))
    if annotation is bool:
        return Field(frozenset({True, False}))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Field(frozenset(annotation))
    return Field(is_number=annotation is int)


def _all_of(values: list[frozenset[Any] | None]) -> frozenset[Any] | None:
    listed = [each for each in values if each is not None]
    return frozenset().union(*listed) if len(listed) == len(values) else None
