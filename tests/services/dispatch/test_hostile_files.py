"""Hostile files at the door: a problem that says what is wrong, nothing left behind, and the next is taken (L7, L8)."""

import hostile_pdfs
import hostile_pictures
import pytest
from hostile_pictures import HIDDEN, gradient, png, saved
from pictures import picture

from .desk import Office, photo
from .test_papers import files
from .test_refusals import nothing_left_behind

PDF = "application/pdf"
SCRIPT = "/OpenAction<</S/J#61vaScript/JS(app.alert(1))>>"


@pytest.mark.parametrize(
    ("media_type", "content", "problem"),
    [
        ("image/png", png(50_000, 50_000, b""), "paper-too-large"),
        ("image/jpeg", saved(gradient(size=(64, 64)), "JPEG")[:-200], "not-a-photo"),
        ("image/png", hostile_pictures.png_of_packed_words(70_000_000), "not-a-photo"),
        ("image/jpeg", saved(gradient(), "PNG"), "not-a-photo"),
        ("image/gif", hostile_pictures.moving("GIF"), "not-a-photo"),
        ("", picture("x"), "not-a-photo"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n" + picture("x") + b"\r\n--x--", "not-a-photo"),
        (PDF, hostile_pdfs.page_packed_away(SCRIPT), "paper-unsafe"),
        (PDF, hostile_pdfs.encrypted("AES-256"), "paper-unsafe"),
        (PDF, hostile_pdfs.page_packed_away("", 300_000_000), "not-a-photo"),
        (PDF, hostile_pdfs.page_with()[:-60], "not-a-photo"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else f"{len(value)} bytes",
)
async def test_a_hostile_file_is_refused_by_name_and_leaves_nothing(
    office: Office, media_type: str, content: bytes, problem: str
) -> None:
    before = files(office)
    async with nothing_left_behind(office):
        refused = await office.desk.post("/photos", content=content, headers={"content-type": media_type})
    assert refused.status_code == 422, refused.text
    assert refused.json()["type"] == f"urn:aftercare:problem:{problem}"
    assert files(office) == before
    assert await photo(office.desk, picture("the next"))


@pytest.mark.rule("L8")
@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("image/jpeg", hostile_pictures.jpeg_with_words()),
        ("image/png", hostile_pictures.png_with_words()),
        ("image/webp", saved(gradient(), "WEBP", xmp=HIDDEN.encode())),
        ("image/jpeg", saved(gradient(), "JPEG") + HIDDEN.encode()),
    ],
    ids=["JPEG", "PNG", "WebP", "behind its end"],
)
async def test_what_a_photo_tells_besides_is_neither_kept_nor_served(
    office: Office, media_type: str, content: bytes
) -> None:
    assert HIDDEN.encode() in content
    sha256 = await photo(office.desk, content, media_type)
    served = await office.desk.get(f"/photos/{sha256}")
    assert served.headers["content-type"] == media_type
    for kept in (served.content, *(path.read_bytes() for path in files(office))):
        assert HIDDEN.encode() not in kept


@pytest.mark.rule("L8")
async def test_a_photo_from_the_year_one_is_kept_without_a_moment(office: Office) -> None:
    content = hostile_pictures.taken("0001:01:01 00:00:00")
    kept = await office.desk.post("/photos", content=content, headers={"content-type": "image/jpeg"})
    assert (kept.status_code, kept.json()["taken_at"]) == (201, None)
