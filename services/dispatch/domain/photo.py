"""Photos and papers as evidence, as dispatch keeps them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo or paper on record, known by the SHA-256 of its bytes in hex; ``taken_at`` as the camera said."""

    sha256: str
    media_type: str
    size_bytes: int
    taken_at: datetime | None = None
