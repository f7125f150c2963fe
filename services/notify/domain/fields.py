"""What an event's fields can hold, so that a line of the table that could never go out, or not to anybody, cannot be loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin


@dataclass(frozen=True, slots=True)
class Field:
    """``values`` is all that it, or one of several, can hold; none where that cannot be listed. ``sample`` is one thing it can
    hold, to try words with."""

    values: frozenset[Any] | None = None
    is_number: bool = False
    holds_several: bool = False
    is_optional: bool = False
    sample: Any = "文"


def field_of(annotation: Any) -> Field:
    """From a model's annotation."""
    inner = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Literal:
            return Field(frozenset(inner), sample=inner[0])
        case origin if origin in (Union, UnionType):
            fields = [field_of(each) for each in inner if each is not NoneType]
            values = _all_of([field_of(each).values for each in inner])
            return Field(values, is_optional=NoneType in inner, sample=fields[0].sample)
        case origin if origin is tuple:
            one = field_of(inner[0])
            return Field(one.values, holds_several=True, sample=(one.sample, one.sample))
    if annotation is NoneType:
        return Field(frozenset({None}), sample=None)
    if annotation is bool:
        return Field(frozenset({True, False}), sample=True)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Field(frozenset(annotation), sample=next(iter(annotation)))
    return Field(is_number=annotation is int, sample=SAMPLES.get(annotation, "文"))


SAMPLES = {int: 486_000, datetime: datetime(2026, 3, 10, 2, 5, tzinfo=UTC), date: date(2026, 3, 10)}


def samples_of(fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    """An event with every field filled, and one with every field empty that may be."""
    full = {name: field.sample for name, field in fields.items()}
    hollow = {
        name: None if field.is_optional else () if field.holds_several else field.sample
        for name, field in fields.items()
    }
    return [full, hollow]


def _all_of(values: list[frozenset[Any] | None]) -> frozenset[Any] | None:
    listed = [each for each in values if each is not None]
    return frozenset().union(*listed) if len(listed) == len(values) else None
