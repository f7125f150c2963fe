#!/usr/bin/env bash
# Makes .venv; on a bare Debian or Ubuntu, as root, installs the package that lacks for it first.
set -euo pipefail
python=${1:-python3}
command -v "$python" >/dev/null || { echo "Python 3.11 or newer is needed: no $python here" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $("$python" --version) is here" >&2; exit 1; }
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing python3-venv with apt…"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv ca-certificates >/dev/null
  else
    echo "Python's venv module is missing: install it (Debian: apt-get install python3-venv)" >&2
    exit 1
  fi
fi
"$python" -m venv .venv
touch .venv/made
