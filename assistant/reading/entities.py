# ruff: noqa: E501 - patterns read better whole
"""Exact items in a message: error codes, plans, addresses, ids."""

import re
from collections.abc import Iterable

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("error_code", re.compile(r"\b[A-Z]{2,6}-\d{3,6}\b")),
    ("http_status", re.compile(r"\b(?:HTTP|status|error|code)\s*:?\s*([45]\d\d)\b", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,190}\w\b")),
    ("url", re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)),
    ("invoice", re.compile(r"\b(?:INV|invoice)[-\s#:]*([A-Z]{0,4}-?\d{3,})\b", re.IGNORECASE)),
    ("order", re.compile(r"\b(?:order|tracking)[-\s#:]*(?:number|no\.?|id)?\s*#?([A-Z]{0,3}\d{4,})\b", re.IGNORECASE)),
    ("uuid", re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)),
    ("amount", re.compile(r"(?:[$€£]\s?\d[\d,.]{0,20}\d|(?<![\d,.])\d[\d,.]{0,20}\s?(?:USD|EUR|GBP)\b)")),
    ("version", re.compile(r"\bv(?:ersion)?\s?(\d+\.\d+(?:\.\d+)?)\b", re.IGNORECASE)),
)  # fmt: skip
_PLAN = re.compile(r"\b(?:on|our|the|have|is|are|upgrade to|plan:?)\s+(?:the\s+)?([A-Z][a-z]+)(?:\s+plan)\b")
MAX_ENTITIES = 20
MAX_READ = 20_000


def entities_of(text: str, plans: Iterable[str] = ()) -> list[dict[str, str]]:
    """Entities as `{"kind", "value"}`, each once, in the order of their kinds; `plans` are known names."""
    read = text[:MAX_READ]
    found: dict[tuple[str, str], None] = {}
    for kind, pattern in _KINDS:
        for match in pattern.finditer(read):
            found[kind, (match.group(1) if match.groups() else match.group(0)).rstrip(".,")] = None
    for match in _PLAN.finditer(read):
        found["plan", match.group(1)] = None
    lowered = read.lower()
    for plan in plans:
        if re.search(rf"\b{re.escape(plan.lower())} plan\b|\bon {re.escape(plan.lower())}\b", lowered):
            found["plan", plan] = None
    return [{"kind": kind, "value": value} for kind, value in found][:MAX_ENTITIES]
