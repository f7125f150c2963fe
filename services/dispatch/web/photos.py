"""Photos and papers."""

from datetime import datetime
from typing import Annotated

from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Response
from plumbing.database import Transaction
from plumbing.papers import MEDIA_TYPES, PDF, paper
from plumbing.web import Door, Out, opens_for

from ..domain.access import scope
from ..use_cases import photos as use_cases
from .orders import READERS

router = APIRouter(prefix="/photos", tags=["photos and papers"])
BRINGERS = (
    Role.ENGINEERING_DESK, Role.SITE_LEAD, Role.PROPERTY_DESK, Role.CONTRACTOR, Role.REPAIR_SQUAD, Role.ENGINEERING,
    Role.FINANCE_OFFICER, Role.RECORDS_CLERK,
)  # fmt: skip
BINARY = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES}
RAW_BODY = {"requestBody": {"required": True, "content": BINARY}}
FILES: dict[int | str, dict[str, object]] = {200: {"content": {media_type: {} for media_type in MEDIA_TYPES}}}


class PhotoOut(Out):
    """By what it is known once it is cleaned; when it was taken, as the camera said."""

    sha256: str
    media_type: str
    size_bytes: int
    taken_at: datetime | None


class SweepOut(Out):
    """How many were brought from the database into the store, and how many that nobody names were dropped."""

    moved: int
    dropped: int


@router.post("", status_code=201, response_model=PhotoOut, openapi_extra=RAW_BODY)
async def post_photo(door: Annotated[Door, opens_for(*BRINGERS)]) -> Response:
    """Keep a JPEG, PNG or WebP photo of at most 15 MB, or a PDF of at most 20 MB; the same twice is kept once."""
    media_type = door.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    brought = await paper(media_type, await door.request.body())
    await door.request.app.state.papers.put(brought.content)

    async def act(tx: Transaction) -> PhotoOut:
        await use_cases.upload(tx, brought, door.caller, tx.now)
        return PhotoOut(
            sha256=brought.sha256, media_type=brought.media_type, size_bytes=len(brought.content),
            taken_at=brought.taken_at,
        )  # fmt: skip

    return await door.once(None, act)


@router.get("/{sha256}", response_class=Response, responses=FILES)
async def get_photo(
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")], door: Annotated[Door, opens_for(*READERS)]
) -> Response:
    """A photo or paper, for whoever brought it or sees an order that shows it."""
    papers = door.request.app.state.papers
    async with door.reading() as tx:
        found, content = await use_cases.look(tx, sha256, papers, door.caller, scope(door.caller))
    how = f'attachment; filename="{sha256[:12]}.pdf"' if found.media_type == PDF else "inline"
    return Response(content, media_type=found.media_type, headers={"Content-Disposition": how})


@router.post("/sweeps", status_code=201, response_model=SweepOut)
async def post_sweep(door: Annotated[Door, opens_for(Role.OPERATOR, everywhere=True)]) -> SweepOut:
    """Bring old photos from the database into the store, and drop what nobody names and is older than a day."""
    papers = door.request.app.state.papers
    moved = await use_cases.move(door.db, papers)
    async with door.reading() as tx:
        now = tx.now
    return SweepOut(moved=moved, dropped=await use_cases.sweep(door.db, papers, now))
