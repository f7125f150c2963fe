"""The shape of data that people write: each fault by its place (a JSON pointer), and what would be right.

Standard library only, so that every domain may import it.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from .errors import Problem

Shape = Callable[[Any, str], list[Problem]]
"""What is wrong with this data at this place; nothing where it fits."""
SHOWN_MAX = 80


def below(at: str, step: str | int) -> str:
    """The place one step further in."""
    return f"{at}/{str(step).replace('~', '~0').replace('/', '~1')}"


def shown(data: Any) -> str:
    """The data as a person wrote it, shortened."""
    written = json.dumps(data, ensure_ascii=False)
    return written if len(written) <= SHOWN_MAX else f"{written[:SHOWN_MAX]}…"


def _fits(fits: Callable[[Any], bool], expected: str) -> Shape:
    return lambda data, at: [] if fits(data) else [Problem(at, shown(data), expected)]


def whole(least: int, most: int) -> Shape:
    """A whole number within these bounds; neither ``true`` nor ``1.0`` is one."""
    return _fits(lambda data: type(data) is int and least <= data <= most, f"a whole number from {least} to {most}")


def number(above: float, most: float) -> Shape:
    """A number over one bound and up to the other."""
    return _fits(
        lambda data: type(data) in (int, float) and above < data <= most, f"a number over {above}, up to {most}"
    )


share = _fits(lambda data: type(data) is float and 0 < data < 1, "a share between 0 and 1, neither of them")
yes_or_no = _fits(lambda data: type(data) is bool, "true or false")


def text(length_max: int) -> Shape:
    """A text that says something."""
    return _fits(
        lambda data: isinstance(data, str) and bool(data.strip()) and len(data) <= length_max,
        f"a text of 1 to {length_max} characters",
    )


def matching(pattern: str, expected: str) -> Shape:
    """A text of this form."""
    form = re.compile(pattern)
    return _fits(lambda data: isinstance(data, str) and form.fullmatch(data) is not None, expected)


def one_of(words: Collection[str]) -> Shape:
    """One of these words."""
    return _fits(lambda data: isinstance(data, str) and data in words, f"one of: {', '.join(sorted(words))}")


def or_nothing(shape: Shape) -> Shape:
    """That, or null."""
    return lambda data, at: [] if data is None else shape(data, at)


def rows(shape: Shape, least: int = 0, most: int = 1000) -> Shape:
    """A list of so many of that."""

    def check(data: Any, at: str) -> list[Problem]:
        if not isinstance(data, list) or not least <= len(data) <= most:
            return [Problem(at, shown(data), f"a list of {least} to {most}")]
        return [found for i, row in enumerate(data) for found in shape(row, below(at, i))]

    return check


def table(key: Shape, value: Shape, least: int = 0) -> Shape:
    """An object whose keys are free within their shape."""

    def check(data: Any, at: str) -> list[Problem]:
        if not isinstance(data, dict) or len(data) < least:
            return [Problem(at, shown(data), f"an object with at least {least} entries")]
        return [
            found for name, row in data.items() for found in key(name, below(at, name)) + value(row, below(at, name))
        ]

    return check


def record(needed: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object with these fields and no others."""
    known = {**needed, **(optional or {})}

    def check(data: Any, at: str) -> list[Problem]:
        if not isinstance(data, dict):
            return [Problem(at, shown(data), f"an object with {', '.join(needed)}")]
        missing = [Problem(below(at, name), "missing", "to be given") for name in needed if name not in data]
        strange = [
            Problem(below(at, name), "not known here", f"one of: {', '.join(known)}")
            for name in data
            if name not in known
        ]
        wrong = [found for name, row in data.items() if name in known for found in known[name](row, below(at, name))]
        return missing + strange + wrong

    return check
