"""What the documents say of the code is so."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from plumbing import topology

ROOT = Path(__file__).parent.parent
HEARS_ROW = re.compile(r"^\| (\w+) \| [^|]+ \| ([\w, ]+) \|$", re.MULTILINE)
TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)


def test_the_picture_shows_who_hears_whom() -> None:
    rows = HEARS_ROW.findall((ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    shown = {service: tuple(heard.split(", ")) for service, heard in rows if service in topology.HEARS}
    assert shown == topology.HEARS


@pytest.mark.parametrize("service", sorted(topology.HEARS))
def test_a_service_listens_only_to_publishers_its_queue_is_bound_to(service: str) -> None:
    listens_to = importlib.import_module(f"{service}.app").SERVICE.listens_to
    assert {event.source() for event in listens_to} <= set(topology.HEARS[service])


def test_every_command_that_a_readme_names_is_in_the_makefile() -> None:
    there = set(TARGET.findall((ROOT / "Makefile").read_text("utf-8")))
    for readme in ("README.md", "README.zh-CN.md", "deploy/README.md"):
        named = set(
            re.findall(
                r"^make(?: -s)? ([a-z-]+)|`make(?: -s)? ([a-z-]+)", (ROOT / readme).read_text("utf-8"), re.MULTILINE
            )
        )
        assert {name for pair in named for name in pair if name} <= there, readme


@pytest.mark.parametrize(
    "readme", ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "deploy/README.md", "docs/operations.md"]
)
def test_every_link_leads_somewhere(readme: str) -> None:
    path = ROOT / readme
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("command", [["ruff", "check", "."], ["ruff", "format", "--check", "."]])
def test_the_code_keeps_the_house_style(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
