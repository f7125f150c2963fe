"""The customers' pages: rendered here, with their style and script from here, and nothing from anywhere else."""

import hashlib
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent.parent / "templates"
STATIC = Path(__file__).parent / "static"
MEDIA = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml; charset=utf-8"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; object-src 'none';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin", "Content-Language": "zh-CN"}
"""``same-origin``, as a form sent under ``no-referrer`` does not say from which site it comes."""
FOR_A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}


def _assets() -> dict[str, tuple[str, bytes]]:
    """Each file by a name that changes with what it holds, so that it can be kept for long."""
    found = {}
    for path in sorted(STATIC.iterdir()):
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        found[f"{path.stem}.{mark}{path.suffix}"] = (path.name, path.read_bytes())
    return found


ASSETS = _assets()
NAMES = {plain: f"/a/static/{marked}" for marked, (plain, _) in ASSETS.items()}
PAGES = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
PAGES.globals["asset"] = NAMES.__getitem__


def page(name: str, status: int = 200, **what: Any) -> HTMLResponse:
    """A page of ours."""
    return HTMLResponse(PAGES.get_template(f"{name}.html").render(**what), status, HEADERS)


def asset(name: str) -> Response:
    """A style, a script or a picture."""
    if name not in ASSETS:
        return Response(status_code=404)
    plain, body = ASSETS[name]
    return Response(body, 200, FOR_A_YEAR, MEDIA[Path(plain).suffix])
