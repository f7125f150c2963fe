"""A document as somebody wants it: JSON, CSV of one of its tables, a spreadsheet, or a PDF."""

import asyncio
from enum import StrEnum
from typing import Annotated

from aftercare_contracts.errors import NotFound
from fastapi import Query, Response
from plumbing.paging import PLAIN
from printing.as_csv import as_csv
from printing.as_json import as_json
from printing.as_pdf import as_pdf
from printing.as_xlsx import as_xlsx
from printing.document import Document, Table


class Format(StrEnum):
    """In what a document is written."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


class Language(StrEnum):
    """In what language."""

    ZH = "zh"
    EN = "en"


MEDIA_TYPES = {
    Format.JSON: "application/json", Format.CSV: "text/csv; charset=utf-8", Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
TableKey = Annotated[str, Query(min_length=1, max_length=40, pattern=PLAIN, description="which table, for CSV")]


class NoSuchTable(NotFound):
    """The document has no table of this key."""


async def printed(document: Document, wanted: Format, table: str = "") -> Response:
    """The document's bytes, set aside from the event loop. Raises ``NoSuchTable`` for a CSV of what it does not hold."""
    body = await asyncio.to_thread(_bytes, document, wanted, table)
    name = f"{document.number}.{wanted}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, 200, headers, MEDIA_TYPES[wanted])


def _bytes(document: Document, wanted: Format, table: str) -> bytes:
    if wanted is Format.CSV:
        return as_csv(_table(document, table), document.language)
    return {Format.JSON: as_json, Format.XLSX: as_xlsx, Format.PDF: as_pdf}[wanted](document)


def _table(document: Document, key: str) -> Table:
    tables = [part for section in document.sections for part in section.parts if isinstance(part, Table)]
    for table in tables:
        if table.key == key:
            return table
    raise NoSuchTable(f"There is no table {key[:40]!r}; there are: {', '.join(each.key for each in tables) or 'none'}.")
