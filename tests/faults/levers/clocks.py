"""Clocks that jump: one process's or one server's idea of what time it is, moved while it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = tuple(
    Path(f"/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1") for machine in ("x86_64", "aarch64")
)


def library() -> Path | None:
    """Debian's ``faketime``, or none."""
    return next((path for path in LIBRARIES if path.exists()), None)


@dataclass(frozen=True)
class JumpingClock:
    """A clock beside the true one. What measures durations goes on truly, as it does on a machine whose clock is set."""

    file: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process that goes by this clock is started with."""
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    @property
    def program(self) -> Sequence[str]:
        """Of which another program is started as a child to go by this clock: for one that changes its user first."""
        return ["env", *(f"{name}={value}" for name, value in self.environment.items())]

    def set(self, offset_seconds: float) -> None:
        """So far ahead of the true time from now on; behind where it is negative."""
        beside = self.file.with_suffix(".next")
        beside.write_text(f"{offset_seconds:+.0f}\n")
        beside.chmod(0o644)
        beside.rename(self.file)
