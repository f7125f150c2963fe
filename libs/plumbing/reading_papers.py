"""Looks into one photo or paper: a program of its own, as a file can be made to take all memory, crash a decoder or never end.

``python -I reading_papers.py image/jpeg 20`` reads the file from standard input and writes what it found, a line of JSON, and
behind it the photo as it is to be kept. It may take so many seconds of a processor; whoever started it sees it killed after them.
By ``-I`` the files beside it are not taken for the libraries whose names they bear.
"""

import contextlib
import io
import json
import os
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import chain
from typing import Any

MEMORY_BYTES = 1_500_000_000
PIXELS_MAX = 60_000_000
PLAIN = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "I;16", "RGB", "RGBA"), "WEBP": ("RGB", "RGBA")}
"""How a picture of each form may hold its points; any other is told in colours of its own."""
CHINA = timezone(timedelta(hours=8))
RUNS_SOMETHING = frozenset({
    "/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/RichMedia", "/XFA", "/SubmitForm", "/ImportData",
    "/GoToE", "/GoToR",
})  # fmt: skip
"""Names that a plain PDF has no use for: what runs, what is hidden inside, what sends or fetches."""
WRITTEN_OUT = re.compile(
    rb"/(?:S|Type|Subtype)(?:[\s\0]|%[^\r\n]*+[\r\n])*+"
    rb"/(JavaScript|Launch|EmbeddedFile|RichMedia|SubmitForm|ImportData|GoToE|GoToR)\b"
)
"""What says so of an object, wherever it stands. No pattern here goes back over what it has passed."""
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
BEGINS = re.compile(rb"(?<!\d)\d++\s++\d++\s++obj\s*+(?=<<)")
ENDS = re.compile(rb"stream|endobj")
HEAD_BYTES = 1000


class Refused(Exception):
    """Of which kind, what is wrong, what would be right."""


def main(declared: str, cpu_seconds: int) -> None:
    """One file, from standard input."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    content, kept = sys.stdin.buffer.read(), b""
    found: dict[str, Any] = {}
    try:
        if declared == "application/pdf":
            look_into_pdf(content)
        else:
            kept, found["taken_at"] = cleaned(content, declared.removeprefix("image/").upper())
    except Refused as error:
        found["refused"] = error.args
    except MemoryError:
        found["refused"] = ["PaperTooDemanding", "more memory than a photo or paper needs", ""]
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n" + kept)


def cleaned(content: bytes, form: str) -> tuple[bytes, str | None]:
    """Only the points, upright, in a new picture; and when it was taken. Raises ``Refused``."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=[form]) as image:
                if image.width * image.height > PIXELS_MAX:
                    raise Image.DecompressionBombError
                image.load()
                return _written(ImageOps.exif_transpose(image), form), _taken_at(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("PaperTooLarge", "too many pixels", f"at most {PIXELS_MAX:,} pixels") from error
    except MemoryError:
        raise
    except Exception as error:  # Pillow raises whatever a broken file makes its decoders do
        raise Refused("NotAPhoto", f"not a whole {form} picture", "a photo as the camera wrote it") from error


def _written(image: Any, form: str) -> bytes:
    from PIL import Image

    mode = image.mode
    if mode not in PLAIN[form]:
        mode = "RGBA" if image.has_transparency_data and form != "JPEG" else "RGB"
    bare = Image.new(mode, image.size)
    bare.paste(image if image.mode == mode else image.convert(mode))
    written = io.BytesIO()
    bare.save(written, form, **({"quality": 92, "optimize": True} if form == "JPEG" else {}))
    return written.getvalue()


def _taken_at(image: Any) -> str | None:
    from PIL import ExifTags

    said = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    if not isinstance(said, str) or not re.fullmatch(r"[0-9]{4}:\d\d:\d\d \d\d:\d\d:\d\d", said, re.ASCII):
        return None
    with contextlib.suppress(ValueError, OverflowError):
        return datetime.strptime(said, "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA).astimezone(UTC).isoformat()
    return None


def look_into_pdf(content: bytes) -> None:
    """Raises ``Refused`` where it is broken, locked, or holds what would run."""
    import pypdf

    try:
        if not content.startswith(b"%PDF-"):
            raise ValueError("no PDF header")
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Refused("PaperUnsafe", "locked with a password", "a PDF that anybody may open")
        if not len(reader.pages):
            raise ValueError("no page")
        found = _named_somewhere(reader) or _written_somewhere(reader, content)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # pypdf raises whatever a broken file makes its parser do
        raise Refused("NotAPhoto", "not a whole PDF", "a PDF that a viewer opens") from error
    if found:
        raise Refused("PaperUnsafe", f"holds {found}", "a plain PDF")


def _named_somewhere(reader: Any) -> str:
    """The first name that would run something in whatever the file's root leads to, however it is called there; or nothing."""
    from pypdf.generic import IndirectObject, NameObject

    waiting, seen = [reader.trailer], set()
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            place = (thing.idnum, thing.generation)
            if place not in seen:
                seen.add(place)
                waiting.append(thing.get_object())
        elif isinstance(thing, dict):
            waiting += [*thing.values(), *map(NameObject, thing)]
        elif isinstance(thing, list):
            waiting += thing
        elif isinstance(thing, NameObject) and thing in RUNS_SOMETHING:
            return str(thing)
    return ""


def _written_somewhere(reader: Any, content: bytes) -> str:
    """Likewise in what the file holds, whether or not anything leads there: of two objects by one number, or in a table that is
    broken, viewers choose otherwise than we."""
    for text in chain([content], _packed_objects(reader, content)):
        if found := WRITTEN_OUT.search(_unescaped(text)):
            return f"/{found[1].decode()}"
    return ""


def _packed_objects(reader: Any, content: bytes) -> Iterator[bytes]:
    from pypdf.generic import StreamObject, read_object

    for begin in BEGINS.finditer(content):
        head = ENDS.split(content[begin.end() : begin.end() + HEAD_BYTES], maxsplit=1)[0]
        if b"/ObjStm" in _unescaped(head):
            stream = io.BytesIO(content)
            stream.seek(begin.end())
            if isinstance(found := read_object(stream, reader), StreamObject):
                yield found.get_data()


def _unescaped(text: bytes) -> bytes:
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
    sys.stdout.flush()
    os._exit(0)  # nothing is left to tidy up, and taking down what a hostile file built may take long
