"""Charts as vector pictures. Axes begin at zero, bars say their values, gaps stay gaps; a grey print can still be read."""

import io
import threading
from typing import Any

from .charts_plan import POINTS_PER_MM, planned
from .document import Chart

_one_at_a_time = threading.Lock()
"""The drawing library's settings and caches belong to the whole process."""
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "printing",
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
}


def as_svg(chart: Chart, width_mm: float = 170, language: str = "zh") -> bytes:
    """The chart without its title and note; the same bytes for the same chart, letters as outlines.

    Bars lie down where their labels are long. Takes tenths of a second, the first more, for the drawing library is slow to
    import: from an event loop call it by ``asyncio.to_thread``. Threads wait for one another.
    """
    with _one_at_a_time:
        import matplotlib as library
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        from .charts_drawing import draw

        plan = planned(chart, width_mm * POINTS_PER_MM, language)
        with library.rc_context(SETTINGS):
            figure = Figure(figsize=(plan.width / 72, plan.height / 72), dpi=72, facecolor="none")
            FigureCanvasSVG(figure)
            draw(figure, plan)
            file = io.BytesIO()
            figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()
