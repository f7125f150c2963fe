"""A spreadsheet's first sheet, with title, key figures and texts, and its last, with the charts and the numbers they draw."""

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from . import colours
from .document import Chart, Document, Drawn, Figure, Figures, Kind, Text
from .values import change, in_china
from .xlsx_cells import write_text, write_value
from .xlsx_looks import NUMBER_FORMATS, Looks

CHART_ROWS, CHART_WIDTH, CHART_HEIGHT = 18, 640, 320
SHAPES = {
    Drawn.BARS: {"type": "column"},
    Drawn.STACKED: {"type": "column", "subtype": "stacked"},
    Drawn.LINES: {"type": "line"},
}


def write_summary(sheet: Worksheet, document: Document, looks: Looks) -> None:
    """Title, number, moment; then each section's texts and figures, in their order."""
    says = looks.words(document)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 8, 18)
    write_text(sheet, 0, 0, document.title, looks.title)
    write_text(sheet, 1, 0, document.subtitle, looks.quiet)
    number = says.number.format(number=document.number)
    write_text(sheet, 2, 0, number, looks.quiet)
    made_at = says.made_at.format(moment=f"{in_china(document.made_at):%Y-%m-%d %H:%M}")
    write_text(sheet, 3, 0, made_at, looks.quiet)
    row = 5
    for section in document.sections:
        parts = [part for part in section.parts if isinstance(part, Text | Figures)]
        if not parts:
            continue
        if section.title:
            write_text(sheet, row, 0, section.title, looks.heading)
            row += 1
        for part in parts:
            row = (
                _write_text(sheet, row, part, looks)
                if isinstance(part, Text)
                else _write_figures(sheet, row, part, document, looks)
            )
        row += 1
    for name in document.signatures:
        write_text(sheet, row, 0, name, looks.quiet)
        row += 1
    looks.for_printing(sheet, document, wide=False)


def _write_text(sheet: Worksheet, row: int, part: Text, looks: Looks) -> int:
    for paragraph in part.paragraphs:
        write_text(sheet, row, 0, paragraph, looks.quiet)
        row += 1
    return row


def _write_figures(sheet: Worksheet, row: int, part: Figures, document: Document, looks: Looks) -> int:
    """A table of them: one column for each thing that any is compared with, and beside it the change."""
    compared = list(dict.fromkeys(name for figure in part.items for name, _ in figure.compared))
    for n, title in enumerate(["", "", *(name for name in compared for name in (name, ""))]):
        write_text(sheet, row, n, title, looks.header(Kind.WHOLE if n else Kind.TEXT))
    for figure in part.items:
        row += 1
        _write_figure(sheet, row, figure, compared, document.language, looks)
    return row + 2


def _write_figure(
    sheet: Worksheet, row: int, figure: Figure, compared: Sequence[str], language: str, looks: Looks
) -> None:
    write_text(sheet, row, 0, figure.title, looks.cell(Kind.TEXT, ()))
    write_value(sheet, row, 1, figure.value, figure.kind, looks.cell(figure.kind, [figure.value]))
    for name, before in figure.compared:
        column = 2 + 2 * compared.index(name)
        write_value(sheet, row, column, before, figure.kind, looks.cell(figure.kind, [before]))
        changed = change(figure.value, before, figure.kind, language)
        write_text(sheet, row, column + 1, changed, looks.cell(Kind.WHOLE, ()))


def write_charts(
    workbook: Workbook, sheet: Worksheet, charts: Sequence[Chart], document: Document, looks: Looks
) -> None:
    """Each chart's numbers, and right of them the chart itself, drawn by the spreadsheet."""
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 12, 14)
    row = 0
    for chart in charts:
        write_text(sheet, row, 0, chart.title, looks.heading)
        _write_chart(workbook, sheet, row, chart, looks)
        row += max(len(chart.labels) + 4, CHART_ROWS)
    looks.for_printing(sheet, document, wide=True)


def _write_chart(workbook: Workbook, sheet: Worksheet, top: int, chart: Chart, looks: Looks) -> None:
    header, first, last = top + 1, top + 2, top + 1 + len(chart.labels)
    for n, label in enumerate(chart.labels, first):
        write_text(sheet, n, 0, label, looks.cell(Kind.TEXT, ()))
    drawn = workbook.add_chart(SHAPES[chart.drawn])
    for n, series in enumerate(chart.series, 1):
        write_text(sheet, header, n, series.title, looks.header(chart.kind))
        look = looks.cell(chart.kind, series.values)
        for r, value in enumerate(series.values, first):
            write_value(sheet, r, n, value, chart.kind, look)
        if chart.labels:
            colour = (colours.line if chart.drawn is Drawn.LINES else colours.area)(n - 1)
            line = {"color": colour, "width": 2} if chart.drawn is Drawn.LINES else {"none": True}
            drawn.add_series({
                "name": [sheet.name, header, n],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, n, last, n],
                "fill": {"color": colour},
                "line": line,
            })  # fmt: skip
    if chart.labels and chart.series:
        drawn.set_title({"none": True})
        drawn.set_y_axis({
            "min": 0 if all((v or 0) >= 0 for s in chart.series for v in s.values) else None,
            "num_format": NUMBER_FORMATS[chart.kind], "major_gridlines": {"visible": True, "line": {"color": colours.RULE}},
        })  # fmt: skip
        drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
        drawn.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
        sheet.insert_chart(top, len(chart.series) + 2, drawn)
