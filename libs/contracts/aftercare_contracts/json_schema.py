"""The published JSON Schemas, one for each event type: the whole message, envelope and data.

``python -m aftercare_contracts.json_schema FOLDER`` writes one file for each event type.
"""

import json
import sys
from pathlib import Path
from typing import Any

from .envelope import Envelope
from .registry import EVENTS

FOLDER = Path(__file__).parent / "schemas"


def schema_of(name: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of the whole message; unknown fields are allowed, as a reader should."""
    schema = Envelope[EVENTS[name]].model_json_schema(mode="serialization")  # type: ignore[valid-type]  # as in registry
    schema["properties"]["type"] = {"const": name}
    schema["properties"]["source"] = {"const": name.split(".", 1)[0]}
    schema["properties"]["dataschema"] = {"const": f"urn:aftercare:schema:{name}"}
    description = " ".join((EVENTS[name].__doc__ or "").split())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:aftercare:schema:{name}",
        **schema,
        "title": name,
        "description": description,
    }


def rendered(name: str) -> str:
    """The file's text."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def export(folder: Path = FOLDER) -> list[Path]:
    """Write every schema, remove those of types no longer published, and return what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.json"):
        if stale.stem not in EVENTS:
            stale.unlink()
    written = []
    for name in EVENTS:
        path = folder / f"{name}.json"
        path.write_text(rendered(name), encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    for path in export(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        sys.stdout.write(f"{path}\n")
