"""What a backup says of itself: written last, so that a folder without it is seen to be an unfinished backup."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .errors import CannotStart

NAME = "manifest.json"
FORMAT = 1
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class DatabaseFile:
    """One service's database: its file, and what it held at the cut."""

    file: str
    size_bytes: int
    sha256: str
    server_version: str
    migrations: tuple[str, ...]
    rows: dict[str, int]
    """By table."""
    said: int
    """The sum of its outbox's positions."""
    heard: int
    """The sum of its inbox's positions."""


@dataclass(frozen=True)
class Papers:
    """Photos and papers, each in a file named by the SHA-256 of its bytes below ``papers/``; their list is a file too."""

    count: int
    size_bytes: int
    list_sha256: str


@dataclass(frozen=True)
class Manifest:
    """A finished backup."""

    cut_at: str
    """The moment of all five, by the clock of the first database that was asked."""
    finished_at: str
    writers_stood_still_ms: float
    databases: dict[str, DatabaseFile]
    ledger_position: int
    ledger_hash: str
    papers: Papers | None
    format: int = FORMAT


def write(folder: Path, manifest: Manifest) -> None:
    """Put it into place at once, after everything else is on the disk."""
    unfinished = folder / f"{NAME}.unfinished"
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / NAME)


def read(folder: Path) -> Manifest:
    """Raises ``CannotStart`` where it is not a finished backup of a kind we know."""
    try:
        told: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
        if told.get("format") == FORMAT:
            return _understood(told)
    except FileNotFoundError:
        if not folder.is_dir():
            raise CannotStart(f"There is no folder {folder}.") from None
        raise CannotStart(f"{folder} is not a finished backup: it has no {NAME}. Name another folder.") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotStart(f"{folder / NAME} is damaged: {error!r}") from error
    raise CannotStart(f"{folder} is a backup of format {told.get('format')}; this release reads format {FORMAT}")


def _understood(told: dict[str, Any]) -> Manifest:
    databases = {
        service: DatabaseFile(**{**each, "migrations": tuple(each["migrations"])})
        for service, each in told.pop("databases").items()
    }
    papers = told.pop("papers")
    return Manifest(databases=databases, papers=Papers(**papers) if papers else None, **told)


def sha256_of(path: Path) -> str:
    """Of a file of any size, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def check(folder: Path, manifest: Manifest) -> None:
    """Every file is there and is what it was. Raises ``CannotStart`` naming the first that is not."""
    for each in manifest.databases.values():
        _must_be(folder / each.file, each.sha256)
    if manifest.papers:
        _must_be(folder / "papers.txt", manifest.papers.list_sha256)
        for sha256 in papers_of(folder):
            _must_be(paper_path(folder, sha256), sha256)


def papers_of(folder: Path) -> list[str]:
    """The hashes of the papers that are in a backup."""
    return (folder / "papers.txt").read_text("ascii").split()


def paper_path(folder: Path, sha256: str) -> Path:
    """Where a paper lies in a backup."""
    return folder / "papers" / sha256[:2] / sha256


def _must_be(path: Path, sha256: str) -> None:
    if not path.exists():
        raise CannotStart(f"{path} is missing: this backup is damaged. Nothing was changed; use another.")
    if sha256_of(path) != sha256:
        raise CannotStart(f"{path} is not what it was: this backup is damaged. Nothing was changed; use another.")
