"""Tasks are queued by name: each name belongs to a task that accepts the given arguments."""

import ast
import inspect
from collections.abc import Iterator

from celery import current_app

from tests.architecture.modules import parsed, sources


def test_every_queued_name_is_a_task_that_takes_its_words() -> None:
    queued = [call for path in sources() for call in _calls(parsed(path))]
    assert len(queued) > 5
    for name, words in queued:
        assert name in current_app.tasks, name
        takes = inspect.signature(current_app.tasks[name].run).parameters
        assert set(words) == set(takes), name


def _calls(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("enqueue", "enqueue_on_commit") and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value), [word.arg or "" for word in node.keywords]
