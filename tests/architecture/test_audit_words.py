"""The audit log's screen has words, in each language, for whatever the code notes."""

import ast
import json
from collections.abc import Iterator

import pytest

from tests.architecture.modules import ROOT, parsed, sources

LOCALES = ROOT / "frontend" / "src" / "features" / "audit" / "locales"
# Said through a variable where it is noted.
BUILT = {f"people.brand_{verb}" for verb in ("archived", "changed", "created", "restored")}
BUILT |= {"sign_on.provider_on", "sign_on.provider_off"}


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _noted() -> Iterator[str]:
    """Actions given by name, or as the second word to a helper named `_record`."""
    for path in sources():
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [word.value for word in node.keywords if word.arg == "action"]
            for value in given + (node.args[1:2] if name == "_record" else []):
                yield from (text for text in _texts(value) if _is_action(text))


def _is_action(text: str) -> bool:
    area, dot, what = text.partition(".")
    # What ends with a line goes on with a variable: BUILT has it whole.
    return bool(dot) and area.isidentifier() and area.islower() and what.isidentifier() and what[-1] != "_"


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_action_has_words(language: str) -> None:
    words = json.loads((LOCALES / f"{language}.json").read_text())
    noted = {*_noted(), *BUILT}
    assert len(noted) > 60
    known = {f"{area}.{what}" for area, actions in words["action"].items() for what in actions}
    assert noted - known == set()
    assert {action.partition(".")[0] for action in noted} <= set(words["area"])
