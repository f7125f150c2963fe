"""Every rule that docs/rules.md calls built has a test that names it, and no test names a rule that is not there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| ([A-Z]{1,2}\d+) \| (built|in part|later) \|", re.MULTILINE)


def listed() -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs" / "rules.md").read_text("utf-8")))


def named() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule":
                found |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def test_every_rule_that_is_built_has_a_test_that_names_it() -> None:
    built = {rule for rule, state in listed().items() if state != "later"}
    assert len(built) > 20
    assert built - named() == set()


def test_no_test_names_a_rule_that_is_not_listed() -> None:
    assert named() - set(listed()) == set()
