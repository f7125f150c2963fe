"""Photographs as evidence: what counts as one."""

import hashlib
from dataclasses import dataclass

from aftercare_contracts.errors import Invalid, Problem

SIGNS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
"""How the files begin, by media type."""
LARGEST_BYTES = 5_000_000


class NotAPhoto(Invalid):
    """A photo is a JPEG or PNG file, sent as what it is."""


class PhotoTooLarge(Invalid):
    """A photo is at most 5 MB."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph, known by the SHA-256 of its bytes in hex."""

    sha256: str
    media_type: str
    content: bytes


def photo(media_type: str, content: bytes) -> Photo:
    """What was uploaded, once it proves to be what it says. Raises ``NotAPhoto``, ``PhotoTooLarge``."""
    must_be_small(len(content))
    if not content.startswith(SIGNS.get(media_type, b"\x00never")):
        raise NotAPhoto("", Problem("", f"not {media_type or 'a known media type'}", " or ".join(SIGNS)))
    return Photo(hashlib.sha256(content).hexdigest(), media_type, content)


def must_be_small(size: int) -> None:
    """Raises ``PhotoTooLarge`` above the limit."""
    if size > LARGEST_BYTES:
        raise PhotoTooLarge("", Problem("", f"{size:,} bytes or more", f"at most {LARGEST_BYTES:,} bytes"))
