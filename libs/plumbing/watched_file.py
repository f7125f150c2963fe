"""A small JSON file that somebody else writes, read again when it changes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")
TRIES = 20


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
                self._read = (mark, self._understand(json.loads(self._whole().decode("utf-8"))))
            return self._read[1]
        except Exception as error:
            self._read = None
            raise FileBroken(f"{self._path}: {error!r}") from error

    def _whole(self) -> bytes:
        """Read until it is twice the same: a file that grows meanwhile ends in what was not there when one began."""
        content = self._path.read_bytes()
        for _ in range(TRIES):
            before, content = content, self._path.read_bytes()
            if content == before:
                break
        return content
