"""What only some installations use is loaded by those alone: each process pays for the rest at its start."""

import ast

import pytest

from tests.architecture.modules import imported, module_name, parsed, sources

# Each with the one module of ours that works with it.
LATE = {"openai": "assistant.engines.openai.client"}


def loads(start: str, trees: dict[str, ast.Module]) -> set[str]:
    """The modules that load `start` when they are loaded, themselves or by another."""
    found = {start}
    while True:
        more = {
            name
            for name, tree in trees.items()
            if name not in found and any(_is_loaded(one, found) for one in at_the_top(tree, {*trees, start}))
        }
        if not more:
            return found - {start}
        found |= more


def at_the_top(tree: ast.Module, known: set[str]) -> set[str]:
    """What a module imports as it is loaded, not later in a function."""
    late = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body = [node for node in tree.body if not isinstance(node, late)]
    return imported(ast.Module(body, []), known)


def _is_loaded(name: str, found: set[str]) -> bool:
    """Whoever loads a module has loaded the packages around it."""
    parts = name.split(".")
    return any(".".join(parts[:length]) in found for length in range(1, len(parts) + 1))


@pytest.mark.parametrize(("library", "user"), LATE.items())
def test_what_not_everybody_uses_is_not_loaded_at_the_start(library: str, user: str) -> None:
    trees = {module_name(path): parsed(path) for path in sources()}
    package = user.rpartition(".")[0]
    loading = loads(library, trees)
    assert user in loading
    assert {name for name in loading if not name.startswith(f"{package}.")} == set()


@pytest.mark.parametrize(
    ("source", "is_loading"),
    [
        ("from shop.till import bell", True),
        ("import shop.till", True),
        ("from shop import window", False),
        ("def late():\n    from shop.till import bell", False),
    ],
)
def test_a_way_over_other_modules_is_seen(source: str, is_loading: bool) -> None:
    trees = {"shop": ast.parse(""), "shop.till": ast.parse("import openai"), "shop.window": ast.parse("")}
    assert ("street" in loads("openai", trees | {"street": ast.parse(source)})) is is_loading
    trees["shop"] = ast.parse("from shop.till import bell")
    assert ("street" in loads("openai", trees | {"street": ast.parse(source)})) is not source.startswith(
        "def"
    )
