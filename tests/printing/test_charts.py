"""Charts: the same bytes, honest axes, gaps that stay gaps, labels that can be read."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise

import pytest
import typst
from any_documents import charts
from hypothesis import HealthCheck, given, settings
from PIL import Image
from printing.charts import as_svg
from printing.charts_plan import planned
from printing.colours import AREAS
from printing.document import Chart, Drawn, Kind, Series

WIDTH = 482.0


def bars(labels: list[str], *rows: list[float | None], drawn: Drawn = Drawn.BARS, kind: Kind = Kind.WHOLE) -> Chart:
    return Chart("c", "图", drawn, labels, [Series(f"系列{n}", row) for n, row in enumerate(rows, 1)], kind)


def drawn_bars(svg: bytes) -> list[str]:
    """Each filled shape in a colour of the first series."""
    return re.findall(rf'<path d="([^"]+)"[^>]*style="fill: {AREAS[0]}', svg.decode())


@given(charts())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_chart_can_be_drawn_and_twice_the_same(chart: Chart) -> None:
    assert as_svg(chart) == as_svg(chart)


def test_letters_are_outlines_and_there_is_no_date() -> None:
    svg = as_svg(bars(["土建", "装饰"], [3, 5])).decode()
    assert "<text" not in svg
    assert "<dc:date" not in svg
    assert "font-family" not in svg


def test_there_is_one_bar_for_each_value_and_none_for_what_is_missing() -> None:
    assert len(drawn_bars(as_svg(bars(["甲", "乙", "丙"], [3, None, 5])))) == 2
    assert len(drawn_bars(as_svg(bars(["甲", "乙", "丙"], [3, 4, 5])))) == 3


def test_a_line_breaks_where_a_value_is_missing() -> None:
    def moves(row: list[float | None]) -> int:
        svg = as_svg(bars(["1月", "2月", "3月", "4月", "5月"], row, drawn=Drawn.LINES)).decode()
        line = max(re.findall(r'<path d="([^"]+)"[^>]*style="fill: none; stroke: #1b3a5c', svg), key=len)
        return line.count("M")

    assert moves([1, 2, 3, 4, 5]) == 1
    assert moves([1, 2, None, 4, 5]) == 2


@pytest.mark.parametrize("drawn", Drawn)
def test_zero_is_always_on_the_axis(drawn: Drawn) -> None:
    plan = planned(bars(["a", "b"], [95, 97], drawn=drawn), WIDTH, "zh")
    assert plan.reach[0] == 0
    assert planned(bars(["a", "b"], [-3, 97], drawn=drawn), WIDTH, "zh").reach == (-3, 97)


def test_a_stack_reaches_as_far_as_its_sum() -> None:
    assert planned(bars(["a"], [3], [4], [-2], drawn=Drawn.STACKED), WIDTH, "zh").reach == (-2, 7)


@pytest.mark.parametrize(
    ("labels", "lying"),
    [
        (["甲"], False),
        ([f"{n}月" for n in range(1, 13)], False),
        ([f"第{n}周" for n in range(1, 54)], False),
        (["外墙、屋面及卫生间防水层失效", "门窗五金件松动、开启不灵活", "给排水管道渗漏或堵塞", "墙面空鼓开裂"], True),
        ([f"锦江花园{n}期南区" for n in range(30)], True),
    ],
)
def test_bars_lie_down_where_their_labels_are_long(labels: list[str], lying: bool) -> None:
    plan = planned(bars(labels, list(range(len(labels)))), WIDTH, "zh")
    assert plan.lying == lying
    assert plan.height < 700


def test_large_amounts_are_told_in_ten_thousands_of_yuan_and_small_ones_in_yuan() -> None:
    large = planned(bars(["a"], [123_456_700], kind=Kind.AMOUNT_FEN), WIDTH, "zh")
    assert (large.unit, large.shown(large.values[0][0] or 0)) == ("万元", "123.46")
    small = planned(bars(["a"], [123_450], kind=Kind.AMOUNT_FEN), WIDTH, "zh")
    assert (small.unit, small.shown(small.values[0][0] or 0)) == ("元", "1,234.5")
    assert planned(bars(["a"], [123_456_700], kind=Kind.AMOUNT_FEN), WIDTH, "en").unit == "CNY"


def test_marks_of_mathematics_are_drawn_as_they_are() -> None:
    assert as_svg(bars(["$x^2$ \\frac{"], [1])) != as_svg(bars(["x2"], [1]))


def test_colours_of_neighbours_differ_in_lightness() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    assert all(abs(lightness(a) - lightness(b)) > 40 for a, b in pairwise(AREAS))


def test_threads_draw_the_same_as_one() -> None:
    asked = [bars(["甲", "乙"], [n, 2 * n]) for n in range(1, 9)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(as_svg, asked)) == [as_svg(chart) for chart in asked]


WEEKS = [f"第{n}周" for n in range(1, 54)]
LONG = [
    "外墙、屋面及卫生间防水层失效造成的墙面返潮",
    "门窗五金件松动、开启不灵活",
    "给排水管道渗漏或堵塞",
    "公共区域照明及门禁故障",
]


@pytest.mark.parametrize(
    "chart",
    [
        bars(["客户服务中心"], [0.842], kind=Kind.SHARE),
        bars(["客户服务中心"], [0.842], drawn=Drawn.LINES, kind=Kind.SHARE),
        bars(["1月", "2月", "3月"], [0, 4, 6], [0, 0, 0], [0, 0, 0], drawn=Drawn.LINES),
        bars(["1月", "2月", "3月"], [-5, 4, 6], [3, -8, 0], drawn=Drawn.STACKED),
        bars(["1月", "2月", "3月"], [-5, 4, 6], [3, -8, 0]),
        bars(WEEKS, list(range(53))),
        bars(WEEKS, list(range(53)), drawn=Drawn.LINES),
        bars(LONG, [123_456_789_00, -4_567_890, 0, None], kind=Kind.AMOUNT_FEN),
        bars(LONG, [3, 5, 9, 1], [2, 2, 2, 2], drawn=Drawn.STACKED),
        bars(LONG, [3, 5, 9, 1], [2, 2, 2, 2], drawn=Drawn.LINES, kind=Kind.HOURS),
        bars(["a", "b"], [1e24, 1e-9]),
    ],
)
def test_nothing_is_cut_off_at_the_edge(chart: Chart) -> None:
    source = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    png = typst.compile(source, format="png", ppi=100, sys_inputs={"svg": as_svg(chart).decode()})
    picture = Image.open(BytesIO(png)).convert("L")
    left, top, right, bottom = picture.point(lambda grey: 255 if grey < 200 else 0).getbbox() or (0, 0, 0, 0)
    assert left > 0
    assert top > 0
    assert right < picture.width
    assert bottom < picture.height


def test_noughts_alone_are_nothing_to_draw() -> None:
    nothing, something = (
        planned(bars(["甲", "乙"], [0, 0.0]), WIDTH, "zh"),
        planned(bars(["甲", "乙"], [0, 1]), WIDTH, "zh"),
    )
    assert (nothing.has_values, something.has_values) == (False, True)
    assert nothing.height < something.height
