"""The environment variables that the code reads, found in the code itself."""

import ast
from functools import cache

from tests.architecture.modules import parsed, sources

# Read to be handed on to other programs, not to configure Candor.
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR"}


@cache
def names_read() -> frozenset[str]:
    """The names that our packages read by `os.environ`, `flag(…)`, `number(…)` and `Variable(…)`."""
    found: set[str] = set()
    for path in sources():
        found |= {name for node in ast.walk(parsed(path)) if (name := _name_in(node))}
    return frozenset(found - NOT_OURS)


def _name_in(node: ast.AST) -> str:
    match node:
        case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name))):
            return name
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
        case ast.Call(func=ast.Name(id="flag" | "number"), args=[ast.Constant(value=str(name)), *_]):
            return name if name.isupper() else ""
        case ast.Call(func=ast.Name(id="Variable"), args=[ast.Constant(value=str(name)), *_]):
            return name
    return ""
