"""The rules of a new installation: few, readable, and none that names a team or hangs on one keyword."""

from typing import Any

UPSET = ["negative", "frustrated", "angry"]
PRESSING = ["high", "urgent", "critical"]
LARGE = ["enterprise", "mid_market"]

RULES: list[dict[str, Any]] = [
    {
        "name": "Security and privacy",
        "when": {"all": [{"field": "product_area", "op": "is", "value": ["security", "privacy"]}]},
        "then": {"tier": "T3", "min_priority": "P2", "notify": ["lead"]},
    },
    {
        "name": "Pressing trouble at a large account",
        "when": {
            "all": [
                {"field": "segment", "op": "is", "value": LARGE},
                {"field": "urgency", "op": "is", "value": PRESSING},
                {"field": "type", "op": "is", "value": ["bug", "integration", "access"]},
            ]
        },
        "then": {"min_priority": "P2"},
    },
    {
        "name": "Upset shortly before the renewal",
        "when": {
            "all": [
                {"field": "renewal_days", "op": "at_least", "value": 0},
                {"field": "renewal_days", "op": "at_most", "value": 60},
                {"field": "sentiment", "op": "is", "value": UPSET},
            ]
        },
        "then": {"min_priority": "P2", "notify": ["csm"]},
    },
    {
        "name": "Feature requests",
        "when": {
            "all": [
                {"field": "type", "op": "is", "value": "feature_request"},
                {"field": "complexity", "op": "is_not", "value": ["high", "complex"]},
            ]
        },
        "then": {"tier": "T1"},
    },
]
