"""Photos and papers that people bring: told by their content, and freed of what they need not tell (L8).

A photo is decoded and written anew, upright and without EXIF, place, comment or anything behind its end; when it was taken is
kept beside it. A PDF stays as it is, unless it is locked, broken, or would run something.
"""

import asyncio
import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pypdf
from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import CHINA
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from pypdf.errors import PyPdfError

PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PDF = "application/pdf"
MEDIA_TYPES = (*PHOTOS, PDF)
LARGEST_PHOTO_BYTES, LARGEST_PDF_BYTES = 15_000_000, 20_000_000
PIXELS_MAX = 60_000_000
RUNS_SOMETHING = frozenset({"/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/RichMedia", "/XFA"})
DEPTH_MAX, OBJECTS_MAX = 60, 200_000


class NotAPhoto(Invalid):
    """A photo is a JPEG, PNG or WebP file and a paper is a PDF, sent as what it is and whole."""


class PaperTooLarge(Invalid):
    """The file is too large."""


class PaperUnsafe(Invalid):
    """The PDF is locked, or carries something that would run; print it to a plain PDF and send that."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is kept: known by the SHA-256 of its bytes in hex; ``taken_at`` as the camera said, where it did."""

    sha256: str
    media_type: str
    content: bytes
    taken_at: datetime | None = None


async def paper(declared: str, content: bytes) -> Paper:
    """What was brought, made fit to be kept. Raises ``NotAPhoto``, ``PaperTooLarge``, ``PaperUnsafe``."""
    return await asyncio.to_thread(_paper, declared, content)


def _paper(declared: str, content: bytes) -> Paper:
    if declared not in MEDIA_TYPES:
        raise NotAPhoto("", Problem("", f"not {declared or 'a known media type'}", " or ".join(MEDIA_TYPES)))
    most = LARGEST_PDF_BYTES if declared == PDF else LARGEST_PHOTO_BYTES
    if len(content) > most:
        raise PaperTooLarge("", Problem("", f"{len(content):,} bytes", f"at most {most:,} bytes"))
    if declared == PDF:
        _must_be_plain(content)
        return Paper(hashlib.sha256(content).hexdigest(), PDF, content)
    cleaned, taken_at = _cleaned(declared, content)
    return Paper(hashlib.sha256(cleaned).hexdigest(), declared, cleaned, taken_at)


def _cleaned(declared: str, content: bytes) -> tuple[bytes, datetime | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=[PHOTOS[declared]]) as image:
                _must_be_drawable(image)
                taken_at = _taken_at(image)
                upright = ImageOps.exif_transpose(image)
                return _written(upright, PHOTOS[declared]), taken_at
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PaperTooLarge("", Problem("", "too many pixels", f"at most {PIXELS_MAX:,} pixels")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Warning) as error:
        raise NotAPhoto("", Problem("", f"not a whole {declared}", "a photo as the camera wrote it")) from error


def _must_be_drawable(image: Image.Image) -> None:
    if image.width * image.height > PIXELS_MAX:
        what = f"{image.width} by {image.height} pixels"
        raise PaperTooLarge("", Problem("", what, f"at most {PIXELS_MAX:,} pixels"))
    image.load()


def _written(image: Image.Image, form: str) -> bytes:
    """Only the pixels go into a new picture."""
    mode = "RGB" if form == "JPEG" and image.mode not in ("L", "RGB") else image.mode
    bare = Image.new(mode, image.size)
    bare.paste(image.convert(mode))
    written = io.BytesIO()
    bare.save(written, form, **({"quality": 92, "optimize": True} if form == "JPEG" else {}))
    return written.getvalue()


def _taken_at(image: Image.Image) -> datetime | None:
    said = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    if not isinstance(said, str) or not re.fullmatch(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d", said):
        return None
    try:
        return datetime.strptime(said, "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA).astimezone(UTC)
    except ValueError:
        return None


def _must_be_plain(content: bytes) -> None:
    try:
        if not content.startswith(b"%PDF-"):
            raise PyPdfError("no PDF header")
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise PaperUnsafe("", Problem("", "locked with a password", "a PDF that anybody may open"))
        if not len(reader.pages):
            raise PyPdfError("no page")
        found = _running(reader.trailer, set(), 0)
    except PaperUnsafe:
        raise
    except Exception as error:  # pypdf raises whatever a broken file makes its parser do
        raise NotAPhoto("", Problem("", "not a whole PDF", "a PDF that a viewer opens")) from error
    if found:
        raise PaperUnsafe("", Problem("", f"holds {found}", "a plain PDF"))


def _running(thing: Any, seen: set[tuple[int, int]], depth: int) -> str:
    """The first name in the file that would run something, or nothing."""
    if isinstance(thing, pypdf.generic.IndirectObject):
        place = (thing.idnum, thing.generation)
        if place in seen or len(seen) > OBJECTS_MAX:
            return ""
        seen.add(place)
        thing = thing.get_object()
    if depth > DEPTH_MAX:
        return "/TooDeep"
    if isinstance(thing, dict):
        for name, inner in thing.items():
            if name in RUNS_SOMETHING or (name == "/S" and inner in ("/JavaScript", "/Launch")):
                return str(name)
            if found := _running(inner, seen, depth + 1):
                return found
    elif isinstance(thing, list):
        for inner in thing:
            if found := _running(inner, seen, depth + 1):
                return found
    return ""
