"""A function fits a screen; a longer one usually holds two subjects."""

import ast
from collections.abc import Iterator

from tests.architecture.modules import ROOT, parsed, sources

MOST = 60
"""Lines from the signature to the end, with the docstring and without decorators."""

# Longer ones, with the lines that they may have and why. Leave out what has become shorter.
KNOWN: dict[str, tuple[int, str]] = {}


def _found() -> dict[str, int]:
    return {
        f"{path.relative_to(ROOT)} {name}": lines
        for path in sources()
        for name, lines in lengths(parsed(path))
        if lines > MOST
    }


def test_no_function_is_longer_than_a_screen() -> None:
    allowed = {name: most for name, (most, _) in KNOWN.items()}
    assert {name: lines for name, lines in _found().items() if lines > allowed.get(name, MOST)} == {}


def test_the_list_has_nothing_that_is_short() -> None:
    assert KNOWN.keys() <= _found().keys(), "Some are short now: leave them out of KNOWN."


def test_lengths_are_counted_with_the_docstring() -> None:
    tree = ast.parse(
        '@cache\ndef one(\n    a: int,\n) -> None:\n    """\n    Two.\n    """\n    return None\n'
    )
    assert list(lengths(tree)) == [("one", 7)]


def lengths(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every function of a module, those within others too, with its lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
