"""The house rules: who may import whom, where SQL stands, how long things may be. Each check is shown to bite."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVICES = ("intake", "dispatch", "finance", "survey", "notify")
SAME_IN_EVERY_SERVICE = (
    "README.md",
    "app.py",
    "web",
    "subscribers",
    "timers",
    "policies",
    "use_cases",
    "store",
    "domain",
    "migrations",
)
SQL = re.compile(r"\b(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\s", re.IGNORECASE | re.DOTALL)
FUNCTION_LINES_MAX, FILE_LINES_MAX = 70, 400


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; sys.path[:0] = ['libs', 'services', 'libs/contracts'];"
        "from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=tree, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("libs", "services"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_nobody_imports_what_is_not_theirs_to_import() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("file", "planted", "broken"),
    [
        ("services/survey/use_cases", "import finance.domain", "Services share nothing but events"),
        ("services/finance/domain", "import pydantic", "The domain is pure"),
        ("services/finance/domain", "import finance.store", "each calls only down"),
        ("services/intake/use_cases", "import fastapi", "Use cases know no framework"),
        ("libs/plumbing/outbox.py", "import aftercare_contracts.events.intake", "The plumbing knows no service"),
        ("libs/contracts/aftercare_contracts/values.py", "import plumbing.ids", "The contracts need pydantic"),
    ],
)
def test_a_planted_violation_is_found(copy: Path, file: str, planted: str, broken: str) -> None:
    path = copy / file
    path = path if path.suffix else (path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))
    path.write_text(path.read_text("utf-8") + f"\n{planted}\n", "utf-8")
    result = lint_imports(copy)
    assert result.returncode != 0
    assert any(broken in line and "BROKEN" in line for line in result.stdout.splitlines()), result.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_files(service: str) -> None:
    folder = ROOT / "services" / service
    missing = [
        name for name in SAME_IN_EVERY_SERVICE if not ((folder / name).exists() or (folder / f"{name}.py").exists())
    ]
    assert missing == []


def sources() -> list[Path]:
    return [path for part in ("libs", "services") for path in sorted((ROOT / part).rglob("*.py"))]


def strings_that_are_sql(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in texts if SQL.search(f"{text} ")]


def test_sql_stands_in_the_store_only() -> None:
    elsewhere = {
        str(path.relative_to(ROOT)): found
        for path in sources()
        if path.is_relative_to(ROOT / "services") and "store" not in path.relative_to(ROOT / "services").parts[1]
        if (found := strings_that_are_sql(path))
    }
    assert elsewhere == {}


def test_the_search_for_sql_finds_it(tmp_path: Path) -> None:
    (tmp_path / "web.py").write_text('QUERY = "select a from b where c"')
    assert strings_that_are_sql(tmp_path / "web.py")


def too_long(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    found = [f"{path.name}: {text.count(chr(10))} lines"] if text.count("\n") > FILE_LINES_MAX else []
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES_MAX
        ):
            found.append(f"{path.name}: {node.name}")
    return found


def test_files_and_functions_keep_within_their_budget() -> None:
    assert [line for path in sources() for line in too_long(path)] == []


def test_a_function_over_its_budget_is_found(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("def long():\n" + "    pass\n" * 80)
    assert too_long(tmp_path / "long.py") == ["long.py: long"]


def test_modules_do_not_shadow_the_standard_library_where_folders_are_on_the_path() -> None:
    names = {path.stem for folder in ("libs", "services") for path in (ROOT / folder).iterdir()}
    assert names.isdisjoint(sys.stdlib_module_names)
