"""The scopes that a token can carry: an area with read or write."""

AREAS = ("tickets", "people", "kb", "sla", "routing", "assistant", "widget", "mail", "audit")
SCOPES = tuple(f"{area}:{right}" for area in AREAS for right in ("read", "write"))
