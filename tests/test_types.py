"""mypy finds nothing, and is shown to find what is planted: in a body's field, in a text's bounds, in what a caller is given."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("types")  # two at once would write one cache

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 600
HEAD = """from typing import Annotated

from plumbing.database import Transaction
from plumbing.web import In, text


class Body(In):
    reason: Annotated[str, text(20)]


"""
PLANTED = {
    "Body(reason=3)": "[arg-type]",
    "Body(reason='late', because='late')": "[call-arg]",
    "def shout(body: Body) -> int: return body.reason": "[return-value]",
    "async def first(tx: Transaction) -> str: return (await tx.execute('', 1)).pop()": "[attr-defined]",
    "class Loose(In): reason: text(20)": "[valid-type]",
    "def loose(body): return body": "[no-untyped-def]",
}


def mypy(*paths: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--no-error-summary", *paths]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)


def test_every_type_is_right() -> None:
    result = mypy("libs", "services")
    assert result.returncode == 0, result.stdout + result.stderr


def test_each_planted_wrong_type_is_found(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    file.write_text(HEAD + "\n".join(PLANTED), "utf-8")
    told = mypy(str(file)).stdout.splitlines()
    for line, found in enumerate(PLANTED.values(), HEAD.count("\n") + 1):
        assert any(f"planted.py:{line}: error" in each and each.endswith(found) for each in told), (line, found, told)
