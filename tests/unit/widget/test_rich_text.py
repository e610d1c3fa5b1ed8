"""Message bodies reach the widget as a tree of allowed nodes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.rich_text import TAGS, Node, tree


def walk(nodes: list[Node]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in nodes:
        if isinstance(node, dict):
            found.append(node)
            found.extend(walk(node.get("c", [])))  # type: ignore[arg-type]  # a tree of JSON
    return found


def test_paragraphs_lists_and_links_stay() -> None:
    assert tree('<p>Run <code>x</code></p><ol><li>One</li></ol><a href="https://a.example">b</a>') == [
        {"t": "p", "c": ["Run ", {"t": "code", "c": ["x"]}]},
        {"t": "ol", "c": [{"t": "li", "c": ["One"]}]},
        {"t": "a", "href": "https://a.example", "c": ["b"]},
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        "<svg><a href='javascript:alert(1)'>x</a></svg>",
        "<p onclick=alert(1)>x</p>",
        '<iframe srcdoc="<script>alert(1)</script>">',
        '<a href="//evil.example/x">x</a>',
        "<style>*{display:none}</style>",
    ],
)
def test_nothing_that_runs_survives(hostile: str) -> None:
    for node in walk(tree(hostile)):
        assert node["t"] in TAGS | {"h"}
        assert set(node) <= {"t", "c", "href"}
        assert not str(node.get("href", "https:")).startswith("javascript")


@given(st.text("<>/=\"' apbiul\n&;1", max_size=200))
def test_any_text_gives_a_tree(source: str) -> None:
    for node in walk(tree(source)):
        assert node["t"] in TAGS | {"h"}


def test_deep_nesting_is_flattened() -> None:
    nodes = tree("<blockquote>" * 500 + "x")
    depth = 0
    while nodes and isinstance(nodes[0], dict):
        depth += 1
        nodes = nodes[0].get("c", [])  # type: ignore[assignment]  # a tree of JSON
    assert depth <= 12
