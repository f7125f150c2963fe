"""docs/security.md is whole and true: every requirement stands in it once, every test it names exists; and what it says of the
code as a whole is so."""

import ast
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from aftercare.sbom import bill
from notify.sending.tls import trusting

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
ASKED = dict(
    line.split() for line in (ROOT / "tests/asvs_5.0.0.txt").read_text().splitlines() if not line.startswith("#")
)
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"^`(tests/[\w/]+\.py)::(test_\w+)`$")
ID = re.compile(r"\bV\d+\.\d+\.\d+\b")
OPEN = re.compile(r"^- (V\d+\.\d+\.\d+) \((\d)\): ", re.MULTILINE)


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_requirement_stands_in_the_table_among_what_does_not_apply_or_among_what_is_open() -> None:
    rows = {found[0]: found[1] for found in ROW.findall(PAGE)}
    still_open = dict(OPEN.findall(section("What is open")))
    apart = ID.findall(section("What does not apply"))
    places = [*rows, *still_open, *apart]
    assert {each for each in places if places.count(each) > 1} == set()
    assert set(places) == set(ASKED)
    assert {each: level for each, level in (rows | still_open).items() if ASKED[each] != level} == {}
    assert len(rows) == len(ROW.findall(PAGE))


def test_every_row_names_a_test_there_is_or_says_why_there_is_none() -> None:
    wrong = []
    for requirement, _, _, _, shown in ROW.findall(PAGE):
        named = NAMED.match(shown)
        if named is None:
            wrong += [] if shown in ("no test: documents", "no test: deployment") else [f"{requirement}: {shown}"]
        elif not (ROOT / named[1]).exists() or named[2] not in names_in(ROOT / named[1]):
            wrong.append(f"{requirement}: {shown}")
    assert wrong == []


def test_what_is_in_part_is_said_among_what_is_open_too() -> None:
    in_part = {found[0] for found in ROW.findall(PAGE) if found[3].startswith("in part")}
    assert in_part == set(ID.findall(section("What is open").split("- In part, above:")[1]))


FORBIDDEN_MODULES = {
    "subprocess",
    "pickle",
    "marshal",
    "shelve",
    "xml",
    "lxml",
    "yaml",
    "ctypes",
    "telnetlib",
    "ftplib",
}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.spawnv"}
PATTERNS = {"re.compile", "re.match", "re.search", "re.fullmatch", "re.findall", "re.sub", "re.split"}


MEANT = {
    "services/intake/domain/duplicates.py": ["re.compile(data['unit_pattern'])"],
    "libs/plumbing/papers.py": ["subprocess"],
}
"""A pattern that two people agreed on, tried on units' numbers, which are short; and our own reader of papers, which is told no
more than a media type we know and has what was sent on its standard input."""


def dangers(path: Path) -> Iterator[str]:
    """Programs started, code or patterns made of text, readers that do more than read."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name.split(".")[0] in FORBIDDEN_MODULES)
            case ast.ImportFrom(module=str(module), level=0) if module.split(".")[0] in FORBIDDEN_MODULES:
                yield module
            case ast.Call(func=function, args=arguments):
                called = ast.unparse(function)
                if called in FORBIDDEN_CALLS:
                    yield called
                if called in PATTERNS and not _is_ours(arguments[0]):
                    yield ast.unparse(node)


def _is_ours(pattern: ast.expr) -> bool:
    """A constant, or made of constants and what was escaped."""
    made_of = [each.value for each in ast.walk(pattern) if isinstance(each, ast.FormattedValue)]
    are_constants = all(ast.unparse(each).isupper() or ast.unparse(each).startswith("re.escape(") for each in made_of)
    return isinstance(pattern, ast.Constant | ast.Name) or (isinstance(pattern, ast.JoinedStr) and are_constants)


def code() -> list[Path]:
    """What runs in production."""
    return [
        path
        for folder in ("services", "libs/plumbing", "libs/printing", "libs/contracts")
        for path in (ROOT / folder).rglob("*.py")
    ]


def test_services_run_no_program_and_no_code_made_of_text() -> None:
    found = {str(path.relative_to(ROOT)): dangerous for path in code() if (dangerous := list(dangers(path)))}
    assert found == MEANT


@pytest.mark.parametrize(
    "planted",
    ["import subprocess", "from xml.etree import ElementTree", "eval('1')", "os.system(x)", "re.compile(f'{x}')"],
)
def test_a_planted_danger_is_found(tmp_path: Path, planted: str) -> None:
    (tmp_path / "planted.py").write_text(planted)
    assert len(list(dangers(tmp_path / "planted.py"))) == 1


def test_the_pages_script_makes_no_markup_and_no_code() -> None:
    scripts = list((ROOT / "services/survey/web/static").glob("*.js"))
    assert scripts
    for path in scripts:
        script = path.read_text("utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "__proto__",
        ):
            assert word not in script, (path.name, word)
    for path in (ROOT / "services/survey/templates").glob("*.html"):
        assert "|safe" not in path.read_text("utf-8").replace(" ", ""), path.name


def test_the_image_holds_what_a_service_needs_and_no_more() -> None:
    copied = re.findall(r"^COPY (\S+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert copied == ["requirements.lock", "libs/contracts", "libs/plumbing", "libs/printing", "services"]
    for path in code():
        assert not re.search(
            r"^\s*(?:from|import) (?:aftercare|tests|pytest)\b", path.read_text("utf-8"), re.MULTILINE
        ), path
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert ignored[0] == "*"
    assert not any(".git" in each for each in ignored if each.startswith("!"))


def test_what_leaves_the_house_goes_by_present_tls_to_whom_we_trust() -> None:
    context = trusting(None)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    weak = ("NULL", "EXPORT", "RC4", "3DES", "MD5", "anon", "PSK")
    assert [each["name"] for each in context.get_ciphers() if any(word in each["name"] for word in weak)] == []


def test_the_bill_of_materials_names_every_locked_library_with_its_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    parts = bill(lock)["components"]
    assert len(parts) == lock.count("==") > 50
    assert {part["name"] for part in parts} >= {"asyncpg", "fastapi", "cryptography", "pyjwt"}
    assert all(part["externalReferences"] for part in parts)
    assert sum(len(part["externalReferences"]) for part in parts) == lock.count("--hash=sha256:")
