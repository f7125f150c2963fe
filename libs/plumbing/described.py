"""What the OpenAPI of every service says beside its routes: who may knock, what is refused how, and what a repeat needs."""

from typing import Any

from fastapi import FastAPI

from . import idempotency
from .problems import MEDIA_TYPE, TITLES

SCHEME = "token"
READ, WRITTEN, WITH_BODY = (401, 403, 404, 409, 422, 503), (400, 415), (413,)
"""What any operation can answer; what one with a body in JSON can besides; and what one with any body can."""
METHODS_WITH_BODY = ("post", "put", "patch")

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "Why a request was refused (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "urn:aftercare:problem:… names the rule"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong, in words"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemPlace"}},
        "reference": {"type": "string", "description": "by which the log is found, where it is our fault"},
    },
}
PLACE: dict[str, Any] = {
    "type": "object",
    "title": "ProblemPlace",
    "required": ["pointer", "detail"],
    "properties": {
        "pointer": {
            "type": "string",
            "description": "a JSON pointer into the body, or query:, path:, header: and a name",
        },
        "detail": {"type": "string"},
        "expected": {"type": "string", "description": "what would be right, where that is known"},
    },
}
KEY: dict[str, Any] = {
    "name": idempotency.HEADER,
    "in": "header",
    "required": False,
    "description": "New for each thing you create, and the same again when you repeat the request; what creates something needs it.",
    "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.KEY_LENGTH_MAX},
}


class DescribedApp(FastAPI):
    """An application whose description also tells what is the same at each of its doors."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema is None:
            self.openapi_schema = described(super().openapi())
        return self.openapi_schema


def described(document: dict[str, Any]) -> dict[str, Any]:
    """The document, completed in place: every operation of it opens for a bearer token and refuses with problem documents."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= {"Problem": PROBLEM, "ProblemPlace": PLACE}
    components["securitySchemes"] = {SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    components["responses"] = {str(status): _refusal(status) for status in sorted({*READ, *WRITTEN, *WITH_BODY})}
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return document


def _refusal(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 401:
        said["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status == 503:
        said["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return said


def _complete(method: str, operation: dict[str, Any]) -> None:
    operation["security"] = [{SCHEME: []}]
    statuses = [*READ]
    if method in METHODS_WITH_BODY:
        statuses += WITH_BODY
    if "requestBody" in operation:
        statuses += WRITTEN
    operation["responses"].pop("422", None)
    operation["responses"] |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}
    if method == "post":
        operation.setdefault("parameters", []).append(KEY)
