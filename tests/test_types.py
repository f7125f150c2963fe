"""mypy finds nothing, and is shown to find what is planted: in a body's field, in a text's bounds, in what a caller is given."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 600
HEAD = """from typing import Annotated

from plumbing.database import Transaction
from plumbing.web import In, text


class Body(In):
    reason: Annotated[str, text(20)]


"""


def mypy(*paths: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--no-error-summary", *paths]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)


def test_every_type_is_right() -> None:
    result = mypy("libs", "services")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("Body(reason=3)", "[arg-type]"),
        ("Body(reason='late', because='late')", "[call-arg]"),
        ("def shout(body: Body) -> int:\n    return body.reason", "[return-value]"),
        ("async def first(tx: Transaction) -> str:\n    return (await tx.execute('', 1)).pop()", "[attr-defined]"),
        ("class Loose(In):\n    reason: text(20)", "[valid-type]"),
        ("def loose(body):\n    return body", "[no-untyped-def]"),
    ],
)
def test_a_planted_wrong_type_is_found(tmp_path: Path, planted: str, found: str) -> None:
    (tmp_path / "planted.py").write_text(f"{HEAD}{planted}\n", "utf-8")
    result = mypy(str(tmp_path / "planted.py"))
    assert result.returncode == 1, result.stdout + result.stderr
    assert found in result.stdout
