"""``make sbom``: the locked libraries as a CycloneDX bill of materials, for whatever scans for known holes."""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOCK = Path("requirements.lock")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def main(arguments: Sequence[str]) -> int:
    """Exit status 0. The document goes to standard output."""
    lock = Path(arguments[0]) if arguments else LOCK
    sys.stdout.write(json.dumps(bill(lock.read_text("utf-8")), indent=2) + "\n")
    return 0


def bill(lock: str) -> dict[str, Any]:
    """CycloneDX 1.5 of a lock file; the same for the same lock."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "aftercare", "version": "0.1.0"}},
        "components": [_component(*found) for found in PINNED.findall(lock)],
    }


def _component(name: str, version: str, rest: str) -> dict[str, Any]:
    """A hash of the lock is of one of the files in which a version comes, so it stands as evidence of that file."""
    canonical = re.sub(r"[-_.]+", "-", name).lower()
    url = f"pkg:pypi/{canonical}@{version}"
    hashes = [
        {"type": "distribution", "url": url, "hashes": [{"alg": "SHA-256", "content": one}]}
        for one in HASH.findall(rest)
    ]
    return {
        "type": "library", "bom-ref": url, "name": canonical, "version": version, "purl": url, "externalReferences": hashes,
    }  # fmt: skip
