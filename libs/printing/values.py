"""A value as people read it: whole fen as yuan, shares as per cent, moments in China's time. No float decides a digit of money."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from .document import Column, Kind, Value
from .words import words

CHINA = ZoneInfo("Asia/Shanghai")
IN_BRACKETS = re.compile(r"[（(]([^（()）]*)[）)]")
NUMERIC = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.AMOUNT_FEN, Kind.SHARE, Kind.HOURS})


def in_china(moment: datetime) -> datetime:
    """The same moment by China's clock."""
    return moment.astimezone(CHINA)


def yuan(fen: float) -> Decimal:
    """Fen as yuan, exactly: ``123456`` is ``1234.56``."""
    return Decimal(fen).scaleb(-2).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rounded(value: float, places: int) -> Decimal:
    """To so many places, half away from zero, of the digits that people see (``repr``), not of the binary fraction."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0  # no negative zero


def _number(value: float, places: int | None) -> str:
    """So many places; where none are told at most two, without trailing zeros."""
    if places is not None:
        return f"{rounded(value, places):,f}"
    text = f"{rounded(value, 2):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def places_of(values: Iterable[Value], kind: Kind) -> int | None:
    """How many places plain numbers below one another need, at most two; none for kinds that have their own."""
    if kind not in (Kind.NUMBER, Kind.WHOLE):
        return None
    return max((len(_number(value, None).partition(".")[2]) for value in values if isinstance(value, float)), default=0)


def shown(value: Value, kind: Kind, language: str = "zh", places: int | None = None) -> str:
    """The value for a reader; what is missing is a dash. Units other than per cent stand in the heading.

    ``places`` is for plain numbers that stand below one another, from ``places_of``.
    """
    if value is None:
        return words(language).nothing
    if isinstance(value, datetime):
        return f"{in_china(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    match kind:
        case Kind.AMOUNT_FEN:
            return f"{yuan(value):,f}"
        case Kind.SHARE:
            return f"{_per_cent(value):,f}%"
        case Kind.HOURS:
            return f"{rounded(value, 1):,f}"
        case _ if isinstance(value, int) and not places:
            return f"{value:,d}"
        case _:
            return _number(value, places)


def _per_cent(share: float) -> Decimal:
    return (Decimal(repr(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) + 0


def with_unit(value: Value, kind: Kind, language: str) -> str:
    """As ``shown``, with the unit behind it: for a value that stands alone."""
    unit = words(language).units.get(kind)
    text = shown(value, kind, language)
    return text if unit is None or value is None or isinstance(value, str) else f"{text} {unit}"


def heading(column: Column, language: str) -> str:
    """The column's title, with its unit where the title names it nowhere in brackets."""
    says, unit = words(language), words(language).units.get(column.kind)
    if unit is None or any(unit in brackets for brackets in IN_BRACKETS.findall(column.title)):
        return column.title
    return says.unit_in_brackets.format(title=column.title, unit=unit)


def change(now: Value, before: Value, kind: Kind, language: str) -> str:
    """How a figure differs from what it was: ``▲ 6.8%``; percentage points where both are shares; empty where either is none.

    From zero or below no per cent can be said, and one of four digits says nothing: then the difference itself.
    """
    if not isinstance(now, int | float) or not isinstance(before, int | float):
        return ""
    exact_before = Decimal(repr(before))
    difference = Decimal(repr(now)) - exact_before
    if difference == 0:
        return words(language).unchanged
    if kind is Kind.SHARE:
        how_much = f"{_one_place(abs(difference) * 100)} {words(language).points}"
    elif exact_before > 0 and abs(difference) < exact_before * 10:
        how_much = f"{_one_place(abs(difference) / exact_before * 100)}%"
    else:
        how_much = with_unit(abs(now - before), kind, language)
    return f"{'▲' if difference > 0 else '▼'} {how_much}"


def _one_place(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):,f}"
