"""What people bring is told by its content and freed of what it need not tell (L7, L8); files are kept by their hash."""

import asyncio
import hashlib
import io
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aftercare_contracts.errors import Invalid
from pictures import paper as pdf
from pictures import picture
from PIL import ExifTags, Image
from plumbing.objects import ObjectLost, Objects
from plumbing.papers import LARGEST_PHOTO_BYTES, NotAPhoto, PaperTooLarge, PaperUnsafe, paper

SECRET = b"22.5431N 114.0579E"


def with_exif(form: str = "JPEG") -> bytes:
    """A picture on its side that knows where, when and with what it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Phone of Mr Chen"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:10 09:30:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET
    return picture("a damp wall", form, (16, 8), exif=exif)


@pytest.mark.rule("L8")
@pytest.mark.parametrize(("form", "declared"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
async def test_of_a_photo_only_the_upright_picture_is_kept_and_when_it_was_taken_beside_it(
    form: str, declared: str
) -> None:
    brought = with_exif(form)
    assert SECRET in brought
    kept = await paper(declared, brought)
    for secret in (SECRET, b"Mr Chen", b"Exif"):
        assert secret not in kept.content
    assert kept.taken_at == datetime(2026, 3, 10, 1, 30, tzinfo=UTC)
    with Image.open(io.BytesIO(kept.content)) as image:
        assert (image.size, dict(image.getexif()), image.format) == ((8, 16), {}, form)
    assert kept.sha256 == hashlib.sha256(kept.content).hexdigest()


@pytest.mark.rule("L8")
async def test_what_hides_behind_a_photos_end_is_gone() -> None:
    kept = await paper("image/jpeg", picture("a damp wall") + b"PK\x03\x04 a hidden archive <script>")
    assert b"hidden" not in kept.content
    assert (await paper("image/jpeg", picture("a damp wall"))).sha256 == kept.sha256


def giant_png() -> bytes:
    """A header that promises 50,000 by 50,000 pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(1000))
    chunks = (
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in (head, data)
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("declared", "content", "error"),
    [
        ("image/jpeg", picture("x", "PNG"), NotAPhoto), ("image/png", picture("x"), NotAPhoto), ("image/jpeg", b"", NotAPhoto),
        ("image/jpeg", picture("x", size=(64, 64))[:-200], NotAPhoto), ("image/png", b"<html><script>1</script>", NotAPhoto),
        ("image/jpeg", b"\xff\xd8\xff\xe0 not really", NotAPhoto), ("image/svg+xml", b"<svg onload='x'/>", NotAPhoto),
        ("image/gif", picture("x", "GIF"), NotAPhoto), ("text/html", picture("x"), NotAPhoto), ("", picture("x"), NotAPhoto),
        ("image/png", giant_png(), PaperTooLarge), ("image/jpeg", bytes(LARGEST_PHOTO_BYTES + 1), PaperTooLarge),
        ("application/pdf", picture("x"), NotAPhoto), ("application/pdf", b"%PDF-1.7", NotAPhoto),
        ("application/pdf", pdf(0), NotAPhoto), ("application/pdf", pdf()[:200], NotAPhoto),
        ("application/pdf", pdf(password="x"), PaperUnsafe), ("application/pdf", pdf(script="app.alert(1)"), PaperUnsafe),
        ("image/jpeg", pdf(), NotAPhoto),
    ],
)  # fmt: skip
async def test_what_is_not_what_it_says_or_does_harm_is_refused(
    declared: str, content: bytes, error: type[Invalid]
) -> None:
    with pytest.raises(error):
        await paper(declared, content)


@pytest.mark.rule("L7")
async def test_a_plain_pdf_is_kept_as_it_is() -> None:
    brought = pdf(2)
    kept = await paper("application/pdf", brought)
    assert (kept.content, kept.taken_at) == (brought, None)


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    """A bucket of an S3-compatible server that speaks real HTTP."""
    import os

    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    access = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
              "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ALLOW_HTTP": "true"}  # fmt: skip
    before = dict(os.environ)
    os.environ.update(access)
    boto3.client("s3", endpoint_url=access["AWS_ENDPOINT_URL"], region_name="us-east-1").create_bucket(Bucket="papers")
    yield "s3://papers/aftercare"
    os.environ.clear()
    os.environ.update(before)
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    url = (tmp_path / "papers").as_uri() if request.param == "folder" else request.getfixturevalue("s3_url")
    return Objects(url)


@pytest.mark.rule("L7")
async def test_what_is_kept_is_found_by_its_hash_and_kept_once_however_many_bring_it(objects: Objects) -> None:
    hashes = await asyncio.gather(*(objects.put(b"a damp wall") for _ in range(5)))
    assert set(hashes) == {hashlib.sha256(b"a damp wall").hexdigest()}
    assert await objects.get(hashes[0]) == b"a damp wall"
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert [one async for one in objects.older_than(tomorrow)].count(hashes[0]) == 1
    assert hashes[0] not in [one async for one in objects.older_than(tomorrow - timedelta(days=2))]
    await objects.drop(hashes[0])
    with pytest.raises(ObjectLost, match="is missing"):
        await objects.get(hashes[0])


@pytest.mark.rule("L7")
async def test_what_was_altered_in_the_store_is_not_passed_off_as_the_evidence(tmp_path: Path) -> None:
    objects = Objects((tmp_path / "papers").as_uri())
    sha256 = await objects.put(b"a damp wall")
    (tmp_path / "papers" / sha256[:2] / sha256).write_bytes(b"a dry wall")
    with pytest.raises(ObjectLost, match="is not what it was"):
        await objects.get(sha256)
