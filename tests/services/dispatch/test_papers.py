"""Photos and papers through the doors: kept in the store, named by rows, swept when nobody names them (L7, L8)."""

import hashlib
import os
import time
from pathlib import Path
from urllib.parse import urlparse

import pytest
from aftercare_contracts.values import Role
from pictures import paper, picture
from plumbing.settings import Settings

from .desk import Office, photo
from .test_refusals import nothing_left_behind


def folder(office: Office) -> Path:
    return Path(urlparse(office.service.app.state.papers._url).path)


def files(office: Office) -> list[Path]:
    return [path for path in folder(office).rglob("*") if path.is_file()]


@pytest.mark.rule("L7", "L8")
async def test_a_paper_is_kept_once_served_as_an_attachment_and_never_guessed_at(office: Office) -> None:
    first, second = [await photo(office.desk, paper(), "application/pdf") for _ in range(2)]
    assert first == second
    assert len(files(office)) == 1
    answer = await office.desk.get(f"/photos/{first}")
    assert (answer.content, answer.headers["content-type"]) == (paper(), "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [(b"<html>", "image/png", 422), (paper(password="x"), "application/pdf", 422), (picture("x"), "text/html", 422),
     (bytes(20_600_000), "image/jpeg", 413), (bytes(15_000_001), "image/jpeg", 422)],
)  # fmt: skip
async def test_what_is_refused_leaves_neither_row_nor_file(
    office: Office, content: bytes, media_type: str, status: int
) -> None:
    async with nothing_left_behind(office):
        refused = await office.desk.post("/photos", content=content, headers={"content-type": media_type})
        assert refused.status_code == status, refused.text
    assert not folder(office).exists() or not files(office)


@pytest.mark.rule("L7")
async def test_a_file_that_is_lost_is_our_fault_and_said_so(office: Office) -> None:
    sha256 = await photo(office.desk)
    for path in files(office):
        path.unlink()
    assert (await office.desk.get(f"/photos/{sha256}")).status_code == 500


@pytest.mark.rule("L7")
async def test_what_nobody_names_is_swept_after_a_day_and_what_is_named_never(office: Office) -> None:
    named = await photo(office.desk)
    papers = office.service.app.state.papers
    orphan = await papers.put(b"left by a transaction that came to nothing")
    office.service.clock.at = office.service.clock.at.__class__.fromtimestamp(
        time.time(), office.service.clock.at.tzinfo
    )
    operator = office.service.client(Role.OPERATOR)
    assert (await operator.post("/photos/sweeps")).json() == {"moved": 0, "dropped": 0}
    for path in files(office):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert (await operator.post("/photos/sweeps")).json() == {"moved": 0, "dropped": 1}
    assert [path.name for path in files(office)] == [named]
    assert orphan != named
    assert (await office.desk.post("/photos/sweeps")).status_code == 403


@pytest.mark.rule("L7")
async def test_photos_from_before_are_read_where_they_lie_and_moved_into_the_store(office: Office) -> None:
    content = picture("an old damp wall")
    sha256 = hashlib.sha256(content).hexdigest()
    async with office.service.db.transaction() as tx:
        await tx.execute(
            "insert into photo (sha256, media_type, content, size_bytes) values ($1, 'image/jpeg', $2, $3)",
            sha256, content, len(content),
        )  # fmt: skip
        await tx.execute("insert into photo_upload values ($1, 'wang.desk', now())", sha256)
    assert (await office.desk.get(f"/photos/{sha256}")).content == content
    moved = await office.service.client(Role.OPERATOR).post("/photos/sweeps")
    assert moved.json()["moved"] == 1
    assert [path.name for path in files(office)] == [sha256]
    assert (await office.desk.get(f"/photos/{sha256}")).content == content


def test_the_store_is_told_from_outside() -> None:
    assert Settings.model_fields["papers_url"].default == "file:///var/lib/aftercare/papers"
