"""Write the golden message of every type that has none yet. A golden message, once there, is never rewritten."""

import json
from pathlib import Path

from aftercare_contracts.registry import EVENTS
from contracts.samples import sample

FOLDER = Path(__file__).parent / "golden"

if __name__ == "__main__":
    for name in EVENTS:
        path = FOLDER / f"{name}.json"
        if not path.exists():
            text = json.dumps(json.loads(sample(name).model_dump_json()), ensure_ascii=False, indent=2)
            path.write_text(text + "\n", encoding="utf-8")
