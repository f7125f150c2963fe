"""A CSV file read piece by piece: what lies in one window of its bytes, and where to go on."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

TOO_LONG = f"a cell of more than {csv.field_size_limit():,} characters"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on, its cells or why there are none, and where the next one begins."""

    line: int
    cells: list[str]
    problem: str
    next_byte: int
    next_line: int


class _Lines:
    """The whole lines of a window; the last one of a file needs no line end."""

    def __init__(self, window: bytes, encoding: str, is_last: bool) -> None:
        self.window, self.encoding, self.is_last = window, encoding, is_last
        self.byte, self.count, self.ran_out = 0, 0, False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        end = self.window.find(b"\n", self.byte) + 1
        if not end and self.is_last:
            end = len(self.window)
        if end <= self.byte:
            self.ran_out = True
            raise StopIteration
        line, self.byte = self.window[self.byte : end], end
        self.count += 1
        return line.decode(self.encoding, "replace")


def records(window: bytes, encoding: str, separator: str, line: int, *, is_last: bool) -> Iterator[Record]:
    """The records that lie wholly in the window, whose first line is ``line``; bytes count from the window's beginning.

    A quote that is never closed ends where the longest cell would, so that one broken row never swallows a file.
    """
    lines = _Lines(window, encoding, is_last)
    reader = csv.reader(lines, delimiter=separator)
    while True:
        began = line + lines.count
        try:
            cells, problem = next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            cells, problem = [], TOO_LONG if "limit" in str(error) else str(error)
        if lines.ran_out and not is_last:
            return
        if lines.ran_out:
            cells, problem = [], "an opening quote has no end"
        yield Record(began, cells, problem, lines.byte, line + lines.count)
