"""The templates of notices: Jinja in its sandbox, and of it only what cannot reach out, run long or surprise (N5).

A template names plain fields of its event, asks about them with ``if``, goes through a list with one ``for``, and shapes what it
shows with the filters below. Calls, attributes, arithmetic, inclusion and macros are refused before it is saved.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from string import Formatter
from unicodedata import category

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .readings import FILTERS, Fact

DEPTH_MAX = 12
"""How deep one thing may stand within another."""
LENGTH_MAX = 1000
OUTPUT_MAX = 4000
"""Characters; what a template makes beyond them is cut."""
PIECES_MAX = 20_000
"""Pieces of text a rendering may take, empty ones included."""

ALLOWED = frozenset({
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Filter, nodes.If, nodes.For, nodes.Compare, nodes.Operand,
    nodes.Const, nodes.Not, nodes.And, nodes.Or,
})  # fmt: skip

SPECIAL = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
"""Names that Jinja gives a meaning of its own."""


class WrongTemplate(ValueError):
    """A notice's template that its event cannot fill."""

    speaks_of_ours = True
    """Of the template, and never of what was to be filled in."""


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
    made.globals.clear()
    made.tests.clear()
    made.filters.clear()
    made.filters.update(FILTERS)
    return made


ENVIRONMENT = _environment()


@lru_cache(maxsize=4096)
def fields_named(text: str) -> frozenset[str]:
    """The fields that a template names. Raises ``WrongTemplate`` for anything in it that is not allowed."""
    if len(text) > LENGTH_MAX:
        raise WrongTemplate(f"longer than {LENGTH_MAX} characters")
    try:
        tree = ENVIRONMENT.parse(text)
        _walk(tree, 0, frozenset())
        return frozenset(meta.find_undeclared_variables(tree))
    except TemplateError as error:
        raise WrongTemplate(f"{error.message or error}, in: {text}") from error
    except (RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, WrongTemplate):
            raise WrongTemplate(f"{error}, in: {text}") from error
        raise WrongTemplate(f"too deep, in: {text[:80]}") from error


def _walk(node: nodes.Node, depth: int, loops: frozenset[str]) -> None:
    if depth > DEPTH_MAX:
        raise WrongTemplate("too deep")
    if type(node) not in ALLOWED:
        raise WrongTemplate(f"{_called(node)} is not allowed here")
    match node:
        case nodes.Name(name=name) if name in SPECIAL:
            raise WrongTemplate(f"{name} is not the name of a field")
        case nodes.TemplateData(data=data) if "{" in data or "}" in data:
            raise WrongTemplate("a brace that stands alone; a field is written {{ field }}")
        case nodes.TemplateData(data=said) | nodes.Const(value=str(said)) if _unprintable(said):
            raise WrongTemplate("a sign that cannot be printed")
        case nodes.Filter():
            _check_filter(node)
        case nodes.For():
            loops = _check_for(node, loops)
        case nodes.Compare(ops=ops) if len(ops) > 1:
            raise WrongTemplate("one comparison at a time")
        case nodes.Const(value=value) if not isinstance(value, str | int | None):
            raise WrongTemplate("only texts, whole numbers, true, false and none stand for themselves")
    for child in node.iter_child_nodes():
        _walk(child, depth + 1, loops)


def _unprintable(text: str) -> bool:
    """Has it control characters, or marks that turn the direction of what follows? Line ends are well."""
    return any(category(char).startswith("C") for char in text if char != "\n")


def _called(node: nodes.Node) -> str:
    return {"Getattr": "an attribute (.)", "Getitem": "a part ([])", "Call": "a call ()"}.get(
        type(node).__name__, type(node).__name__.lower()
    )


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise WrongTemplate(f"|{node.name} is not one of: {', '.join(sorted(FILTERS))}, each without arguments")
    if not isinstance(node.node, nodes.Name):
        raise WrongTemplate(f"|{node.name} shapes a field and nothing else")


def _check_for(node: nodes.For, loops: frozenset[str]) -> frozenset[str]:
    if not isinstance(node.target, nodes.Name) or not isinstance(node.iter, nodes.Name):
        raise WrongTemplate("for goes through a field that holds several")
    if loops or node.recursive or node.test or node.else_:
        raise WrongTemplate("one plain for at a time")
    if node.iter.name == node.target.name:
        raise WrongTemplate("each needs a name of its own")
    return frozenset({node.target.name})


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Template:
    fields_named(text)
    return ENVIRONMENT.from_string(text)


def filled(text: str, facts: Mapping[str, Fact]) -> str:
    """The text with these facts, cut where it grows too long. Raises ``WrongTemplate``."""
    try:
        return _cut(_compiled(text).generate(**facts))
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise WrongTemplate(f"{error}, in: {text}") from error


def tried(text: str, facts: Mapping[str, Fact]) -> None:
    """Fills it with every branch taken, whatever its condition, so that none is wrong unseen. Raises ``WrongTemplate``."""
    fields_named(text)
    tree = ENVIRONMENT.parse(text)
    tree.body = _straightened(tree.body)
    whole = Template.from_code(ENVIRONMENT, ENVIRONMENT.compile(tree), {})
    try:
        _cut(whole.generate(**facts))
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise WrongTemplate(f"{error}, in: {text}") from error


def _straightened(body: list[nodes.Node]) -> list[nodes.Node]:
    """The same without conditions: each is worked out and shown, then all that depends on it."""
    found: list[nodes.Node] = []
    for node in body:
        if isinstance(node, nodes.If):
            asked = nodes.Output([node.test], lineno=node.lineno)
            found += [asked, *_straightened([*node.body, *node.elif_, *node.else_])]
            continue
        if isinstance(node, nodes.For):
            node.body = _straightened(node.body)
        found.append(node)
    return found


def _cut(pieces: Iterator[str]) -> str:
    made, length = [], 0
    for piece in islice(pieces, PIECES_MAX + 1):
        made.append(piece)
        length += len(piece)
        if length > OUTPUT_MAX or len(made) > PIECES_MAX:
            return "".join(made)[: OUTPUT_MAX - 1] + "…"
    return "".join(made)


def is_braced(text: str) -> bool:
    """Written as templates were before they were Jinja's: ``{field}``."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return False
    return "{%" not in text and any(name and name.isidentifier() for _, name, _, _ in parts)


def modern(text: str) -> str:
    """A template as Jinja reads it, for one from a version of before that; the two cannot be mistaken for each other, as a brace
    that stands alone is refused now."""
    if not is_braced(text):
        return text
    return "".join(
        _literal(words) + (f"{{{{ {name} }}}}" if name else "") for words, name, _, _ in Formatter().parse(text)
    )


def _literal(words: str) -> str:
    return "".join(f"{{{{ '{char}' }}}}" if char in "{}" else char for char in words)
