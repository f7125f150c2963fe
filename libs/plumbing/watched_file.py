"""A small JSON file that somebody else writes, read again when it changes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class FileBroken(Exception):
    """A file we decide by is missing or cannot be understood: nothing is decided until somebody mends it."""


class WatchedFile(Generic[T]):
    """What a file says now, in our own shape."""

    def __init__(self, path: Path, understand: Callable[[Any], T]) -> None:
        self._path, self._understand = path, understand
        self._read: tuple[tuple[int, int, int], T] | None = None

    def read(self) -> T:
        """Raises ``FileBroken``, and does so for as long as it is; what it said before does not count any more."""
        try:
            stat = self._path.stat()
            mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._read is None or self._read[0] != mark:
                self._read = (mark, self._understand(json.loads(self._path.read_text("utf-8"))))
            return self._read[1]
        except Exception as error:
            self._read = None
            raise FileBroken(f"{self._path}: {error!r}") from error
