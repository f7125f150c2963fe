"""Photos are kept as evidence."""

from datetime import datetime

from plumbing.database import Transaction

from ..domain.access import Actor
from ..domain.photo import Photo
from ..store import photos


async def upload(tx: Transaction, photo: Photo, by: Actor, now: datetime) -> None:
    """Keep a photo; the same one twice is kept once."""
    await photos.add(tx, photo, by.person, now)
