"""Lists as CSV files: streamed, complete, and harmless in a spreadsheet (B9)."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

from printing.csv_cells import lines
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .database import Database, Transaction

BOM = "\ufeff"
"""By this mark a spreadsheet knows the file is UTF-8."""
ROWS = "Export-Rows"
"""The header that says how many rows follow, so that whoever keeps the file can prove it whole."""
CHUNK_ROWS = 500


class CsvExport(Response):
    """The answer that is a CSV file, row by row out of one consistent view of the database.

    The number of rows is counted in that view and stands in the header. Where anything fails on the way the answer is broken
    off without its end, which every client can tell from a whole one; a file is never cut and passed off as whole.
    """

    def __init__(
        self,
        db: Database,
        file_name: str,
        headings: Sequence[str],
        count: Callable[[Transaction], Awaitable[int]],
        rows: Callable[[Transaction], AsyncGenerator[Sequence[Any], None]],
    ) -> None:
        super().__init__(media_type="text/csv")
        self._db, self._headings, self._count, self._rows = db, headings, count, rows
        self.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
        del self.headers["Content-Length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        async with self._db.reading() as tx:
            self.headers[ROWS] = str(await self._count(tx))
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await _send(send, BOM + lines([self._headings]))
            waiting: list[Sequence[Any]] = []
            async with aclosing(self._rows(tx)) as rows:
                async for row in rows:
                    waiting.append(row)
                    if len(waiting) == CHUNK_ROWS:
                        await _send(send, lines(waiting))
                        waiting.clear()
            await _send(send, lines(waiting))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
