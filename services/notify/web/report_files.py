"""A report as a file: JSON, CSV, XLSX or PDF. The same version with the same signatures gives the same bytes."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aftercare_contracts.errors import NotFound, Problem
from printing.as_csv import as_csv
from printing.as_json import as_json
from printing.as_pdf import as_pdf
from printing.as_xlsx import as_xlsx
from printing.document import Document, Table

PACKED_AT = (1980, 1, 1, 0, 0, 0)
"""A ZIP wants a time for each file; ours say nothing by it."""


class NoSuchTable(NotFound):
    """The report has no such table."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a document becomes a file."""

    media_type: str
    write: Callable[[Document], bytes]


def tables_packed(document: Document) -> bytes:
    """Every table as a CSV file of its own, in a ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, table in enumerate(_tables(document), 1):
            entry = zipfile.ZipInfo(f"{number:02d}-{table.key}.csv", PACKED_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, as_csv(table, document.language))
    return packed.getvalue()


def one_table(document: Document, key: str) -> bytes:
    """One table as CSV. Raises ``NoSuchTable``."""
    tables = {table.key: table for table in _tables(document)}
    if key not in tables:
        raise NoSuchTable("", Problem("query:table", key, f"one of: {', '.join(tables)}"))
    return as_csv(tables[key], document.language)


def _tables(document: Document) -> list[Table]:
    return [part for section in document.sections for part in section.parts if isinstance(part, Table)]


FORMS: Mapping[str, Form] = {
    "json": Form("application/json", as_json),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "pdf": Form("application/pdf", as_pdf),
    "zip": Form("application/zip", tables_packed),
}


async def written(document: Document, form: str) -> bytes:
    """The file's bytes, made aside so that nothing else waits."""
    return await asyncio.to_thread(FORMS[form].write, document)
