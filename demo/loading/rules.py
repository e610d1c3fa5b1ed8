"""The routing rules that Halyard has published."""

from typing import Any

LARGE = ["enterprise", "mid_market"]

RULES: list[dict[str, Any]] = [
    {
        "name": "Security reports",
        "when": {"any": [{"field": "tags", "op": "is", "value": ["security", "vulnerability"]}]},
        "then": {"tier": "T3", "team": "security", "min_priority": "P2", "notify": ["lead"]},
    },
    {
        "name": "Data problems, large accounts",
        "when": {
            "all": [
                {"field": "segment", "op": "is", "value": LARGE},
                {"field": "type", "op": "is", "value": ["bug", "integration"]},
                {
                    "any": [
                        {"field": "product_area", "op": "is", "value": "exports"},
                        {"field": "error_code", "op": "starts_with", "value": "HLY-40"},
                    ]
                },
                {"field": "channel", "op": "is_not", "value": "api"},
            ]
        },
        "then": {"tier": "T2", "team": "pipelines"},
    },
    {
        "name": "Account at risk",
        "when": {
            "all": [
                {"field": "health", "op": "under", "value": 50},
                {"field": "renewal_days", "op": "at_most", "value": 90},
            ]
        },
        "then": {"min_priority": "P2", "notify": ["csm"]},
    },
    {
        "name": "Billing and invoices",
        "when": {"all": [{"field": "type", "op": "is", "value": "billing"}]},
        "then": {"tier": "T1", "team": "billing"},
    },
    {
        "name": "Sign-in and provisioning, large accounts",
        "when": {
            "all": [
                {"field": "segment", "op": "is", "value": LARGE},
                {"field": "type", "op": "is", "value": "access"},
            ]
        },
        "then": {"tier": "T2", "team": "identity"},
    },
    {
        "name": "German speakers",
        "when": {"all": [{"field": "language", "op": "is", "value": "de"}]},
        "then": {"skills": ["german"]},
    },
    {
        "name": "How-to questions",
        "when": {
            "all": [
                {"field": "type", "op": "is", "value": "question"},
                {"field": "complexity", "op": "is", "value": "T1"},
            ]
        },
        "then": {"tier": "T1", "team": "product"},
    },
    {
        "name": "Wishes",
        "when": {"all": [{"field": "type", "op": "is", "value": "feature_request"}]},
        "then": {"tier": "T1", "team": "general"},
    },
]
