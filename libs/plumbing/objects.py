"""Files kept by the SHA-256 of their bytes, in a folder or in any S3-compatible store (through obstore).

An object is written before the row that names it is committed, so that no row ever names what is not there. One that no row
names, left by a transaction that came to nothing, harms nobody and is swept up after a day.
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime

import obstore
from obstore.store import ObjectStore, from_url


class ObjectLost(RuntimeError):
    """An object is missing or is not what it was; bring it back from the backup."""


class Objects:
    """``file:///var/lib/aftercare/papers`` or ``s3://bucket/prefix``, the latter with the usual AWS_… in the environment."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: ObjectStore | None = None

    async def put(self, content: bytes) -> str:
        """Keep these bytes, once, as if written now. Returns their SHA-256 in hex."""
        sha256 = hashlib.sha256(content).hexdigest()
        await obstore.put_async(self._store, _path(sha256), content)
        return sha256

    async def get(self, sha256: str) -> bytes:
        """The bytes, proven by their hash. Raises ``ObjectLost``."""
        try:
            found = await obstore.get_async(self._store, _path(sha256))
            content = bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise ObjectLost(f"object {sha256} is missing from {self._url}") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ObjectLost(f"object {sha256} in {self._url} is not what it was")
        return content

    async def older_than(self, moment: datetime) -> AsyncIterator[str]:
        """The hashes of objects written before a moment."""
        async for batch in obstore.list(self._store):
            for one in batch:
                if one["last_modified"] < moment:
                    yield one["path"].rpartition("/")[2]

    async def drop(self, sha256: str) -> None:
        """Forget one."""
        await obstore.delete_async(self._store, _path(sha256))

    @property
    def _store(self) -> ObjectStore:
        if self._opened is None:
            is_folder = self._url.startswith("file:")
            self._opened = from_url(self._url, mkdir=True) if is_folder else from_url(self._url)
        return self._opened


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
