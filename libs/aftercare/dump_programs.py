"""PostgreSQL's own ``pg_dump`` and ``pg_restore``: where they are, and how they are run."""

import asyncio
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from . import private
from .errors import CannotStart


@dataclass(frozen=True)
class DumpPrograms:
    """A pair of one version."""

    pg_dump: Path
    pg_restore: Path
    major: int


def find(servers_major: int) -> DumpPrograms:
    """The newest pair, which must not be older than the server. Raises ``CannotStart`` saying what to install."""
    beside = shutil.which("pg_dump")
    folders = [*Path(private.POSTGRES_FOLDERS).glob("[0-9]*/bin"), *([Path(beside).parent] if beside else [])]
    found = [
        DumpPrograms(folder / "pg_dump", folder / "pg_restore", _major(folder / "pg_dump"))
        for folder in folders
        if (folder / "pg_dump").exists() and (folder / "pg_restore").exists()
    ]
    newest = max(found, key=lambda pair: pair.major, default=None)
    if newest is None or newest.major < servers_major:
        had = f"only version {newest.major} is here" if newest else "they are not installed here"
        raise CannotStart(
            f"pg_dump and pg_restore {servers_major} or newer are wanted, and {had}: install PostgreSQL's client programs"
            " (Debian: apt-get install postgresql-client)."
        )
    return newest


def _major(program: Path) -> int:
    told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\) (\d+)", told)
    return int(version.group(1)) if version else 0


def name_of(database_url: str) -> str:
    """The database's name."""
    return unquote(urlsplit(database_url).path.lstrip("/"))


async def run(program: Path, database_url: str, *arguments: str) -> None:
    """Run it on a database; the password stands in its environment, not among its arguments. Raises ``CannotStart``."""
    parts = urlsplit(database_url)
    asked = {
        f"PG{name.upper()}": values[-1] for name, values in parse_qs(parts.query).items() if name.startswith("ssl")
    }
    environment = {
        **os.environ,
        **asked,
        "PGHOST": parts.hostname or "127.0.0.1",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": name_of(database_url),
        "PGAPPNAME": "aftercare",
    }
    process = await asyncio.create_subprocess_exec(
        str(program),
        *arguments,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _, told = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        name = environment["PGDATABASE"]
        raise CannotStart(f"{program.name} failed on {name}:\n{told.decode('utf-8', 'replace').strip()[-2000:]}")
