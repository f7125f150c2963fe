"""Disks that are full: a server's folder, or a part of it, on a disk in memory of a few megabytes."""

import errno
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aftercare.private import Private

from .postgres import start_again, stop
from .sessions import ask

MEGABYTE = 1 << 20
BALLAST = "ballast"


@dataclass(frozen=True)
class SmallDisk:
    """A folder that holds no more than its size."""

    folder: Path

    @property
    def free_bytes(self) -> int:
        """What still fits."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self) -> None:
        """Leave not a byte."""
        block = bytes(MEGABYTE)
        with (self.folder / BALLAST).open("ab", buffering=0) as ballast:
            while block:
                try:
                    ballast.write(block)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    block = block[: len(block) // 2]

    def free(self) -> None:
        """Give the room back that ``fill`` took."""
        (self.folder / BALLAST).unlink(missing_ok=True)


def can_mount() -> bool:
    """We are root on a system where disks may be mounted."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


@contextmanager
def small_disk(folder: Path, megabytes: int, owner: str) -> Iterator[SmallDisk]:
    """Over the folder, which is hidden as long; gone with the block, with what is on it."""
    known = pwd.getpwnam(owner)
    options = f"size={megabytes}m,mode=0700,uid={known.pw_uid},gid={known.pw_gid}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "aftercare", str(folder)], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def postgres_part_on_small_disk(server: Private, part: str, spare_megabytes: int) -> Iterator[SmallDisk]:
    """One of PostgreSQL's folders, ``base`` (all tables) or below it, or ``pg_wal``, on a disk with so much room to spare.

    The server is stopped and started for it, before and after; what it wrote meanwhile is kept.
    """
    data = Path(ask(server.url, "show data_directory"))
    place, aside = data / part, data.parent / "aside"
    stop(server)
    place.rename(aside)
    place.mkdir(0o700)
    needed = sum(path.stat().st_size for path in aside.rglob("*") if path.is_file()) // MEGABYTE + 1
    with small_disk(place, needed + spare_megabytes, "postgres") as disk:
        _copy(aside, place)
        start_again(server)
        try:
            yield disk
        finally:
            disk.free()
            stop(server)
            shutil.rmtree(aside)
            aside.mkdir(0o700)
            _copy(place, aside)
    place.rmdir()
    aside.rename(place)
    shutil.chown(place, "postgres", "postgres")
    start_again(server)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "--archive", f"{source}/.", str(target)], check=True)
