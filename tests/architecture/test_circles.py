"""No module imports itself through others: not at the top, in functions, or for types only."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT, imported, module_name, parsed, sources

FRONTEND = ROOT / "frontend" / "src"
_FROM = re.compile(r"""(?:\bfrom|\bimport|\bimport\()\s*['"]([^'"\n]{1,300})['"]""")


def test_no_python_module_is_in_a_circle() -> None:
    modules = {module_name(path): path for path in sources()}
    graph = {name: imported(parsed(path), set(modules)) - {name} for name, path in modules.items()}
    assert list(circles(graph)) == []


def test_no_typescript_module_is_in_a_circle() -> None:
    files = [path for path in FRONTEND.rglob("*.ts*") if path.suffix in (".ts", ".tsx")]
    graph = {_shown(path): {_shown(one) for one in _imports(path)} for path in files}
    assert len(graph) > 100
    assert list(circles(graph)) == []


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"a"}}, [["a", "b"]]),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, [["a", "b", "c"]]),
        ({"a": {"b", "c"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}, [["a", "b"], ["c", "d"]]),
    ],
)
def test_circles_are_found(graph: dict[str, set[str]], expected: list[list[str]]) -> None:
    assert sorted(circles(graph)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "import { a } from './other';",
        "import type { A } from './other';",
        "export * from './other';",
        "import './other';",
        "const page = lazy(() => import('./other'));",
        "import {\n  a,\n  b,\n} from './other';",
    ],
)
def test_every_form_of_import_is_seen(line: str) -> None:
    assert _FROM.findall(line) == ["./other"]


def circles(graph: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """The groups of two and more that reach each other: who reaches whom, by widening from each."""
    reached = {name: _reach(name, graph) for name in graph}
    told: set[str] = set()
    for name in sorted(graph):
        if name in reached[name] and name not in told:
            group = [other for other in sorted(reached[name]) if name in reached[other]]
            told.update(group)
            yield group


def _reach(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(graph.get(name, ()))
    return found


def _imports(path: Path) -> Iterator[Path]:
    for source in _FROM.findall(path.read_text(encoding="utf-8")):
        if source.startswith("@/"):
            target = FRONTEND / source[2:]
        elif source.startswith("."):
            target = (path.parent / source).resolve()
        else:
            continue
        names = [
            target,
            *(target.with_name(target.name + end) for end in (".ts", ".tsx")),
            target / "index.ts",
        ]
        yield from (name for name in names if name.is_file() and name.suffix in (".ts", ".tsx"))


def _shown(path: Path) -> str:
    return path.relative_to(FRONTEND).as_posix()
