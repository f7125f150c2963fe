"""Photos and papers that people bring: told by their content, and freed of what they need not tell (L8).

A photo is decoded and written anew, upright and without EXIF, place, comment or anything behind its end; when it was taken is
kept beside it. A PDF stays as it is, unless it is locked, broken, or would run something.

Each is looked into by a process of its own that may take so much memory and so many seconds, and only a few at once: what is
made to hurt a decoder hurts that process and nobody else.
"""

import asyncio
import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from aftercare_contracts.errors import Invalid, Problem

PHOTOS = ("image/jpeg", "image/png", "image/webp")
PDF = "application/pdf"
MEDIA_TYPES = (*PHOTOS, PDF)
LARGEST_PHOTO_BYTES, LARGEST_PDF_BYTES = 15_000_000, 20_000_000
CPU_SECONDS = 20
AT_ONCE = ThreadPoolExecutor(2, "papers")
READER = Path(__file__).with_name("reading_papers.py")


class NotAPhoto(Invalid):
    """A photo is a JPEG, PNG or WebP file and a paper is a PDF, sent as what it is and whole."""


class PaperTooLarge(Invalid):
    """The file is too large."""


class PaperUnsafe(Invalid):
    """The PDF is locked, or carries something that would run; print it to a plain PDF and send that."""


class PaperTooDemanding(Invalid):
    """Looking into the file takes more time or memory than a photo or paper needs; take it anew, or print it to a plain PDF."""


REFUSALS: dict[str, type[Invalid]] = {
    each.__name__: each for each in (NotAPhoto, PaperTooLarge, PaperUnsafe, PaperTooDemanding)
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is kept: known by the SHA-256 of its bytes in hex; ``taken_at`` as the camera said, where it did."""

    sha256: str
    media_type: str
    content: bytes
    taken_at: datetime | None = None


async def paper(declared: str, content: bytes, cpu_seconds: int = CPU_SECONDS) -> Paper:
    """What was brought, made fit to be kept. Raises ``NotAPhoto``, ``PaperTooLarge``, ``PaperUnsafe``, ``PaperTooDemanding``."""
    if declared not in MEDIA_TYPES:
        raise NotAPhoto("", Problem("", f"not {declared or 'a known media type'}", " or ".join(MEDIA_TYPES)))
    most = LARGEST_PDF_BYTES if declared == PDF else LARGEST_PHOTO_BYTES
    if len(content) > most:
        raise PaperTooLarge("", Problem("", f"{len(content):,} bytes", f"at most {most:,} bytes"))
    loop = asyncio.get_running_loop()
    found, cleaned = await loop.run_in_executor(AT_ONCE, _read, declared, content, cpu_seconds)
    if "refused" in found:
        kind, what, expected = found["refused"]
        raise REFUSALS[kind]("", Problem("", what, expected))
    kept = content if declared == PDF else cleaned
    taken_at = found.get("taken_at")
    return Paper(
        hashlib.sha256(kept).hexdigest(), declared, kept, datetime.fromisoformat(taken_at) if taken_at else None
    )


def _read(declared: str, content: bytes, cpu_seconds: int) -> tuple[dict[str, Any], bytes]:
    """What the reader found. Raises ``PaperTooDemanding`` where it was killed, or crashed, over this file."""
    done = subprocess.run(  # noqa: S603 - ours, and of what was sent it is told a media type we know
        [sys.executable, "-I", READER, declared, str(cpu_seconds)],
        input=content,
        capture_output=True,
        start_new_session=True,  # whoever stops us from a terminal does not stop it
    )
    if done.returncode < 0:
        raise PaperTooDemanding("", Problem("", "more time than a photo or paper needs"))
    if done.returncode:
        raise RuntimeError(f"papers cannot be looked into: {done.stderr[-500:].decode(errors='replace')}")
    head, _, kept = done.stdout.partition(b"\n")
    return json.loads(head), kept
