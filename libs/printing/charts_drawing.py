"""Putting a planned chart on a figure, in points. Imported only when something is drawn: its library is slow to import."""

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from . import colours
from .charts_plan import SIZE, Plan, width_of
from .document import Drawn, Kind
from .fonts import sans_path
from .words import words

DASHES: tuple[Any, ...] = ("solid", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "", "", "", "////", "....")
LINE = SIZE + 6
MARKED_MAX, VALUES_MAX = 20, 14
"""So many points of a line get a mark, so many a value."""


class Canvas:
    """A figure, a transparent layer over it measured in points, and the one font."""

    def __init__(self, figure: Figure, plan: Plan) -> None:
        self.figure, self.plan = figure, plan
        self._font = FontProperties(fname=str(sans_path()), size=SIZE)
        self.layer = figure.add_axes((0, 0, 1, 1), zorder=2)
        self.layer.set(xlim=(0, plan.width), ylim=(0, plan.height))
        self.layer.axis("off")

    def text(self, x: float, y: float, text: str, axes: Axes | None = None, **look: Any) -> None:
        """Text at a place: in points, or in the data of other axes with so many points ``beside``; ``on_paper`` hides lines behind."""
        look = {"color": colours.INK, "va": "center", "font": self._font, **look}
        if look.pop("on_paper", False):
            look["bbox"] = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none"}
        beside = look.pop("beside", (0, 0))
        (axes or self.layer).annotate(
            text, (x, y), xytext=beside, textcoords="offset points", annotation_clip=False, **look
        )

    def axes(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Bare axes that leave so many points on each side."""
        width, height = self.plan.width, self.plan.height
        box = (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height)
        axes = self.figure.add_axes(box)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.patch.set_visible(False)
        return axes


def draw(figure: Figure, plan: Plan) -> None:
    """The whole chart; where there is no value, words say so."""
    canvas = Canvas(figure, plan)
    top = _legend(canvas)
    if not plan.has_values:
        canvas.text(plan.width / 2, plan.height / 2, words(plan.language).no_rows, ha="center", color=colours.QUIET)
    elif plan.lying:
        _lying(canvas, top)
    else:
        _upright(canvas, top)


def _legend(canvas: Canvas) -> float:
    """The unit, and the names of several series, in rows at the top; says how many points they take."""
    plan = canvas.plan
    x, y = 2.0, plan.height - LINE / 2
    if plan.unit:
        canvas.text(x, y, plan.unit_caption, color=colours.QUIET)
        x += width_of(plan.unit_caption) + 10
    if len(plan.titles) > 1:
        for n, title in enumerate(plan.titles):
            if x > 2 and x + 20 + width_of(title) > plan.width:
                x, y = 2.0, y - LINE
            canvas.layer.add_artist(_sample(plan, n, x, y))
            canvas.text(x + 20, y, title)
            x += 32 + width_of(title)
    elif not plan.unit:
        return 6.0
    return plan.height - y + LINE / 2 + 4


def _sample(plan: Plan, n: int, x: float, y: float) -> Line2D | Rectangle:
    if plan.drawn is Drawn.LINES:
        return Line2D((x, x + 8, x + 16), (y, y, y), **_line_look(n), markevery=[1])
    return Rectangle((x, y - 3.5), 16, 7, **_area_look(n))


def _line_look(n: int) -> dict[str, Any]:
    look: dict[str, Any] = {"color": colours.line(n), "linestyle": DASHES[n % len(DASHES)], "linewidth": 1.5}
    return {**look, "marker": MARKERS[n % len(MARKERS)], "markersize": 3.4}


def _area_look(n: int) -> dict[str, Any]:
    return {"facecolor": colours.area(n), "edgecolor": "white", "linewidth": 0.6, "hatch": HATCHES[n % len(HATCHES)]}


def _ticks(plan: Plan, low: float, high: float) -> list[float]:
    """Round values from low to high, zero among them."""
    locator = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10], integer=plan.kind is Kind.WHOLE, min_n_ticks=1)
    return [float(tick) for tick in locator.tick_values(low, high)]


def _upright(canvas: Canvas, top: float) -> None:
    """Labels below, values upwards."""
    plan = canvas.plan
    low, high = plan.reach
    ticks = [tick for tick in _ticks(plan, low, high) if low <= tick <= max(high, 1 if plan.kind is Kind.SHARE else 0)]
    names = [plan.shown(tick) for tick in ticks]
    left, right = max(map(width_of, names)) + 6, 6.0
    if plan.drawn is Drawn.LINES:
        right += max((width_of(plan.shown(value)) for _, value in plan.last_values()), default=0) + 4
    axes = canvas.axes(left, LINE + 2, right, top + 4)
    inside = plan.height - top - LINE - 6
    room = (high - low) * (SIZE + 5) / inside
    axes.set(xlim=(-0.5, len(plan.labels) - 0.5), ylim=(low - (room if low < 0 else 0), max(high + room, ticks[-1])))
    for tick, name in zip(ticks, names, strict=True):
        axes.axhline(tick, color=colours.RULE, linewidth=0.5, zorder=0)
        canvas.text(-0.5, tick, name, axes, ha="right", beside=(-4, 0), color=colours.QUIET)
    axes.axhline(0, color=colours.QUIET, linewidth=0.9, zorder=3)
    slot = (plan.width - left - right) / len(plan.labels)
    _labels_below(canvas, axes, slot, axes.get_ylim()[0])
    if plan.drawn is Drawn.LINES:
        _lines(canvas, axes, inside / (axes.get_ylim()[1] - axes.get_ylim()[0]))
    else:
        _Bars(canvas, axes, slot, inside / (axes.get_ylim()[1] - axes.get_ylim()[0])).draw()


def _labels_below(canvas: Canvas, axes: Axes, slot: float, bottom: float) -> None:
    """Every label, or every so many where they would run into one another."""
    labels = canvas.plan.labels
    every = max(1, math.ceil((max(map(width_of, labels)) + 4) / slot))
    for n in range(0, len(labels), every):
        x, side = float(n), "center"
        if width_of(labels[n]) > slot * 1.5 and n in (0, len(labels) - 1):  # would leave the picture
            x, side = (-0.5, "left") if n == 0 else (n + 0.5, "right")
        canvas.text(x, bottom, labels[n], axes, ha=side, va="top", beside=(0, -4))


def _lying(canvas: Canvas, top: float) -> None:
    """Labels on the left, values to the right; every bar says its value, so there is no axis."""
    plan = canvas.plan
    left = max(map(width_of, plan.labels)) + 8
    axes = canvas.axes(left, 4, 6, top)
    across, inside = plan.width - left - 6, plan.height - top - 4
    low, high = plan.reach
    room = (
        max((width_of(plan.shown(value)) for row in plan.values for value in row if value is not None), default=0) + 26
    )
    share = across / max(across - room * (2 if low < 0 else 1), across / 4)
    extra = (high - low) * (share - 1)
    axes.set(ylim=(len(plan.labels) - 0.5, -0.5))
    axes.set_xlim(low - (extra / 2 if low < 0 else 0), high + (extra / 2 if low < 0 else extra))
    slot = inside / len(plan.labels)
    every = max(1, math.ceil((SIZE + 1) / slot))
    for n in range(0, len(plan.labels), every):
        canvas.text(axes.get_xlim()[0], n, plan.labels[n], axes, ha="right", beside=(-6, 0))
    axes.axvline(0, color=colours.QUIET, linewidth=0.9, zorder=3)
    _Bars(canvas, axes, slot, across / (axes.get_xlim()[1] - axes.get_xlim()[0])).draw()


class _Bars:
    """Bars side by side or stacked, upright or lying; ``slot`` points for each label, ``scale`` points for one unit."""

    SHARE, WIDEST = 0.74, 44.0

    def __init__(self, canvas: Canvas, axes: Axes, slot: float, scale: float) -> None:
        self.canvas, self.axes, self.plan = canvas, axes, canvas.plan
        self.slot, self.scale = slot, scale
        self.beside = len(self.plan.values) if self.plan.drawn is Drawn.BARS else 1
        self.thick = min(self.SHARE / self.beside, self.WIDEST / slot)
        shown = [self.plan.shown(value) for row in self.plan.sums for value in row if value is not None]
        needs = SIZE + 1 if self.plan.lying else max(map(width_of, shown), default=0) + 1
        self.all_fit = needs <= slot * (1 if self.beside == 1 else self.thick)

    def draw(self) -> None:
        """All of them."""
        if self.plan.drawn is Drawn.BARS:
            self._side_by_side()
        else:
            self._stacked()

    def _side_by_side(self) -> None:
        named = {max(pairs)[1] for pairs in [self.plan.positions(0)] if pairs}
        for n, row in enumerate(self.plan.values):
            for label, value in enumerate(row):
                at = label + (n - (self.beside - 1) / 2) * self.thick
                if value is not None:
                    self._bar(at, 0, value, n)
                if self.all_fit or (self.beside == 1 and label in named):
                    self._say(
                        at, value or 0, words(self.plan.language).nothing if value is None else self.plan.shown(value)
                    )

    def _stacked(self) -> None:
        for label in range(len(self.plan.labels)):
            ends = {True: 0.0, False: 0.0}
            for n, row in enumerate(self.plan.values):
                if value := row[label]:
                    self._bar(label, ends[value > 0], value, n)
                    self._say_inside(label, ends[value > 0], value, n)
                    ends[value > 0] += value
            total = self.plan.total(label)
            if self.all_fit and self.plan.kind is not Kind.SHARE:
                self._say(
                    label,
                    ends[True] or ends[False],
                    words(self.plan.language).nothing if total is None else self.plan.shown(total),
                )

    def _bar(self, at: float, begins: float, length: float, n: int) -> None:
        start = (begins, at - self.thick / 2) if self.plan.lying else (at - self.thick / 2, begins)
        size = (length, self.thick) if self.plan.lying else (self.thick, length)
        self.axes.add_patch(Rectangle(start, *size, **_area_look(n), zorder=2))

    def _say(self, at: float, end: float, text: str) -> None:
        """Beyond the bar's end."""
        sign = -1 if end < 0 else 1
        if self.plan.lying:
            self.canvas.text(
                end, at, text, self.axes, ha="left" if sign > 0 else "right", beside=(3 * sign, 0), zorder=5
            )
        else:
            self.canvas.text(
                at,
                end,
                text,
                self.axes,
                ha="center",
                va="bottom" if sign > 0 else "top",
                beside=(0, 2 * sign),
                on_paper=True,
            )

    def _say_inside(self, at: float, begins: float, length: float, n: int) -> None:
        """Inside a part of a stack, where it is long enough."""
        text, points = self.plan.shown(length), abs(length) * self.scale
        long, across = (points, self.slot * self.thick) if self.plan.lying else (self.slot * self.thick, points)
        if long > width_of(text) + 3 and across > SIZE + 1 and not HATCHES[n % len(HATCHES)]:
            middle = begins + length / 2
            x, y = (middle, at) if self.plan.lying else (at, middle)
            self.canvas.text(x, y, text, self.axes, ha="center", color=colours.ink_on(colours.area(n)), zorder=4)


def _lines(canvas: Canvas, axes: Axes, scale: float) -> None:
    plan = canvas.plan
    for n, row in enumerate(plan.values):
        alone = [i for i, _ in enumerate(row) if all(not 0 <= k < len(row) or row[k] is None for k in (i - 1, i + 1))]
        marked = range(len(row)) if len(row) <= MARKED_MAX else alone
        points = [math.nan if value is None else value for value in row]
        axes.plot(range(len(row)), points, **_line_look(n), markevery=list(marked), zorder=4, clip_on=False)
    if len(plan.values) == 1 and len(plan.labels) <= VALUES_MAX:
        for n, value in enumerate(plan.values[0]):
            if value is not None:
                canvas.text(
                    n, value, plan.shown(value), axes, ha="center", va="bottom", beside=(0, 4), zorder=5, on_paper=True
                )
        return
    for n, value, y in _spread(list(plan.last_values()), scale, axes.get_ylim()[0] * scale):
        look = {"ha": "left", "color": colours.line(n), "beside": (6, y - value * scale), "zorder": 5}
        canvas.text(len(plan.labels) - 1, value, plan.shown(value), axes, **look)


def _spread(ends: list[tuple[int, float]], scale: float, lowest: float) -> list[tuple[int, float, float]]:
    """Where each line's last value is written, in points: beside its end, but no two over one another and none too low."""
    placed: list[tuple[int, float, float]] = []
    free = lowest + SIZE / 2
    for n, value in sorted(ends, key=lambda end: (end[1], -end[0])):
        y = max(value * scale, free)
        placed.append((n, value, y))
        free = y + SIZE + 1
    return placed
