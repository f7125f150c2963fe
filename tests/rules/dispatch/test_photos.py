"""What counts as a photo."""

import hashlib

import pytest
from dispatch.domain.photo import LARGEST_BYTES, NotAPhoto, PhotoTooLarge, photo

JPEG, PNG = b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"


@pytest.mark.rule("L7")
@pytest.mark.parametrize(("media_type", "content"), [("image/jpeg", JPEG), ("image/png", PNG)])
def test_a_photo_is_known_by_the_hash_of_its_bytes(media_type: str, content: bytes) -> None:
    assert photo(media_type, content).sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("image/jpeg", PNG),
        ("image/png", JPEG),
        ("image/png", b""),
        ("text/html", b"<html>"),
        ("", JPEG),
        ("image/jpeg", b"%PDF-1.7"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(media_type: str, content: bytes) -> None:
    with pytest.raises(NotAPhoto):
        photo(media_type, content)


def test_the_largest_photo_is_taken_and_a_byte_more_is_not() -> None:
    assert photo("image/png", PNG + bytes(LARGEST_BYTES - len(PNG))).content
    with pytest.raises(PhotoTooLarge):
        photo("image/png", PNG + bytes(LARGEST_BYTES - len(PNG) + 1))
