"""How a fact of an event reads in a notice: amounts in yuan, moments in China's time, codes by their names (N5)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import yuan

ZH, EN = 0, 1
LISTED = {ZH: "、", EN: ", "}
QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called in Chinese and English, field by field; the code ``""`` stands for a field that is empty."""

    fields: Mapping[str, Mapping[str, tuple[str, str]]]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Names":
        """As policy keeps it: ``lists`` of names, and which of them each of the ``fields`` uses."""
        lists = {
            name: {code: (called[ZH], called[EN]) for code, called in codes.items()}
            for name, codes in data["lists"].items()
        }
        return cls({field: lists[name] for field, name in data["fields"].items()})

    def of(self, field: str, code: str) -> tuple[str, str] | None:
        """None where the code has no name."""
        return self.fields.get(field, {}).get(code)


class Fact:
    """One field of an event within a template: it reads as people write it, and compares as what it is."""

    __slots__ = ("field", "language", "names", "value")

    def __init__(self, field: str, value: Any, names: Names, language: int) -> None:
        self.field, self.value, self.names, self.language = field, value, names, language

    def __str__(self) -> str:
        return shown(self.field, self.value, self.names, self.language)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __iter__(self) -> Iterator["Fact"]:
        if not isinstance(self.value, tuple | list):
            raise TypeError(f"{self.field} does not hold several")
        return (Fact(self.field, each, self.names, self.language) for each in self.value)

    def __contains__(self, other: object) -> bool:
        return _bare(other) in (self.value or ())

    def __eq__(self, other: object) -> bool:
        return bool(self.value == _bare(other))

    def __lt__(self, other: object) -> bool:
        return bool(self.value < _bare(other))

    def __le__(self, other: object) -> bool:
        return bool(self.value <= _bare(other))

    def __gt__(self, other: object) -> bool:
        return bool(self.value > _bare(other))

    def __ge__(self, other: object) -> bool:
        return bool(self.value >= _bare(other))


def _bare(other: object) -> Any:
    return other.value if isinstance(other, Fact) else other


def shown(field: str, value: Any, names: Names, language: int) -> str:
    """A field's value in words."""
    if isinstance(value, tuple | list):
        return LISTED[language].join(shown(field, each, names, language) for each in value)
    called = names.of(field, "" if value is None else str(value))
    if called:
        return called[language]
    match value:
        case None:
            return ""
        case datetime():
            return moment(value, language)
        case date():
            return day(value, language)
        case str() if field == QUARTER:
            return _quarter(value, language)
        case int() if field.endswith("_fen"):
            return amount(value, language)
        case _:
            return str(value)


def amount(fen: int, language: int) -> str:
    """In yuan."""
    return f"{yuan(fen)}元" if language == ZH else f"¥{yuan(fen)}"


def moment(at: datetime, language: int) -> str:
    """To the minute. Midnight is 24:00 of the day that ends, as our limits are counted."""
    local = at.astimezone(CHINA)
    if local.time() == time():
        return f"{day(local.date() - timedelta(days=1), language)} 24:00"
    return f"{day(local.date(), language)} {local:%H:%M}"


def day(on: date, language: int) -> str:
    """A date, or the day of a moment in China."""
    if isinstance(on, datetime):
        on = on.astimezone(CHINA).date()
    return f"{on.year}年{on.month}月{on.day}日" if language == ZH else f"{on.day} {on:%B %Y}"


def _quarter(quarter: str, language: int) -> str:
    """``2026-Q4``."""
    year, _, number = quarter.partition("-Q")
    return f"{year}年第{number}季度" if language == ZH else f"Q{number} {year}"


def _of(kind: type, make: Callable[[Any, int], str]) -> Callable[[Fact], str]:
    def filtered(fact: Fact) -> str:
        if fact.value is None:
            return ""
        if not isinstance(fact.value, kind) or isinstance(fact.value, bool):
            raise TypeError(f"{fact.field} is no {kind.__name__}")
        return make(fact.value, fact.language)

    return filtered


def _count(fact: Fact) -> str:
    if not isinstance(fact.value, tuple | list):
        raise TypeError(f"{fact.field} does not hold several")
    return str(len(fact.value))


FILTERS: Mapping[str, Callable[[Fact], str]] = {
    "yuan": _of(int, amount),
    "moment": _of(datetime, moment),
    "day": _of(date, day),
    "name": str,
    "count": _count,
}
"""How a template may shape a field; without one it reads as its kind and name suggest."""
