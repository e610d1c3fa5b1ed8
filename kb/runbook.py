"""
The runbook of an internal article: the steps of handling a ticket of its category.

A step is `{key, kind, text, limit, unit}`. `key` stays when the words change, so that what was checked in a
ticket still belongs to it. `limit` is how much may be decided alone, a number of `unit`, or None.
"""

import re
import secrets
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from core.html import one_line, plain

MAX_STEPS = 40
MAX_TEXT = 500
MAX_UNIT = 20
MAX_LIMIT = Decimal("9999999999.99")
KINDS = ("ask", "check", "do", "decide", "escalate")
"""To ask the customer, to look at, to do, to decide alone within a limit, to hand on when the text holds."""
DECIDE, ESCALATE = "decide", "escalate"
INTERNAL = ("staff", "teams")
"""The audiences whose articles may have a runbook: no customer is among them."""
_KEY = re.compile(r"[a-z0-9]{1,16}")
_MEMBERS = {"key", "kind", "text", "limit", "unit"}


def checked_runbook(value: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Steps as they are stored, each with a key of its own, and what is wrong with them."""
    if not isinstance(value, list) or len(value) > MAX_STEPS:
        return [], [f"Give a list of at most {MAX_STEPS} steps."]
    steps: list[dict[str, Any]] = []
    errors: list[str] = []
    for at, row in enumerate(value, start=1):
        step, wrong = _checked(row, {one["key"] for one in steps if one})
        steps.append(step)
        errors += [f"Step {at}: {text}" for text in wrong]
    return steps, errors


def _checked(row: Any, taken: Collection[str]) -> tuple[dict[str, Any], list[str]]:
    if not isinstance(row, Mapping) or set(row) - _MEMBERS:
        return {}, ["Give kind and text, and key, limit and unit where needed."]
    text, unit = one_line(plain(str(row.get("text") or ""))), one_line(plain(str(row.get("unit") or "")))
    kind, key = row.get("kind"), str(row.get("key") or "")
    wrong = []
    if kind not in KINDS:
        wrong.append(f"kind is one of {', '.join(KINDS)}.")
    if not text or len(text) > MAX_TEXT:
        wrong.append(f"text has 1 to {MAX_TEXT} characters.")
    if len(unit) > MAX_UNIT:
        wrong.append(f"unit can have at most {MAX_UNIT} characters.")
    limit, is_number = _limit(row.get("limit"))
    if not is_number:
        wrong.append("limit is a number from 0, or null.")
    if limit is not None and kind != DECIDE:
        wrong.append("Only what is decided alone has a limit.")
    if not _KEY.fullmatch(key) or key in taken:
        key = secrets.token_hex(4)
    has_limit = kind == DECIDE and limit is not None
    step = {"key": key, "kind": kind, "text": text, "limit": limit, "unit": unit if has_limit else ""}
    return step, wrong


def _limit(value: Any) -> tuple[float | None, bool]:
    """The number that is stored, and whether it is one."""
    if value is None or value == "":
        return None, True
    if isinstance(value, bool):
        return None, False
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None, False
    if not number.is_finite() or not 0 <= number <= MAX_LIMIT:
        return None, False
    return float(round(number, 2)), True


def is_over(step: Mapping[str, Any], amount: Decimal | None) -> bool:
    """Whether this was more than may be decided alone."""
    limit = step["limit"]
    return limit is not None and amount is not None and amount > Decimal(str(limit))


def wanting(
    step: Mapping[str, Any], *, state: str, amount: Decimal | None, reason: str
) -> dict[str, list[str]]:
    """
    What a mark of a step lacks, by field: the amount that was decided, or why something was left out.

    The ticket and the practice room ask the same of whoever marks.
    """
    errors: dict[str, list[str]] = {}
    if amount is not None and (step["kind"] != DECIDE or state != "done"):
        errors["amount"] = ["Only what was decided alone has an amount."]
    elif state == "done" and step["limit"] is not None and amount is None:
        errors["amount"] = ["Say how much it was."]
    if not reason and state == "skipped":
        errors["reason"] = ["Say why it was left out."]
    elif not reason and state == "done" and is_over(step, amount):
        errors["reason"] = ["That is more than may be decided alone. Say why, or ask for help."]
    return errors
