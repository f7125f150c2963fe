"""How a chart will be drawn, decided before anything is: unit, size, upright or lying, how far its axis reaches."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .document import Chart, Drawn, Kind
from .fonts import drawn
from .texts import shortened
from .values import shown
from .widths import cells, ems
from .words import words

POINTS_PER_MM = 72 / 25.4
SIZE = 8.0
"""Of letters, in points."""
HIGH, ROW, HIGH_MAX, EMPTY = 150.0, 15.0, 600.0, 44.0
"""Points: an upright chart's height, one lying bar's, the most that a page can hold, and the height of nothing."""
LABEL_CELLS_MAX, SHORT_LABEL_CELLS, LEGEND_CELLS_MAX = 32, 12, 28
MANY = 16
TEN_THOUSAND_YUAN_FEN = 1_000_000


def width_of(text: str) -> float:
    """Points that a text takes, rather too many than too few."""
    return ems(text) * SIZE + 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to draw, in points and in the unit shown."""

    drawn: Drawn
    kind: Kind
    language: str
    labels: list[str]
    titles: list[str]
    values: list[list[float | None]]
    unit: str
    lying: bool
    width: float
    height: float

    def shown(self, value: float) -> str:
        """A value as it stands beside its bar: the axis's unit, no needless zeros."""
        kind = Kind.NUMBER if self.kind in (Kind.AMOUNT_FEN, Kind.WHOLE) else self.kind
        if kind is Kind.SHARE:
            text = shown(float(value), kind, self.language)
            return text.replace(".0%", "%")
        text = shown(float(value), kind, self.language)
        return text.removesuffix(".0")

    @property
    def unit_caption(self) -> str:
        """The unit in brackets."""
        return f"单位：{self.unit}" if self.language.startswith("zh") else f"({self.unit})"

    @property
    def has_values(self) -> bool:
        """Is there anything to draw? Noughts alone are nothing to compare."""
        return any(value for row in self.values for value in row)

    @property
    def sums(self) -> list[list[float | None]]:
        """What bars say: each value, or each stack's total."""
        if self.drawn is Drawn.STACKED:
            return [[self.total(label) for label in range(len(self.labels))]]
        return self.values

    @property
    def reach(self) -> tuple[float, float]:
        """The lowest and highest value drawn, zero always between them."""
        low = high = 0.0
        for label in range(len(self.labels)):
            column = [row[label] for row in self.values]
            there = [value for value in column if value is not None]
            if self.drawn is Drawn.STACKED:
                there = [sum(v for v in there if v < 0), sum(v for v in there if v > 0)]
            low, high = min(low, *there, 0.0), max(high, *there, 0.0)
        return (low, high) if high > low else (0.0, 1.0)

    def total(self, label: int) -> float | None:
        """The sum of one stack; none where it has no value at all."""
        there = [value for row in self.values if (value := row[label]) is not None]
        return float(sum(map(Decimal, map(repr, there)))) if there else None

    def positions(self, series: int) -> list[tuple[float, int]]:
        """One series' values, each with its place."""
        return [(value, n) for n, value in enumerate(self.values[series]) if value is not None]

    def last_values(self) -> Iterator[tuple[int, float]]:
        """Each line that reaches the right end, with its value there."""
        for n, row in enumerate(self.values):
            if row and (last := row[-1]) is not None:
                yield n, last


def planned(chart: Chart, width: float, language: str) -> Plan:
    """How the chart is drawn in so many points of width."""
    lines = chart.drawn is Drawn.LINES
    labels = [shortened(drawn(label), SHORT_LABEL_CELLS * 2 if lines else LABEL_CELLS_MAX) for label in chart.labels]
    unit, divisor = _unit(chart, language)
    values = [[None if v is None else float(Decimal(repr(v)) / divisor) for v in row.values] for row in chart.series]
    widest = max(map(width_of, labels), default=0)
    ordered = max(map(cells, labels), default=0) <= SHORT_LABEL_CELLS and len(labels) > MANY
    lying = not lines and not ordered and widest + 4 > (width - 60) / max(len(labels), 1)
    is_empty = not any(value for row in values for value in row)
    bars = len(chart.series) if chart.drawn is Drawn.BARS else 1
    needed = len(labels) * ROW * max(1.0, bars * 0.7) + 30
    return Plan(
        drawn=chart.drawn,
        kind=chart.kind,
        language=language,
        labels=labels,
        titles=[shortened(drawn(series.title), LEGEND_CELLS_MAX) for series in chart.series],
        values=values,
        unit=unit,
        lying=lying,
        width=width,
        height=EMPTY if is_empty else min(needed, HIGH_MAX) if lying else HIGH,
    )


def _unit(chart: Chart, language: str) -> tuple[str, int]:
    """What the axis counts in, and what a value is divided by; large amounts in Chinese are told in ten thousands of yuan."""
    says = words(language)
    if chart.kind is not Kind.AMOUNT_FEN:
        return says.units.get(chart.kind, ""), 1
    largest = max((abs(v) for series in chart.series for v in series.values if v is not None), default=0)
    if language.lower().startswith("zh") and largest >= 10 * TEN_THOUSAND_YUAN_FEN:
        return "万元", TEN_THOUSAND_YUAN_FEN
    return says.units[Kind.AMOUNT_FEN], 100
