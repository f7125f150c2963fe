"""Photographs."""

from typing import Annotated

from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Response
from plumbing.database import Transaction
from plumbing.web import Door, Out, opens_for

from ..domain.access import scope
from ..domain.photo import SIGNS, must_be_small, photo
from ..store import photos as store
from ..use_cases import photos as use_cases
from .orders import READERS

router = APIRouter(prefix="/photos", tags=["photos"])
BRINGERS = (Role.ENGINEERING_DESK, Role.SITE_LEAD, Role.PROPERTY_DESK, Role.CONTRACTOR, Role.REPAIR_SQUAD)
RAW_BODY = {
    "requestBody": {
        "required": True,
        "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in SIGNS},
    }
}


class PhotoOut(Out):
    """By what a photo is known."""

    sha256: str


@router.post("", status_code=201, response_model=PhotoOut, openapi_extra=RAW_BODY)
async def post_photo(door: Annotated[Door, opens_for(*BRINGERS)]) -> Response:
    """Keep a JPEG or PNG of at most 5 MB; the same twice is kept once."""
    must_be_small(int(door.request.headers.get("content-length") or 0))
    media_type = door.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    uploaded = photo(media_type, await door.request.body())

    async def act(tx: Transaction) -> PhotoOut:
        await use_cases.upload(tx, uploaded, door.caller, tx.now)
        return PhotoOut(sha256=uploaded.sha256)

    return await door.once(None, act)


@router.get(
    "/{sha256}", response_class=Response, responses={200: {"content": {media_type: {} for media_type in SIGNS}}}
)
async def get_photo(
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")], door: Annotated[Door, opens_for(*READERS)]
) -> Response:
    """A photo, for whoever brought it or sees an order that shows it."""
    async with door.reading() as tx:
        found = await store.photo(tx, sha256, door.caller.person, scope(door.caller))
    return Response(found.content, media_type=found.media_type, headers={"Content-Disposition": "inline"})
