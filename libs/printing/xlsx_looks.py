"""How cells of a spreadsheet look: each format is made once."""

from collections.abc import Iterable
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .colours import INK, QUIET, RULE, TINT
from .document import Document, Kind, Value
from .values import NUMERIC
from .words import Words, words

FONT = "Microsoft YaHei"
NUMBER_FORMATS = {
    Kind.TEXT: "@",
    Kind.WHOLE: "#,##0",
    Kind.NUMBER: "#,##0",
    Kind.AMOUNT_FEN: "#,##0.00",
    Kind.SHARE: "0.0%",
    Kind.HOURS: "#,##0.0",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}
FRACTIONS = "#,##0.00"
A4 = 9


class Looks:
    """The formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Format] = {}
        self.title = self._look(font_size=16, bold=True)
        self.heading = self._look(font_size=12, bold=True, bottom=1, bottom_color=RULE)
        self.quiet = self._look(font_color=QUIET)
        self.note = self._look(font_color=QUIET, font_size=9)
        self.text = self._look(text_wrap=True, valign="top")

    def _look(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            whole = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter", **properties}
            self._made[key] = self._workbook.add_format(whole)
        return self._made[key]

    def header(self, kind: Kind) -> Format:
        """A column's title, above its values."""
        align = "right" if kind in NUMERIC else "left"
        return self._look(bold=True, bg_color=TINT, bottom=1, bottom_color=QUIET, align=align, text_wrap=True)

    def cell(self, kind: Kind, values: Iterable[Value]) -> Format:
        """A value; the column's values decide whether plain numbers show their fractions."""
        return self._look(**self._of(kind, values))

    def total(self, kind: Kind, values: Iterable[Value]) -> Format:
        """A value of the row of totals."""
        return self._look(**self._of(kind, values), bold=True, top=1, bg_color=TINT)

    def _of(self, kind: Kind, values: Iterable[Value]) -> dict[str, Any]:
        number_format = NUMBER_FORMATS[kind]
        if kind in (Kind.NUMBER, Kind.WHOLE) and any(isinstance(v, float) and not v.is_integer() for v in values):
            number_format = FRACTIONS
        of: dict[str, Any] = {"num_format": number_format}
        return {**of, "align": "right"} if kind in NUMERIC else {**of, "align": "left", "text_wrap": kind is Kind.TEXT}

    def words(self, document: Document) -> Words:
        """The words of the document's language."""
        return words(document.language)

    def for_printing(self, sheet: Worksheet, document: Document, wide: bool) -> None:
        """On paper: A4, as wide as one page, the header on each, page numbers below."""
        sheet.set_paper(A4)
        if wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&C&P / &N")
