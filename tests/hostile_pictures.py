"""Pictures that somebody made to hurt whoever decodes them, to hide something in them, or with a very odd camera."""

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, ImageCms, PngImagePlugin

HIDDEN = "Mr Chen, 3-1201, 22.5431N"
"""What no picture may tell once it is kept."""
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def gradient(mode: str = "RGB", size: tuple[int, int] = (32, 32)) -> Image.Image:
    """A picture in which no two corners look alike."""
    across, down = Image.linear_gradient("L").resize(size), Image.linear_gradient("L").rotate(90).resize(size)
    return Image.merge("RGB", (across, down, across)).convert(mode)


def saved(image: Image.Image, form: str, **how: Any) -> bytes:
    """The picture as a file."""
    made = io.BytesIO()
    image.save(made, form, **how)
    return made.getvalue()


def moving(form: str, frames: int = 4) -> bytes:
    """Several pictures in one file; only the first is what a camera saw."""
    rest = [Image.new("RGB", (32, 32), (0, place, 0)) for place in range(1, frames)]
    return saved(gradient(), form, save_all=True, append_images=rest)


def png_with_words() -> bytes:
    """What a phone writes beside the pixels, plain, packed and as XMP."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", HIDDEN)
    words.add_text("Comment", HIDDEN, zip=True)
    words.add_itxt("XML:com.adobe.xmp", f"<x>{HIDDEN}</x>")
    return saved(gradient(), "PNG", pnginfo=words)


def png_of_packed_words(length: int) -> bytes:
    """A comment that is nothing as a file and very much once it is unpacked."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "A" * length, zip=True)
    return saved(gradient(), "PNG", pnginfo=words)


def jpeg_with_words() -> bytes:
    """Likewise with EXIF's own words, a maker's note and a small picture of the whole, which cropping forgets."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = HIDDEN
    own = exif.get_ifd(ExifTags.IFD.Exif)
    own[ExifTags.Base.MakerNote] = own[ExifTags.Base.UserComment] = HIDDEN.encode()
    return saved(
        gradient(), "JPEG", exif=exif, xmp=HIDDEN.encode(), comment=HIDDEN.encode(), icc_profile=SRGB + HIDDEN.encode()
    )


def taken(when: str, form: str = "JPEG") -> bytes:
    """A picture whose camera says it was taken then."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = when
    return saved(gradient(), form, exif=exif)


def turned(orientation: int) -> bytes:
    """A picture that says how the camera was held."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return saved(gradient(), "JPEG", exif=exif)


EXIF_OF_ITSELF = b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0"
"""A directory whose inner and next directory are itself."""
EXIF_OF_AN_ODD_KIND = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x04abc\0\0\0\0\0"
"""An orientation that is a text."""
EXIF_OVER_NOTHING = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x05\0\0\0\x01\0\0\0\x1a\0\0\0\0" + bytes(8)
"""An orientation of 0/0."""
EXIF_WITHOUT_END = b"MM\0*\0\0\0\x08\xff\xff\x01\x12\0\x03\xff\xff\xff\xff\0\x06\0\0\0\0\0\0"
"""65,535 entries, the first of 4,294,967,295 values."""
EXIF_SOMEWHERE_ELSE = b"II*\0\xff\xff\xff\xff"
"""A directory 4 GB further on."""


def jpeg_with_exif(tiff: bytes) -> bytes:
    """A picture with these bytes in place of what a camera says."""
    segment = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + saved(gradient(), "JPEG")[2:]


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes, depth: int = 8, colour: int = 0, more: bytes = b"") -> bytes:
    """A PNG that says it is so wide and high, whatever its rows are; grey unless said otherwise."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def webp_of(width: int, height: int) -> bytes:
    """A small picture that is said to be so wide and high."""
    bare = saved(gradient(), "WEBP", lossless=True)
    sides = bare.index(b"VP8L") + 9
    said = width - 1 | height - 1 << 14 | int.from_bytes(bare[sides : sides + 4], "little") >> 28 << 28
    return bare[:sides] + said.to_bytes(4, "little") + bare[sides + 4 :]


def jpeg_of(width: int, height: int) -> bytes:
    """A small picture whose frame is said to be so wide and high."""
    bare = saved(gradient(), "JPEG")
    frame = bare.index(b"\xff\xc0")
    return bare[: frame + 5] + struct.pack(">HH", height, width) + bare[frame + 9 :]


def jpeg_scanned_again_and_again(times: int, side: int = 4000) -> bytes:
    """One large picture of one colour, told in very many small scans, each of which goes over all of it."""
    bare = saved(Image.new("L", (side, side), 90), "JPEG", progressive=True)
    last = bare.rindex(b"\xff\xda")
    return bare[:last] + bare[last:-2] * times + bare[-2:]
