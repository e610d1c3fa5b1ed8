"""The states of a customer's account that a boundary can be limited to."""

from datetime import date, timedelta

RENEWAL_NEAR = timedelta(days=60)
LOW_HEALTH = 50
STATES = ("renewal_near", "renewal_past", "low_health", "unknown")
"""
The renewal is at most 60 days ahead; it has passed; the health score is under 50; nothing is known about the
company.
"""


def states_of(
    *, is_known: bool, renewal_on: date | None, health_score: int | None, today: date
) -> tuple[str, ...]:
    """Which of STATES an account is in, in their order."""
    if not is_known:
        return ("unknown",)
    found: list[str] = []
    if renewal_on is not None and today <= renewal_on <= today + RENEWAL_NEAR:
        found.append("renewal_near")
    if renewal_on is not None and renewal_on < today:
        found.append("renewal_past")
    if health_score is not None and health_score < LOW_HEALTH:
        found.append("low_health")
    return tuple(found)
