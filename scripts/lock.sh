#!/usr/bin/env bash
# Writes requirements.lock (what running needs) and requirements-dev.lock (tests too): versions and hashes, no addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pip-tools
python3 - "$work" <<'PY'
import sys, tomllib
from pathlib import Path

work = Path(sys.argv[1])
project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
ours = lambda wanted: [one for one in wanted if not one.startswith("aftercare")]
building = ["hatchling", "editables"]
run = ours(project["dependencies"]) + ["pydantic>=2.12,<3"] + building
extra = project["optional-dependencies"]
(work / "run.in").write_text("\n".join(run) + "\n")
(work / "dev.in").write_text("\n".join(run + ours(extra["testing"]) + ours(extra["dev"])) + "\n")
PY
options=(--generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-annotate --allow-unsafe --quiet)
"$work/venv/bin/pip-compile" "${options[@]}" --output-file requirements-dev.lock "$work/dev.in"
printf -- '-c %s\n' "$PWD/requirements-dev.lock" >>"$work/run.in"
"$work/venv/bin/pip-compile" "${options[@]}" --output-file requirements.lock "$work/run.in"
if grep -n '://' requirements.lock requirements-dev.lock; then echo "an address is in a lock file" >&2; exit 1; fi
