"""What people who work on a request need to know of it, by the kind of request."""

import re
from collections.abc import Mapping, Sequence

from assistant.reading.sentences import is_step

TEMPLATES: Mapping[str, Mapping[str, str]] = {
    "bug": {
        "steps_to_reproduce": "What was done, step by step, before it went wrong",
        "expected": "What should have happened",
        "actual": "What happened instead",
        "environment": "Browser, operating system, version, plan or integration",
        "affected": "Which users, reports, projects or workflow are affected",
        "frequency": "How often it happens, or since when",
    },
    "billing": {
        "invoice": "The number of the invoice",
        "amount": "The amount in question",
        "expected": "What should have been charged",
        "actual": "What was charged, or what is wrong",
    },
    "access": {
        "email": "The address of the account",
        "actual": "What happens when they sign in",
        "environment": "Browser, operating system, identity provider",
        "affected": "Which users cannot sign in",
    },
    "feature_request": {
        "actual": "What cannot be done today",
        "expected": "What should be possible",
        "affected": "Who needs it, and in which workflow",
        "frequency": "How often they need it",
    },
}
"""The parts of each template, and what each asks; kinds that are not here are read as `bug`."""

MOST_STEPS = 12


def template_of(kind: str) -> Mapping[str, str]:
    """The parts for a kind of request."""
    return TEMPLATES.get(kind, TEMPLATES["bug"])


def steps_in(texts: Sequence[str]) -> str:
    """The first numbered or bulleted list of two or more items, as it was written; else nothing."""
    for text in texts:
        found: list[str] = []
        for line in text.split("\n"):
            if is_step(line):
                found.append(re.sub(r"\s+", " ", line.strip()))
            elif line.strip() and len(found) < 2:
                found = []
            elif line.strip():
                break
        if len(found) >= 2:
            return "\n".join(found[:MOST_STEPS])
    return ""
