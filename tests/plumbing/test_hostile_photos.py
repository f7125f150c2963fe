"""Photos made to hurt or to hide something: each is refused as what it is, or comes out as a plain picture (L8)."""

import io
import zlib

import hostile_pictures as hostile
import pytest
from hostile_pictures import HIDDEN, gradient, png, saved
from PIL import Image, ImageChops
from plumbing.papers import NotAPhoto, PaperTooDemanding, PaperTooLarge, paper
from plumbing.reading_papers import Refused, cleaned

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
FORMS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
PLAIN = {
    "jfif",
    "jfif_version",
    "jfif_unit",
    "jfif_density",
    "loop",
    "background",
    "timestamp",
    "duration",
    "transparency",
}
"""What a reader says of any file of these kinds, with nothing in it of whoever made it."""
ZIP = b"PK\x03\x04" + HIDDEN.encode() + b"PK\x05\x06" + bytes(18)
PAGE = b"<html><script>alert('" + HIDDEN.encode() + b"')</script>"


def named(value: object) -> str:
    """A case of a table, in a report."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)[:20]


def kept_as(content: bytes, declared: str) -> Image.Image:
    """The picture, which is one, of that form, and tells nothing besides."""
    assert HIDDEN.encode() not in content
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        assert image.format == FORMS[declared]
        assert set(image.info) <= PLAIN
        assert dict(image.getexif()) == {}
        assert getattr(image, "n_frames", 1) == 1
        return image.copy()


def looks_like(found: Image.Image, meant: Image.Image, within: int) -> bool:
    """Is no point of it further off than compression takes it?"""
    wide = ImageChops.difference(found.convert("RGB"), meant.convert("RGB")).getextrema()
    return found.size == meant.size and max(high for _, high in wide) <= within


IN_FRONT = b"\xff\xd8\xff\xfe\x00\x40" + PAGE[:30] + bytes(32) + saved(gradient(), "JPEG")[2:]


@pytest.mark.rule("L8")
@pytest.mark.parametrize(
    ("declared", "content", "within"),
    [
        pytest.param(JPEG, saved(gradient(), "JPEG", icc_profile=hostile.SRGB), 30, id="a profile of colours"),
        pytest.param(PNG, saved(gradient(), "PNG", icc_profile=hostile.SRGB + HIDDEN.encode()), 0, id="words behind the profile"),
        pytest.param(WEBP, saved(gradient(), "WEBP", icc_profile=hostile.SRGB, xmp=HIDDEN.encode()), 60, id="XMP in a WebP"),
        pytest.param(JPEG, saved(gradient(), "JPEG", icc_profile=b"x" * 200_000), 30, id="a profile of noise"),
        pytest.param(JPEG, saved(gradient("CMYK"), "JPEG"), 30, id="CMYK"),
        pytest.param(JPEG, saved(gradient("L"), "JPEG"), 200, id="grey"),
        pytest.param(JPEG, hostile.jpeg_with_words(), 30, id="EXIF, XMP, comment, profile and maker's note with words"),
        pytest.param(PNG, hostile.png_with_words(), 0, id="plain and packed words in a PNG"),
        pytest.param(PNG, hostile.moving("PNG"), 0, id="a PNG that moves"),
        pytest.param(WEBP, hostile.moving("WEBP"), 60, id="a WebP that moves"),
        pytest.param(JPEG, hostile.moving("MPO"), 30, id="several pictures in one, MPO"),
        pytest.param(JPEG, saved(gradient(), "JPEG") + ZIP, 30, id="an archive behind a JPEG"),
        pytest.param(PNG, saved(gradient(), "PNG") + PAGE, 0, id="a page behind a PNG"),
        pytest.param(WEBP, saved(gradient(), "WEBP") + ZIP, 60, id="an archive behind a WebP"),
        pytest.param(JPEG, IN_FRONT, 30, id="a page in a JPEG's comment"),
        pytest.param(PNG, saved(gradient().quantize(256), "PNG"), 60, id="a palette"),
        pytest.param(PNG, saved(gradient().quantize(256), "PNG", transparency=3), 60, id="a palette with a hole"),
        pytest.param(PNG, saved(gradient("RGBA"), "PNG"), 0, id="RGBA"),
        *(pytest.param(JPEG, hostile.turned(each), 30, id=f"held in the way {each}") for each in (0, 9, 65_535)),
        pytest.param(JPEG, hostile.jpeg_with_exif(hostile.EXIF_OF_ITSELF), 30, id="EXIF that contains itself"),
        pytest.param(JPEG, hostile.jpeg_with_exif(hostile.EXIF_OF_AN_ODD_KIND), 30, id="EXIF of an odd kind"),
        pytest.param(JPEG, hostile.jpeg_with_exif(hostile.EXIF_OVER_NOTHING), 30, id="EXIF divided by nothing"),
        pytest.param(JPEG, hostile.jpeg_with_exif(b"II*"), 30, id="EXIF of three bytes"),
    ],
)  # fmt: skip
def test_an_odd_photo_is_kept_as_the_plain_picture_it_shows(declared: str, content: bytes, within: int) -> None:
    kept, _ = cleaned(content, FORMS[declared])
    assert looks_like(kept_as(kept, declared), gradient(), within)
    again, _ = cleaned(kept, FORMS[declared])
    assert looks_like(kept_as(again, declared), gradient(), within + 30)


def test_sixteen_bits_a_point_are_not_lost() -> None:
    kept, _ = cleaned(saved(Image.new("I;16", (4, 4), 40_000), "PNG"), "PNG")
    assert kept_as(kept, PNG).getpixel((3, 3)) == 40_000
    colours = b"".join(b"\0" + b"\xa0\x01\x50\x02\x20\x03" * 4 for _ in range(4))
    assert kept_as(cleaned(png(4, 4, colours, 16, 2), "PNG")[0], PNG).getpixel((0, 0)) == (160, 80, 32)


@pytest.mark.parametrize(
    ("declared", "content", "size"),
    [
        (PNG, png(1, 60_001, bytes(120_002)), (1, 60_001)), (PNG, png(60_001, 1, bytes(60_002)), (60_001, 1)),
        (JPEG, saved(Image.new("L", (1, 65_500)), "JPEG"), (1, 65_500)), (WEBP, saved(Image.new("L", (16_383, 1)), "WEBP"), (16_383, 1)),
        (PNG, png(1, 1, bytes(2), 1), (1, 1)), (PNG, png(9, 9, bytes(50_000_000)), (9, 9)),
    ],
    ids=["thin", "flat", "thin JPEG", "flat WebP", "one point", "more rows than it says"],
)  # fmt: skip
def test_a_picture_of_an_extreme_shape_is_a_picture(declared: str, content: bytes, size: tuple[int, int]) -> None:
    assert kept_as(cleaned(content, FORMS[declared])[0], declared).size == size


@pytest.mark.rule("L8")
@pytest.mark.parametrize(
    ("when", "year"),
    [("0001:01:01 00:00:00", None), ("0000:00:00 00:00:00", None), ("9999:12:31 23:59:59", 9999), ("2026:02:30 10:00:00", None),
     ("٢٠٢٦:03:10 09:30:00", None), ("2026:03:10 09:30:00'; drop table photo", None), ("9" * 60_000, None)],
)  # fmt: skip
def test_a_moment_that_no_clock_shows_is_no_moment_and_the_photo_is_kept(when: str, year: int | None) -> None:
    kept, taken_at = cleaned(hostile.taken(when), "JPEG")
    assert kept_as(kept, JPEG)
    assert (int(taken_at[:4]) if taken_at else None) == year


TRUNCATED = [
    (declared, saved(gradient(size=(64, 64)), form)[:-share])
    for declared, form in FORMS.items() for share in (1_000_000, 200, 60)
]  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        *TRUNCATED, (JPEG, hostile.jpeg_with_exif(hostile.EXIF_WITHOUT_END)), (JPEG, hostile.jpeg_with_exif(hostile.EXIF_SOMEWHERE_ELSE)),
        (PNG, hostile.png_of_packed_words(70_000_000)), (PNG, png(0, 0, b"")), (PNG, png(0, 9, bytes(9))), (PNG, png(9, 0, b"")),
        (PNG, png(9, 9, b"")), (PNG, png(9, 9, bytes(90), 3)), (JPEG, hostile.jpeg_of(0, 0)),
        (PNG, saved(gradient(), "GIF")), (PNG, hostile.moving("GIF")), (JPEG, hostile.moving("WEBP")), (WEBP, saved(gradient(), "BMP")),
        (JPEG, saved(gradient(), "TIFF")), (JPEG, saved(gradient(), "JPEG2000")), (PNG, saved(gradient("RGBA"), "ICO")), (JPEG, ZIP),
        (PNG, b"\x89PNG\r\n\x1a\n"), (WEBP, b"RIFF\xff\xff\xff\xffWEBPVP8X"), (PNG, zlib.compress(bytes(1000))), (JPEG, PAGE),
        (PNG, b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    ],
    ids=named,
)  # fmt: skip
def test_what_is_no_whole_photo_of_the_kind_it_says_is_refused(declared: str, content: bytes) -> None:
    with pytest.raises(Refused) as error:
        cleaned(content, FORMS[declared])
    assert error.value.args[0] == NotAPhoto.__name__


@pytest.mark.parametrize(
    ("declared", "form"),
    [
        ("image/gif", "GIF"),
        ("image/avif", "AVIF"),
        ("image/tiff", "TIFF"),
        ("IMAGE/JPEG", "JPEG"),
        ("image/../png", "PNG"),
    ],
)
async def test_what_says_it_is_of_another_kind_is_refused(declared: str, form: str) -> None:
    with pytest.raises(NotAPhoto):
        await paper(declared, saved(gradient(), form))


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        (PNG, png(50_000, 50_000, b"")), (PNG, png(2**31 - 1, 2**31 - 1, b"")), (PNG, png(60_000_001, 1, b"")),
        (PNG, png(1, 60_000_001, b"")), (JPEG, hostile.jpeg_of(65_500, 65_500)), (JPEG, hostile.jpeg_of(1_000, 60_001)),
        (WEBP, hostile.webp_of(16_383, 16_383)), (WEBP, hostile.webp_of(8_000, 8_000)),
    ],
    ids=named,
)  # fmt: skip
async def test_more_points_than_a_photo_has_are_refused_before_they_are_drawn(declared: str, content: bytes) -> None:
    assert len(content) < 10_000
    with pytest.raises(PaperTooLarge) as refused:
        await paper(declared, content)
    assert refused.value.problems[0].expected == "at most 60,000,000 pixels"


async def test_a_photo_that_takes_longer_to_draw_than_one_may_is_refused() -> None:
    endless = hostile.jpeg_scanned_again_and_again(100_000)
    assert len(endless) < 15_000_000
    with pytest.raises(PaperTooDemanding):
        await paper(JPEG, endless, cpu_seconds=1)
    assert (await paper(JPEG, saved(gradient(), "JPEG"))).media_type == JPEG
