"""Steps of "Show me": elements of the product's own pages that an article points at, one after another."""

from collections.abc import Mapping
from typing import Any

from core.html import one_line

MAX_STEPS = 20
LENGTHS: Mapping[str, int] = {"page": 200, "selector": 300, "title": 120, "text": 300}
NEEDED = ("selector", "title")


def checked_steps(value: Any) -> tuple[list[dict[str, str]], list[str]]:
    """
    Steps as they are stored, and what is wrong with them.

    A step is `{page, selector, title, text}`; `page` and `text` may be empty or missing.
    """
    if not isinstance(value, list) or len(value) > MAX_STEPS:
        return [], [f"Give a list of at most {MAX_STEPS} steps."]
    steps, errors = [], []
    for at, row in enumerate(value, start=1):
        step, wrong = _checked(row)
        steps.append(step)
        errors += [f"Step {at}: {text}" for text in wrong]
    return steps, errors


def _checked(row: Any) -> tuple[dict[str, str], list[str]]:
    if not isinstance(row, Mapping) or set(row) - set(LENGTHS):
        return {}, [f"Give {', '.join(LENGTHS)}, and nothing else."]
    if any(not isinstance(row.get(name, ""), str) for name in LENGTHS):
        return {}, ["All of it is text."]
    step = {name: one_line(row.get(name, "")) for name in LENGTHS}
    wrong = [
        f"{name} can have at most {limit} characters."
        for name, limit in LENGTHS.items()
        if len(step[name]) > limit
    ]
    wrong += [f"{name} is missing." for name in NEEDED if not step[name]]
    if step["page"] and not _is_pattern(step["page"]):
        wrong.append("page is a path such as /settings/*, without parameters.")
    return step, wrong


def _is_pattern(text: str) -> bool:
    return not ({" ", "?", "#"} & set(text)) and "://" not in text
