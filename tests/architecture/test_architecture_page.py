"""The ways through the house in docs/architecture.md name functions where they are."""

import re

import pytest

from tests.architecture.modules import ROOT

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"`([A-Za-z_][\w.]{1,80})`(?: and `([A-Za-z_]\w{1,80})`)? \(`([\w./-]{3,120})`\)")
NAMED = sorted({(name, path) for *names, path in _NAMED.findall(PAGE) for name in names if name})


def test_the_page_names_functions() -> None:
    assert len(NAMED) > 30


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_each_function_is_where_the_page_says(name: str, path: str) -> None:
    place = ROOT / path
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    for part in name.split("."):
        defined = re.compile(rf"\b(?:def|class|function|const) {re.escape(part)}\b")
        assert any(defined.search(text) for text in texts), f"{part} is not in {path}"
